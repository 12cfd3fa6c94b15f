/**
 * Writes executions with all that they have. VisTrails 2.2 reads only what `schemaExec` of `vistrails_log_forms.ts` leaves
 * of them.
 */
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
import { type AttributeValue, writeElement, type WrittenElement } from "./write_element.ts";

/** The schema version that each execution carries. */
const SCHEMA = "1.0.4";

const ROOT = {
  id: "",
  name: "",
  vistrail_id: "",
  "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
  "xsi:schemaLocation": "http://www.vistrails.org/log.xsd",
};

/**
 * The executions one after the other, without a root, as they are appended to the log of a bundle: there their ids are
 * given by their order. Throws `InputError` for characters that XML does not have.
 */
export function writeLogFragments(executions: Iterable<LogWorkflowExec>): string {
  return [...executions].map((exec) => writeElement(workflowElement(exec))).join("");
}

/** The executions in a `<log>` of their own. */
export function writeLog(executions: Iterable<LogWorkflowExec>): string {
  const children = [...executions].map((exec) => {
    const element = workflowElement(exec);
    return { ...element, attributes: { ...element.attributes, id: exec.id } };
  });
  return writeElement({ name: "log", attributes: { ...ROOT, version: SCHEMA }, children });
}

function workflowElement(exec: LogWorkflowExec): WrittenElement {
  const { reason } = exec;
  const attributes = {
    id: -1,
    version: SCHEMA,
    user: exec.user,
    ...(exec.ip !== null && { ip: exec.ip }),
    session: exec.session,
    vtVersion: exec.vtVersion,
    tsStart: exec.tsStart,
    tsEnd: exec.tsEnd,
    parentType: exec.parentType,
    parentId: exec.parentId,
    parentVersion: exec.parentVersion,
    completed: exec.completed,
    name: exec.name,
    ...(reason !== null && { reason }),
  };
  const children = [
    ...exec.annotations.map(annotationElement),
    ...exec.machines.map(machineElement),
    ...exec.items.map(itemElement),
  ];
  return element("workflowExec", attributes, { children, others: exec.others });
}

function machineElement({ id, name, os, architecture, processor, ram, local, ip, others }: LogMachine): WrittenElement {
  const said = { ...(local !== null && { local: local ? 1 : 0 }), ...(ip !== null && { ip }) };
  return element("machine", { id, name, os, architecture, processor, ram, ...said }, { others });
}

/** Recursion: no deeper than what was read was nested, or than groups are. */
function itemElement(item: LogItem): WrittenElement {
  if (item.kind === "module") return moduleElement(item);
  return item.kind === "group" ? groupElement(item) : loopElement(item);
}

function moduleElement(module: LogModuleExec): WrittenElement {
  const children = [
    ...module.annotations.map(annotationElement),
    ...module.loops.map(loopElement),
    ...module.remotes.map(remoteElement),
  ];
  return element("moduleExec", { ...moduleAttributes(module), moduleName: module.moduleName }, {
    children,
    others: module.others,
  });
}

function groupElement(group: LogGroupExec): WrittenElement {
  const { groupName, groupType, annotations, items, others } = group;
  const children = [...annotations.map(annotationElement), ...items.map(itemElement)];
  return element("groupExec", { ...moduleAttributes(group), groupName, groupType }, { children, others });
}

function moduleAttributes(module: LogModuleExec | LogGroupExec): Record<string, AttributeValue> {
  const { id, tsStart, tsEnd, cached, moduleId, completed, error, machineId } = module;
  return { id, tsStart, tsEnd, cached, moduleId, completed, error, machine_id: machineId };
}

function loopElement({ id, tsStart, tsEnd, iterations, others }: LogLoopExec): WrittenElement {
  const children = iterations.map(iterationElement);
  return element("loopExec", { id, tsStart, tsEnd }, { children, others });
}

function iterationElement(each: LogLoopIteration): WrittenElement {
  const { id, tsStart, tsEnd, iteration, completed, error, items, others } = each;
  const children = items.map(itemElement);
  return element("loopIteration", { id, tsStart, tsEnd, iteration, completed, error }, { children, others });
}

function remoteElement({ id, scheme, ...remote }: LogRemoteExecution): WrittenElement {
  const children = [
    ...remote.annotations.map(annotationElement),
    ...remote.items.map(itemElement),
    ...remote.tasks.map(taskElement),
  ];
  return element("RemoteExecution", { id, scheme }, { children, others: remote.others });
}

function taskElement(task: LogRemoteTask): WrittenElement {
  const { id, machineId, count, description, annotations, others } = task;
  const attributes = { id, machine_id: machineId, function: task.function, count, description };
  return element("remoteTask", attributes, { children: annotations.map(annotationElement), others });
}

function annotationElement({ id, key, value, others }: LogAnnotation): WrittenElement {
  return element("annotation", { id, key, value }, { others });
}

function element(
  name: string,
  attributes: Record<string, AttributeValue>,
  { children = [], others }: { readonly children?: readonly WrittenElement[]; readonly others?: LogOthers },
): WrittenElement {
  if (others === undefined) return { name, attributes, children };
  return {
    name,
    attributes: { ...attributes, ...Object.fromEntries(others.attributes) },
    children: [...children, ...others.elements.map(keptElement)],
  };
}

function keptElement({ name, attributes, elements, text }: LogElement): WrittenElement {
  return { name, attributes: Object.fromEntries(attributes), children: elements.map(keptElement), text };
}
