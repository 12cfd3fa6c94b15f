/** What would become of each module in a run that is to come; nothing is run. */
import type { ResultCache, Signatures } from "../interpreter/result_cache.ts";
import type { Plan } from "../plan/plan.ts";
import type { ModuleEnd, ModuleEnds } from "./known_execution.ts";

/**
 * `cached`: its result would be found; `completed`: it would run. What is not cacheable may say while it runs that it is:
 * its results are found when those of all that feeds it are.
 */
export function endsToCome(plan: Plan, signatures: Signatures, cache: ResultCache): ModuleEnds {
  const ends = new Map<string, ModuleEnd>();
  const found = new Set<number>();
  const toCome = new Set<string>();
  const { start, source } = plan.connectors;
  const isKnown = (index: number): boolean => signatures.of(index) !== undefined || found.has(index);
  for (const index of plan.order) {
    const signature = signatures.runsAlways(index) ? undefined : signatures.ifCacheable(index);
    const isSure = signatures.of(index) !== undefined;
    const isLookedUp = signature !== undefined &&
      (isSure || source.subarray(start[index], start[index + 1]).every(isKnown));
    const isFound = isLookedUp && (toCome.has(signature) || cache.get(signature) !== undefined);
    if (isFound && !isSure) found.add(index);
    if (isLookedUp && isSure && !isFound) toCome.add(signature);
    ends.set(String(plan.pipeline.modules[index].id), { state: isFound ? "cached" : "completed" });
  }
  return ends;
}
