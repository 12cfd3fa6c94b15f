/** Reads the objects of a workflow (schema 1.0.4): modules, functions, connections, … */
import type {
  StoredAnnotation,
  StoredConnection,
  StoredControlParameter,
  StoredFunction,
  StoredLocation,
  StoredModule,
  StoredObject,
  StoredParameter,
  StoredPort,
  StoredPortSpec,
  StoredPortSpecItem,
  StoredWorkflow,
} from "../vistrail/stored_workflow.ts";
import { float, id, int, long, requiredId, text } from "./scalars.ts";
import type { XmlElement } from "./xml.ts";

/** Reads one object; `undefined` when its kind is unknown. */
export function readObject(element: XmlElement): StoredObject | undefined {
  switch (element.name) {
    case "module":
    case "group":
    case "abstraction":
      return readModule(element, element.name);
    case "connection":
      return readConnection(element);
    case "port":
      return readPort(element);
    case "function":
      return readFunction(element);
    case "parameter":
      return readParameter(element);
    case "location":
      return readLocation(element);
    case "annotation":
      return readAnnotation(element);
    case "controlParameter":
      return readControlParameter(element);
    case "portSpec":
      return readPortSpec(element);
    case "other":
    case "plugin_data":
      return { what: "legacy", id: id(element, "id") };
  }
}

/** Reads a `<workflow>`: a group's content, or an exported one. */
function readWorkflow(element: XmlElement): StoredWorkflow {
  const modules: StoredModule[] = [];
  for (const child of element.children) {
    const { name } = child;
    if (name === "module" || name === "group" || name === "abstraction") modules.push(readModule(child, name));
  }
  return { modules, connections: all(element, "connection", readConnection) };
}

function readModule(element: XmlElement, what: StoredModule["what"]): StoredModule {
  const workflow = element.children.find((child) => child.name === "workflow");
  return {
    what,
    id: requiredId(element, "id"),
    cache: int(element, "cache"),
    name: text(element, "name"),
    namespace: text(element, "namespace"),
    package: text(element, "package"),
    version: text(element, "version"),
    internalVersion: text(element, "internalVersion"),
    location: all(element, "location", readLocation).at(-1) ?? null,
    functions: all(element, "function", readFunction),
    annotations: all(element, "annotation", readAnnotation),
    controlParameters: all(element, "controlParameter", readControlParameter),
    portSpecs: all(element, "portSpec", readPortSpec),
    workflow: what === "group" && workflow !== undefined ? readWorkflow(workflow) : null,
  };
}

function readConnection(element: XmlElement): StoredConnection {
  return { what: "connection", id: requiredId(element, "id"), ports: all(element, "port", readPort) };
}

function readPort(element: XmlElement): StoredPort {
  return {
    what: "port",
    id: id(element, "id"),
    type: text(element, "type"),
    moduleId: id(element, "moduleId"),
    name: text(element, "name"),
    signature: text(element, "signature"),
  };
}

function readFunction(element: XmlElement): StoredFunction {
  return {
    what: "function",
    id: id(element, "id"),
    pos: long(element, "pos"),
    name: text(element, "name"),
    parameters: all(element, "parameter", readParameter),
  };
}

function readParameter(element: XmlElement): StoredParameter {
  return {
    what: "parameter",
    id: id(element, "id"),
    pos: long(element, "pos"),
    name: text(element, "name"),
    type: text(element, "type"),
    val: text(element, "val"),
    alias: text(element, "alias"),
  };
}

function readLocation(element: XmlElement): StoredLocation {
  return { what: "location", id: id(element, "id"), x: float(element, "x"), y: float(element, "y") };
}

function readAnnotation(element: XmlElement): StoredAnnotation {
  return { what: "annotation", id: id(element, "id"), key: text(element, "key"), value: text(element, "value") };
}

function readControlParameter(element: XmlElement): StoredControlParameter {
  return {
    what: "controlParameter",
    id: id(element, "id"),
    name: text(element, "name"),
    value: text(element, "value"),
    key: text(element, "key"),
  };
}

function readPortSpec(element: XmlElement): StoredPortSpec {
  return {
    what: "portSpec",
    id: id(element, "id"),
    name: text(element, "name"),
    type: text(element, "type"),
    optional: int(element, "optional"),
    depth: int(element, "depth"),
    sortKey: int(element, "sortKey"),
    minConns: int(element, "minConns"),
    maxConns: int(element, "maxConns"),
    items: all(element, "portSpecItem", readPortSpecItem),
  };
}

function readPortSpecItem(element: XmlElement): StoredPortSpecItem {
  return {
    id: id(element, "id"),
    pos: long(element, "pos"),
    package: text(element, "package"),
    module: text(element, "module"),
    namespace: text(element, "namespace"),
    label: text(element, "label"),
    default: text(element, "default"),
    values: text(element, "values"),
    entryType: text(element, "entryType"),
  };
}

function all<T>(element: XmlElement, name: string, read: (child: XmlElement) => T): T[] {
  const found: T[] = [];
  for (const child of element.children) if (child.name === name) found.push(read(child));
  return found;
}
