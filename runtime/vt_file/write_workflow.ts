/** Writes the objects of a workflow (schema 1.0.4), each with all its attributes: modules, functions, connections, … */
import type {
  StoredAnnotation,
  StoredConnection,
  StoredControlParameter,
  StoredFunction,
  StoredLocation,
  StoredModule,
  StoredParameter,
  StoredPort,
  StoredPortSpec,
  StoredWorkflow,
} from "../vistrail/stored_workflow.ts";
import type { WrittenElement } from "./write_element.ts";

/** Names of modules by their ids: ports tell them. */
export type ModuleNames = ReadonlyMap<number, string>;

/** The names of a workflow's modules. */
export function moduleNames({ modules }: StoredWorkflow): ModuleNames {
  return new Map(modules.map(({ id, name }) => [id, name ?? ""]));
}

/** A module alone; a group with its workflow. */
export function moduleElement(module: StoredModule): WrittenElement {
  const { what, id, cache, name, namespace, package: identifier, version } = module;
  const attributes = { id, cache, name, namespace, package: identifier, version };
  return {
    name: what,
    attributes: what === "abstraction" ? { ...attributes, internalVersion: module.internalVersion } : attributes,
    children: module.workflow === null ? [] : [workflowElement(module.workflow)],
  };
}

/** A connection alone. */
export function connectionElement({ id }: StoredConnection): WrittenElement {
  return { name: "connection", attributes: { id } };
}

/** An end of a connection. */
export function portElement({ id, type, moduleId, name, signature }: StoredPort, names: ModuleNames): WrittenElement {
  const moduleName = names.get(moduleId ?? NaN) ?? "";
  return { name: "port", attributes: { id, type, moduleId, moduleName, name, signature } };
}

/** A function alone. */
export function functionElement({ id, pos, name }: StoredFunction): WrittenElement {
  return { name: "function", attributes: { id, pos, name } };
}

/** A parameter. */
export function parameterElement({ id, pos, name, type, val, alias }: StoredParameter): WrittenElement {
  return { name: "parameter", attributes: { id, pos, name, type, val, alias } };
}

/** A location. */
export function locationElement({ id, x, y }: StoredLocation): WrittenElement {
  return { name: "location", attributes: { id, x, y } };
}

/** An annotation. */
export function annotationElement({ id, key, value }: Omit<StoredAnnotation, "what">): WrittenElement {
  return { name: "annotation", attributes: { id, key, value } };
}

/** A control parameter; one of an early file gets the attribute that it is named by now. */
export function controlParameterElement({ id, name, key, value }: StoredControlParameter): WrittenElement {
  return { name: "controlParameter", attributes: { id, name: name ?? key, value } };
}

/** A port of one module alone, with its items. */
export function portSpecElement(spec: StoredPortSpec): WrittenElement {
  const { id, name, type, optional, depth, sortKey, minConns, maxConns } = spec;
  return {
    name: "portSpec",
    attributes: { id, name, type, optional, depth, sortKey, minConns, maxConns },
    children: spec.items.map((item) => ({ name: "portSpecItem", attributes: { ...item } })),
  };
}

/** The content of a group: everything inside everything. */
function workflowElement(workflow: StoredWorkflow): WrittenElement {
  const names = moduleNames(workflow);
  const connections = workflow.connections.map((connection) => ({
    ...connectionElement(connection),
    children: connection.ports.map((port) => portElement(port, names)),
  }));
  return {
    name: "workflow",
    attributes: { id: 0, name: "", version: "1.0.4", vistrail_id: null },
    children: [...connections, ...workflow.modules.map(wholeModuleElement)],
  };
}

function wholeModuleElement(module: StoredModule): WrittenElement {
  const alone = moduleElement(module);
  return {
    ...alone,
    children: [
      ...alone.children ?? [],
      ...module.location === null ? [] : [locationElement(module.location)],
      ...module.functions.map((one) => ({ ...functionElement(one), children: one.parameters.map(parameterElement) })),
      ...module.annotations.map(annotationElement),
      ...module.controlParameters.map(controlParameterElement),
      ...module.portSpecs.map(portSpecElement),
    ],
  };
}
