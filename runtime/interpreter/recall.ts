/**
 * Results of earlier runs whose values stayed where they were computed. Of those that this run will need it is seen to
 * before it begins that they are there, or here; what has gone is computed anew, with what it needs for that.
 */
import type { Plan } from "../plan/plan.ts";
import type { ExecutionScheme } from "../scheme/execution_scheme.ts";
import { fetched, remotePorts } from "../store/remote_value.ts";
import type { OutputValues } from "./module_run.ts";
import type { KnownResult, ResultCache, Signatures } from "./result_cache.ts";
import { consumersOf, stayingPorts } from "./stay.ts";

/** What decides which results are needed, and where. */
export interface RecallOptions {
  readonly cache: ResultCache;
  readonly signatures: Signatures;
  /** Where a module of the plan computes; undefined: here. */
  readonly schemeOf: (index: number) => ExecutionScheme | undefined;
  readonly wantsAllOutputs: boolean;
  readonly signal: AbortSignal;
}

/** Gives a cache in which nothing is known that cannot be had. */
export async function recallResults(plan: Plan, options: RecallOptions): Promise<ResultCache> {
  const { cache, signatures } = options;
  const known = plan.pipeline.modules.map((_, index) => {
    const signature = signatures.reusable(index);
    return signature === undefined ? undefined : cache.get(signature);
  });
  const waiting = new Set(
    known.flatMap((result, index) => result !== undefined && remotePorts(result.outputs).length > 0 ? [index] : []),
  );
  if (waiting.size === 0) return cache;
  const changed = new Map<string, KnownResult | undefined>();
  for (;;) {
    // What turns out to have gone makes others needed.
    const needed = [...waiting].filter((index) => isNeeded(plan, index, known, options.wantsAllOutputs));
    if (needed.length === 0) return cacheWith(cache, changed);
    await Promise.all(needed.map(async (index) => {
      waiting.delete(index);
      known[index] = await recalled(plan, index, known[index]!, options);
      changed.set(signatures.reusable(index)!, known[index]);
    }));
  }
}

function isNeeded(
  plan: Plan,
  index: number,
  known: readonly (KnownResult | undefined)[],
  wantsAllOutputs: boolean,
): boolean {
  const consumers = [...consumersOf(plan, index)];
  return wantsAllOutputs || consumers.length === 0 || consumers.some((consumer) => known[consumer] === undefined);
}

/** The result with values that can be had; undefined where something of it has gone. */
async function recalled(
  plan: Plan,
  index: number,
  known: KnownResult,
  { schemeOf, wantsAllOutputs, signal }: RecallOptions,
): Promise<KnownResult | undefined> {
  const scheme = schemeOf(index);
  if (scheme?.recall === undefined) return undefined;
  const stays = wantsAllOutputs ? () => false : stayingPorts(plan, index, schemeOf);
  const properties = Object.getOwnPropertyDescriptors(known.outputs);
  try {
    for (const port of remotePorts(known.outputs)) {
      const found = await scheme.recall(known.outputs[port], signal);
      properties[port] = { ...properties[port], value: stays(port) ? found : await fetched(found, signal) };
    }
  } catch {
    return undefined;
  }
  return { ...known, outputs: Object.defineProperties({}, properties) as OutputValues };
}

function cacheWith(cache: ResultCache, changed: Map<string, KnownResult | undefined>): ResultCache {
  return {
    get: (signature) => changed.has(signature) ? changed.get(signature) : cache.get(signature),
    set: (signature, result) => {
      changed.delete(signature);
      cache.set(signature, result);
    },
  };
}
