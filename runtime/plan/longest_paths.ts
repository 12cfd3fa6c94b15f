/** How much of a run lies ahead of each module, by durations that are known: of modules that are ready, the one with most goes first. */
import type { Connectors, Plan } from "./plan.ts";
import { hasWhile } from "./simple_modules.ts";

/** Milliseconds that each module of a plan takes by itself, by its index, NaN where unknown; those inside groups too. */
export interface PlanDurations {
  readonly own: Float64Array;
  readonly inside: ReadonlyMap<number, PlanDurations>;
}

/** Milliseconds from the start of each module to the end of the run, by its index; for those inside groups too. */
export interface PathLengths {
  readonly of: Float64Array;
  readonly inside: ReadonlyMap<number, PathLengths>;
}

/** Sums of `durations` along the longest path from each module down to a sink, itself included. */
export function longestPaths(
  { start, source }: Pick<Connectors, "start" | "source">,
  order: Int32Array,
  durations: Float64Array,
): Float64Array {
  const paths = new Float64Array(durations.length);
  for (let at = order.length - 1; at >= 0; at--) {
    const i = order[at];
    const path = paths[i] += durations[i];
    for (let k = start[i]; k < start[i + 1]; k++) if (paths[source[k]] < path) paths[source[k]] = path;
  }
  return paths;
}

/** The longest paths of a plan and of all its groups. What is unknown counts nothing. */
export function pathLengths(plan: Plan, durations: PlanDurations): PathLengths {
  const own = new Float64Array(durations.own.length);
  for (let i = 0; i < own.length; i++) own[i] = countsByItself(plan, i) ? durations.own[i] || 0 : 0;
  const inside = new Map<number, PathLengths>();
  for (const [index, inner] of plan.inner) {
    const content = pathLengths(inner, durations.inside.get(index)!);
    inside.set(index, content);
    if (!countsByItself(plan, index)) own[index] = longestOf(content.of);
  }
  const of = longestPaths(plan.connectors, plan.order, own);
  for (const [index, content] of inside) lengthen(content, of[index] - own[index]);
  return { of, inside };
}

/** False where what a module runs is counted instead: the content of a group, what a control module brings up to date. */
export function countsByItself(plan: Plan, index: number): boolean {
  const isLoop = plan.listDepth[index] > 0 || hasWhile(plan.pipeline.modules[index]);
  return isLoop || (!plan.inner.has(index) && plan.definitions[index]?.control === undefined);
}

function longestOf(paths: Float64Array): number {
  let longest = 0;
  for (const path of paths) if (path > longest) longest = path;
  return longest;
}

/** Adds what comes after the group. */
function lengthen({ of, inside }: PathLengths, by: number): void {
  for (let i = 0; i < of.length; i++) of[i] += by;
  for (const content of inside.values()) lengthen(content, by);
}
