/** Reads a `<vistrail>` document of any schema version from 0.8.0 to 1.0.4. */
import type { StoredObject } from "../vistrail/stored_workflow.ts";
import type {
  Action,
  ActionAnnotation,
  Annotation,
  Operation,
  ParameterExploration,
  Vistrail,
  VistrailVariable,
} from "../vistrail/vistrail.ts";
import { liftVistrail } from "./lift.ts";
import { readOldExplorations } from "./old_exploration_xml.ts";
import { elementError, id, int, long, named, requiredId, text } from "./scalars.ts";
import { readObject } from "./workflow_xml.ts";
import { parseXml, type XmlElement } from "./xml.ts";

/** Reads a document; throws `VistrailFileError` with line and column. */
export function readVistrail(source: Uint8Array | string): Vistrail {
  return vistrailOf(parseXml(source));
}

/** Reads the element, and lifts it to 1.0.4 in place; throws `VistrailFileError`. */
function vistrailOf(root: XmlElement): Vistrail {
  if (root.name !== "vistrail") {
    throw elementError(`Cannot read the vistrail: the root element is <${root.name}>, <vistrail> is wanted`, root);
  }
  const schemaVersion = text(root, "version") ?? "";
  liftVistrail(root);
  const vistrail: Vistrail = {
    name: text(root, "name") ?? "",
    schemaVersion,
    actions: readActions(root),
    actionAnnotations: named(root, "actionAnnotation").flatMap(readActionAnnotation),
    annotations: named(root, "annotation").map(readAnnotation),
    variables: named(root, "vistrailVariable").map(readVariable),
    parameterExplorations: named(root, "parameterExploration").map(readExploration),
  };
  return readOldExplorations(vistrail);
}

function readActions(root: XmlElement): Map<number, Action> {
  const actions = new Map<number, Action>();
  const places = new Map<number, XmlElement>();
  for (const element of named(root, "action")) {
    const action = readAction(element);
    if (actions.has(action.id)) {
      throw elementError(`Cannot read the vistrail: version ${action.id} is there twice`, element);
    }
    actions.set(action.id, action);
    places.set(action.id, element);
  }
  checkAncestors(actions, places);
  return actions;
}

/** Each parent is there, and no version is its own ancestor. */
function checkAncestors(actions: ReadonlyMap<number, Action>, places: ReadonlyMap<number, XmlElement>): void {
  const sound = new Set<number>([0]);
  for (const start of actions.values()) {
    const path = new Set<number>();
    for (let action = start; !sound.has(action.id);) {
      const element = places.get(action.id)!;
      if (path.has(action.id)) {
        throw elementError(`Cannot read the vistrail: version ${action.id} is its own ancestor`, element);
      }
      path.add(action.id);
      if (action.parent === 0) break;
      const parent = actions.get(action.parent);
      if (parent === undefined) {
        throw elementError(
          `Cannot read the vistrail: version ${action.parent}, parent of version ${action.id}, is not there`,
          element,
        );
      }
      action = parent;
    }
    for (const version of path) sound.add(version);
  }
}

function readAction(element: XmlElement): Action {
  const version = requiredId(element, "id");
  if (version <= 0) throw elementError(`Cannot read the vistrail: ${version} cannot be a version number`, element);
  const operations: Operation[] = [];
  for (const child of element.children) {
    if (child.name === "add" || child.name === "change" || child.name === "delete") {
      operations.push(readOperation(child, child.name));
    }
  }
  return {
    id: version,
    parent: Math.max(0, id(element, "prevId") ?? 0),
    date: text(element, "date") || null,
    user: text(element, "user"),
    session: sessionOf(element),
    annotations: named(element, "annotation").map(readAnnotation),
    operations: operations.sort((a, b) => a.id - b.id),
  };
}

/** Old files have texts here. */
function sessionOf(element: XmlElement): number | null {
  return /^[0-9]+$/.test(text(element, "session") ?? "") ? long(element, "session") : null;
}

function readOperation(element: XmlElement, kind: Operation["kind"]): Operation {
  const operation = {
    id: requiredId(element, "id"),
    what: text(element, "what") ?? "",
    objectId: requiredId(element, kind === "change" ? "newObjId" : "objectId"),
    parentId: id(element, "parentObjId"),
    parentType: text(element, "parentObjType") ?? "",
    line: element.line,
  };
  if (kind === "delete") return { ...operation, kind };
  const data = readData(element, operation);
  return kind === "add"
    ? { ...operation, kind, data }
    : { ...operation, kind, oldId: requiredId(element, "oldObjId"), data };
}

function readData(element: XmlElement, { id, what }: { id: number; what: string }): StoredObject {
  const child = element.children.find((child) => child.name === what);
  const data = child && readObject(child);
  if (data === undefined) {
    const problem = child === undefined ? "carries none" : "cannot be";
    const reason = `Cannot read the vistrail: operation ${id} shall ${element.name} a ${
      JSON.stringify(what.slice(0, 40))
    } and ${problem}`;
    throw elementError(reason, element);
  }
  return data;
}

function readActionAnnotation(element: XmlElement): ActionAnnotation[] {
  const actionId = id(element, "actionId");
  if (actionId === null) return [];
  const { key, value } = readAnnotation(element);
  return [{
    id: id(element, "id"),
    key,
    value,
    actionId,
    date: text(element, "date") || null,
    user: text(element, "user"),
  }];
}

function readAnnotation(element: XmlElement): Annotation {
  return { key: text(element, "key") ?? "", value: text(element, "value") ?? "" };
}

function readVariable(element: XmlElement): VistrailVariable {
  return {
    name: text(element, "name") ?? "",
    uuid: text(element, "uuid") ?? "",
    package: text(element, "package") ?? "",
    module: text(element, "module") ?? "",
    namespace: text(element, "namespace") ?? "",
    value: text(element, "value") ?? "",
  };
}

function readExploration(element: XmlElement): ParameterExploration {
  return {
    id: id(element, "id"),
    actionId: requiredId(element, "actionId"),
    name: text(element, "name") ?? "",
    date: text(element, "date") || null,
    user: text(element, "user"),
    dims: text(element, "dims") ?? "",
    layout: text(element, "layout") ?? "",
    functions: named(element, "peFunction").map((explored) => ({
      module: requiredId(explored, "moduleId"),
      port: text(explored, "port_name") ?? "",
      isAlias: long(explored, "is_alias") === 1,
      parameters: named(explored, "peParameter").map((parameter) => ({
        pos: long(parameter, "pos") ?? 0,
        interpolator: text(parameter, "interpolator") ?? "",
        value: text(parameter, "value") ?? "",
        dimension: int(parameter, "dimension") ?? 4,
      })),
    })),
  };
}
