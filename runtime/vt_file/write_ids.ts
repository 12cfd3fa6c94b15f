/** Gives ids to the objects of a workflow that have none. */
import type { StoredModule, StoredWorkflow } from "../vistrail/stored_workflow.ts";

/** The workflow with an id on every object, in VisTrails' scopes; the content of a group is a space of its own. */
export function numberWorkflow({ modules, connections }: StoredWorkflow): StoredWorkflow {
  const functions = modules.flatMap((module) => module.functions);
  const specs = modules.flatMap((module) => module.portSpecs);
  const scopes: Scopes = {
    function: scope(functions),
    parameter: scope(functions.flatMap(({ parameters }) => parameters)),
    location: scope(modules.flatMap(({ location }) => location ?? [])),
    annotation: scope(modules.flatMap(({ annotations }) => annotations)),
    controlParameter: scope(modules.flatMap(({ controlParameters }) => controlParameters)),
    portSpec: scope(specs),
    portSpecItem: scope(specs.flatMap(({ items }) => items)),
    port: scope(connections.flatMap(({ ports }) => ports)),
  };
  return {
    modules: modules.map((module) => numberModule(module, scopes)),
    connections: connections.map((connection) => ({ ...connection, ports: connection.ports.map(scopes.port) })),
  };
}

interface Numbered {
  readonly id: number | null;
}

/** Gives the object as it is where it has an id, else with the next one of the scope. */
type Scope = <T extends Numbered>(object: T) => T;

type Scopes = Readonly<
  Record<
    | "function"
    | "parameter"
    | "location"
    | "annotation"
    | "controlParameter"
    | "portSpec"
    | "portSpecItem"
    | "port",
    Scope
  >
>;

function scope(objects: readonly Numbered[]): Scope {
  let next = 1 + objects.reduce((largest, { id }) => Math.max(largest, id ?? -1), -1);
  return (object) => object.id === null ? { ...object, id: next++ } : object;
}

function numberModule(module: StoredModule, scopes: Scopes): StoredModule {
  return {
    ...module,
    location: module.location && scopes.location(module.location),
    functions: module.functions.map((one) =>
      scopes.function({ ...one, parameters: one.parameters.map(scopes.parameter) })
    ),
    annotations: module.annotations.map(scopes.annotation),
    controlParameters: module.controlParameters.map(scopes.controlParameter),
    portSpecs: module.portSpecs.map((spec) => scopes.portSpec({ ...spec, items: spec.items.map(scopes.portSpecItem) })),
    workflow: module.workflow && numberWorkflow(module.workflow),
  };
}
