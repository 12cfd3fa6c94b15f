/** Finds the definition and the ports of each module, and plans the inside of groups. */
import type { AnyDefinition } from "../authoring/module.ts";
import type { Pipeline, PipelineModule } from "../pipeline/pipeline.ts";
import type { Registry } from "../pipeline/registry.ts";
import { groupPorts } from "./group_ports.ts";
import { MOST_LEVELS, type Plan, type Report } from "./plan.ts";
import { definedPorts, portsOf, type PortTable, UNKNOWN_PORTS } from "./port_table.ts";

/** What is found, by module index. */
export interface ResolvedModules {
  readonly definitions: readonly (AnyDefinition | undefined)[];
  readonly ports: readonly PortTable[];
  readonly inner: ReadonlyMap<number, Plan>;
}

/** What is needed beside the pipeline. */
export interface ResolveOptions {
  readonly report: Report;
  readonly planInner: (content: Pipeline, index: number) => Plan;
}

/** Reports what no package has: a missing package once for each of its modules, with what to do. */
export function resolveModules(
  { modules }: Pipeline,
  registry: Registry,
  { report, planInner }: ResolveOptions,
): ResolvedModules {
  const definitions = new Array<AnyDefinition | undefined>(modules.length).fill(undefined);
  const ports = new Array<PortTable>(modules.length).fill(UNKNOWN_PORTS);
  const inner = new Map<number, Plan>();
  for (const [index, module] of modules.entries()) {
    if (module.kind !== "module" && module.workflow !== undefined) {
      const plan = planInner(module.workflow, index);
      inner.set(index, plan);
      ports[index] = module.definition === undefined ? portsOfGroup(plan) : definedPorts(module.definition);
      continue;
    }
    const definition = module.kind === "module" ? module.definition ?? registry.definition(module) : undefined;
    if (definition === undefined || definition.abstract) {
      report(index, missingText(module, registry, definition));
      continue;
    }
    definitions[index] = definition;
    const [table, unknown] = portsOf(module, definition, registry);
    ports[index] = table;
    for (const { name, depth } of module.portSpecs) {
      if (depth <= MOST_LEVELS) continue;
      report(index, `Port ${name} has ${depth} levels of lists, at most ${MOST_LEVELS} are run`);
    }
    for (const { port, type } of unknown) {
      report(index, `Port ${port} has type ${type.name} of package ${type.package}, which is not there`);
    }
  }
  return { definitions, ports, inner };
}

/** They follow from what is inside: where that is not known they are not, either. */
function portsOfGroup(inner: Plan): PortTable {
  return inner.ports.includes(UNKNOWN_PORTS) ? UNKNOWN_PORTS : groupPorts(inner);
}

function missingText(module: PipelineModule, registry: Registry, definition: AnyDefinition | undefined): string {
  const name = module.namespace === "" ? module.name : `${module.namespace}|${module.name}`;
  if (definition !== undefined) return `Module ${name} is abstract: it cannot be run`;
  if (module.kind === "group") return "The group has no content";
  if (module.kind === "abstraction") return `The sub-workflow ${name} (${module.namespace}) is not in the file`;
  const found = registry.package(module.package);
  if (found === undefined) return `Missing package ${module.package}: its module ${name} cannot be run`;
  return `Package ${found.identifier} ${found.version} has no module ${name}`;
}
