/** Modules of a run as they are sent elsewhere. */
import type { AnyDefinition } from "../authoring/module.ts";
import { ModuleError } from "../errors.ts";
import type { Connection, TypeName } from "../pipeline/pipeline.ts";
import type { Plan } from "../plan/plan.ts";
import type { DefinitionName } from "../scheme/compute_request.ts";
import { nameOf } from "../scheme/find_definition.ts";
import type { SentModule, SentModules } from "../scheme/sent_pipeline.ts";

/** How a definition is called where it is sent. Throws where nobody could find it there. */
export function sentName(definition: AnyDefinition): DefinitionName {
  const name = nameOf(definition);
  if (name !== undefined) return name;
  throw new ModuleError(`Cannot compute elsewhere: module ${definition.name} was not defined in a file`);
}

/** Some modules of a plan and the wires between them; how they are looped over stays here. */
export function sentModules(plan: Plan, indexes: readonly number[]): SentModules {
  const ids = new Set(indexes.map((index) => plan.pipeline.modules[index].id));
  return {
    modules: indexes.map((index) => ({ ...sentModule(plan, index), controlParameters: new Map() })),
    connections: plan.pipeline.connections
      .filter(({ source, destination }) => ids.has(source.module) && ids.has(destination.module))
      .map(sentConnection),
  };
}

function sentContent(plan: Plan): SentModules {
  return {
    modules: plan.pipeline.modules.map((_, index) => sentModule(plan, index)),
    connections: plan.pipeline.connections.map(sentConnection),
  };
}

/** What a group has on its ports comes with each request; its ports follow from its content. */
function sentModule(plan: Plan, index: number): SentModule {
  const { definition, workflow: _, ...rest } = plan.pipeline.modules[index];
  const module = { ...rest, portSpecs: rest.portSpecs.map((spec) => ({ ...spec, types: spec.types.map(sentType) })) };
  const inner = plan.inner.get(index);
  if (inner !== undefined) return { ...module, workflow: sentContent(inner) };
  return definition === undefined ? module : { ...module, definition: sentName(definition) };
}

function sentConnection({ id, source, destination }: Connection): Connection {
  return {
    id,
    source: { module: source.module, port: source.port },
    destination: { module: destination.module, port: destination.port },
  };
}

/** A type that only a script knows goes as what it is made from: wires have been checked here. */
function sentType(type: TypeName & { readonly base?: TypeName }): TypeName {
  let known = type;
  while (known.base !== undefined && URL.canParse(known.package)) known = known.base;
  return { package: known.package, namespace: known.namespace, name: known.name };
}
