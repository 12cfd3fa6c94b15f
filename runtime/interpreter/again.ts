/** Runs parts of a workflow again whose results are known: chosen modules, and all that depends on them. */
import type { Plan } from "../plan/plan.ts";
import type { KnownResult, ResultCache, Signatures } from "./result_cache.ts";

/** What of a cache decides. */
type Results = Pick<ResultCache, "get" | "set">;

/** The cache without what earlier runs know of these modules, by id, and of all that is downstream of them. */
export function againFrom(cache: Results, { plan, signatures, modules }: {
  readonly plan: Plan;
  readonly signatures: Signatures;
  readonly modules: readonly number[];
}): Results {
  const forgotten = new Set<string>();
  for (const index of downstreamOf(plan, modules)) {
    const signature = signatures.ifCacheable(index);
    if (signature !== undefined) forgotten.add(signature);
  }
  return {
    get: (signature: string): KnownResult | undefined => forgotten.has(signature) ? undefined : cache.get(signature),
    set: (signature: string, result: KnownResult): void => {
      forgotten.delete(signature);
      cache.set(signature, result);
    },
  };
}

/** The modules themselves, too, by index. */
function downstreamOf({ indexOf, downstream: { start, destination } }: Plan, modules: readonly number[]): Set<number> {
  const found = new Set(modules.map((id) => indexOf(id)).filter((index) => index !== undefined));
  for (const index of found) for (let k = start[index]; k < start[index + 1]; k++) found.add(destination[k]);
  return found;
}
