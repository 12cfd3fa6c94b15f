/** The order in which data goes through a pipeline. */
import type { Pipeline, PipelineModule } from "./pipeline.ts";

/** Modules with those first that others take data from; what lies on a cycle comes last. */
export function inDataOrder({ modules, connections }: Pipeline): PipelineModule[] {
  const missing = new Map(modules.map(({ id }) => [id, 0]));
  const followers = Map.groupBy(connections, ({ source }) => source.module);
  for (const { destination } of connections) {
    missing.set(destination.module, (missing.get(destination.module) ?? 0) + 1);
  }
  const byId = new Map(modules.map((module) => [module.id, module]));
  const order = modules.filter(({ id }) => missing.get(id) === 0).sort((a, b) => a.id - b.id);
  for (let i = 0; i < order.length; i++) {
    for (const { destination } of followers.get(order[i].id) ?? []) {
      const left = missing.get(destination.module)! - 1;
      missing.set(destination.module, left);
      const module = byId.get(destination.module);
      if (left === 0 && module !== undefined) order.push(module);
    }
  }
  const done = new Set(order);
  return [...order, ...modules.filter((module) => !done.has(module))];
}
