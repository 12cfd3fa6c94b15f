/**
 * Reads logs: the member `log` of bundles, which is a sequence of executions of several schemas, and logs that were
 * exported, which have a root. What is not known of an element is kept.
 */
import { elementError, id, int, long, named, text } from "./scalars.ts";
import type {
  LogAnnotation,
  LogElement,
  LogGroupExec,
  LogItem,
  LogLoopExec,
  LogLoopIteration,
  LogMachine,
  LogModuleExec,
  LogOthers,
  LogRemoteExecution,
  LogRemoteTask,
  LogWorkflowExec,
} from "./vistrails_log.ts";
import { liftExecution } from "./vistrails_log_lift.ts";
import { parseXmlSequence, type XmlElement } from "./xml.ts";

/** The executions, oldest first; throws `VistrailFileError` with line and column. */
export function readVistrailsLog(source: Uint8Array | string): LogWorkflowExec[] {
  const roots = parseXmlSequence(source);
  const root = roots.length === 1 && roots[0].name === "log" ? roots[0] : undefined;
  const elements = root?.children ?? roots;
  const stranger = root === undefined ? elements.find(({ name }) => name !== "workflowExec") : undefined;
  if (stranger !== undefined) {
    throw elementError(`Cannot read the log: <${stranger.name}> is no <workflowExec>`, stranger);
  }
  const shared = root === undefined ? [] : named(root, "machine").map(readMachine);
  const version = root === undefined ? "" : text(root, "version") ?? "";
  return elements.filter(({ name }) => name === "workflowExec").map((element, index) => {
    liftExecution(element);
    const exec = readWorkflowExec(element, index + 1);
    const machines = exec.machines.length > 0 ? exec.machines : shared;
    return { ...exec, schemaVersion: exec.schemaVersion || version, machines };
  });
}

function readWorkflowExec(element: XmlElement, number: number): LogWorkflowExec {
  const others = othersOf(element, {
    attributes:
      "id version user ip session vtVersion tsStart tsEnd parentType parentId parentVersion completed name reason",
    elements: "annotation machine moduleExec groupExec loopExec",
  });
  return {
    id: number,
    schemaVersion: text(element, "version") ?? "",
    user: text(element, "user") ?? "",
    ip: text(element, "ip"),
    session: long(element, "session"),
    vtVersion: text(element, "vtVersion") ?? "",
    ...timesOf(element),
    parentType: text(element, "parentType") ?? "",
    parentId: long(element, "parentId"),
    parentVersion: id(element, "parentVersion"),
    completed: int(element, "completed"),
    name: text(element, "name") ?? "",
    reason: text(element, "reason"),
    annotations: annotationsOf(element),
    machines: named(element, "machine").map(readMachine),
    items: itemsOf(element),
    ...others,
  };
}

function readMachine(element: XmlElement): LogMachine {
  const local = text(element, "local")?.toLowerCase();
  return {
    id: long(element, "id"),
    name: text(element, "name") ?? "",
    os: text(element, "os") ?? "",
    architecture: text(element, "architecture") ?? "",
    processor: text(element, "processor") ?? "",
    ram: long(element, "ram"),
    local: local === undefined || local === "" ? null : local === "1" || local === "true",
    ip: text(element, "ip"),
    ...othersOf(element, { attributes: "id name os architecture processor ram local ip", elements: "" }),
  };
}

const ITEMS = new Map<string, (element: XmlElement) => LogItem>([
  ["moduleExec", readModule],
  ["groupExec", readGroup],
  ["loopExec", readLoop],
]);

function itemsOf(element: XmlElement): LogItem[] {
  return element.children.flatMap((child) => ITEMS.get(child.name)?.(child) ?? []);
}

const OF_MODULES = "id tsStart tsEnd cached moduleId completed error machine_id";

function readModule(element: XmlElement): LogModuleExec {
  const remotes = element.children.filter(({ name }) => /^[rR]emoteExecution$/.test(name));
  return {
    kind: "module",
    ...moduleFields(element),
    moduleName: text(element, "moduleName") ?? "",
    loops: named(element, "loopExec").map(readLoop),
    remotes: remotes.map(readRemote),
    ...othersOf(element, {
      attributes: `${OF_MODULES} moduleName`,
      elements: "annotation loopExec remoteExecution RemoteExecution",
    }),
  };
}

function readGroup(element: XmlElement): LogGroupExec {
  return {
    kind: "group",
    ...moduleFields(element),
    groupName: text(element, "groupName") ?? "",
    groupType: text(element, "groupType") ?? "",
    items: itemsOf(element),
    ...othersOf(element, {
      attributes: `${OF_MODULES} groupName groupType`,
      elements: "annotation moduleExec groupExec loopExec",
    }),
  };
}

function moduleFields(element: XmlElement): Pick<LogModuleExec, keyof LogModuleExec & keyof LogGroupExec & FieldName> {
  return {
    id: long(element, "id"),
    ...timesOf(element),
    cached: int(element, "cached"),
    moduleId: id(element, "moduleId"),
    completed: int(element, "completed"),
    error: text(element, "error") ?? "",
    machineId: long(element, "machine_id"),
    annotations: annotationsOf(element),
  };
}

type FieldName =
  | "id"
  | "tsStart"
  | "tsEnd"
  | "cached"
  | "moduleId"
  | "completed"
  | "error"
  | "machineId"
  | "annotations";

function readLoop(element: XmlElement): LogLoopExec {
  return {
    kind: "loop",
    id: long(element, "id"),
    ...timesOf(element),
    iterations: named(element, "loopIteration").map(readIteration),
    ...othersOf(element, { attributes: "id tsStart tsEnd", elements: "loopIteration" }),
  };
}

function readIteration(element: XmlElement): LogLoopIteration {
  return {
    id: long(element, "id"),
    ...timesOf(element),
    iteration: int(element, "iteration"),
    completed: int(element, "completed"),
    error: text(element, "error") ?? "",
    items: itemsOf(element),
    ...othersOf(element, {
      attributes: "id tsStart tsEnd iteration completed error",
      elements: "moduleExec groupExec loopExec",
    }),
  };
}

function readRemote(element: XmlElement): LogRemoteExecution {
  return {
    id: long(element, "id"),
    scheme: text(element, "scheme") ?? "",
    annotations: annotationsOf(element),
    items: itemsOf(element),
    tasks: element.children.filter(({ name }) => /^[rR]emoteTask$/.test(name)).map(readTask),
    ...othersOf(element, {
      attributes: "id scheme",
      elements: "annotation moduleExec groupExec loopExec remoteTask RemoteTask",
    }),
  };
}

function readTask(element: XmlElement): LogRemoteTask {
  return {
    id: long(element, "id"),
    machineId: long(element, "machine_id"),
    function: text(element, "function") ?? "",
    count: int(element, "count"),
    description: text(element, "description") ?? "",
    annotations: annotationsOf(element),
    ...othersOf(element, { attributes: "id machine_id function count description", elements: "annotation" }),
  };
}

function timesOf(element: XmlElement): { tsStart: string | null; tsEnd: string | null } {
  return { tsStart: text(element, "tsStart") || null, tsEnd: text(element, "tsEnd") || null };
}

function annotationsOf(element: XmlElement): LogAnnotation[] {
  return named(element, "annotation").map((child) => ({
    id: long(child, "id"),
    key: text(child, "key") ?? "",
    value: text(child, "value") ?? "",
    ...othersOf(child, { attributes: "id key value", elements: "" }),
  }));
}

/** What an element has beside what is known, each a list with blanks; nothing where that is all. */
function othersOf(
  element: XmlElement,
  known: { readonly attributes: string; readonly elements: string },
): { readonly others?: LogOthers } {
  const isKnown = (list: string, name: string): boolean => ` ${list} `.includes(` ${name} `);
  const attributes = [...element.attributes].filter(([name]) => !isKnown(known.attributes, name));
  const elements = element.children.filter(({ name }) => !isKnown(known.elements, name));
  if (attributes.length === 0 && elements.length === 0) return {};
  return { others: { attributes: new Map(attributes), elements: elements.map(keptElement) } };
}

function keptElement({ name, attributes, children, text }: XmlElement): LogElement {
  return { name, attributes: new Map(attributes), elements: children.map(keptElement), text: text.trim() };
}
