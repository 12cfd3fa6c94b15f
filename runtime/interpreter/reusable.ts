/**
 * Results by signature, as the modules of a run find and keep them. Some signatures hold only because modules that are
 * not cacheable say, while they compute, that their outputs may be used again: then all that feeds a module must be
 * known so, in this run.
 */
import type { ModuleRun } from "./module_run.ts";
import type { KnownResult, ResultCache, Signatures } from "./result_cache.ts";

/** The results that anybody may use again. */
export class ReusableResults {
  readonly #cache: ResultCache;
  readonly #signatures: Signatures;
  /** Modules whose results were found, or are kept, under a signature that holds only because modules say so. */
  readonly #known = new Set<ModuleRun>();

  constructor(cache: ResultCache, signatures: Signatures) {
    this.#cache = cache;
    this.#signatures = signatures;
  }

  /** Whether the module's results are used again whatever it says. */
  isSure(run: ModuleRun): boolean {
    return run.frame.within === "" && this.#signatures.of(run.index) !== undefined;
  }

  /** Whether such results are looked for. */
  isLookedUp(run: ModuleRun): boolean {
    return this.isSure(run) && !this.#signatures.runsAlways(run.index);
  }

  /** The result of an earlier run; undefined when there is none, or when what feeds the module may have changed. */
  get(run: ModuleRun): KnownResult | undefined {
    const signature = this.#signatureOf(run);
    const known = signature === undefined ? undefined : this.#cache.get(signature);
    if (known !== undefined && !this.isSure(run)) this.#known.add(run);
    return known;
  }

  /** Keeps the result of a module that has computed; false when it must not be used again. */
  set(run: ModuleRun, result: KnownResult): boolean {
    const signature = this.#signatureOf(run);
    if (signature === undefined) return false;
    if (!this.isSure(run)) {
      if (!isRepeatable(run)) return false;
      this.#known.add(run);
    }
    this.#cache.set(signature, result);
    return true;
  }

  /** Under which the result of a module that has ended may be used again; undefined where it must not be. */
  usableUnder(run: ModuleRun): string | undefined {
    if (run.isCopy || run.frame.within !== "") return undefined;
    if (this.#signatures.runsAlways(run.index)) return undefined;
    return this.#signatures.of(run.index) ??
      (this.#known.has(run) ? this.#signatures.ifCacheable(run.index) : undefined);
  }

  #signatureOf(run: ModuleRun): string | undefined {
    if (run.frame.within !== "" || this.#signatures.runsAlways(run.index)) return undefined;
    const signature = this.#signatures.ifCacheable(run.index);
    return signature === undefined || this.isSure(run) || this.#isFedByKnown(run) ? signature : undefined;
  }

  #isFedByKnown({ plan, index, frame }: ModuleRun): boolean {
    const { start, source } = plan.connectors;
    for (let k = start[index]; k < start[index + 1]; k++) {
      const upstream = frame.runAt(source[k]);
      if (!this.isSure(upstream) && !this.#known.has(upstream)) return false;
    }
    return true;
  }
}

/** Whether it would give the same again, what feeds it left aside. Of a loop nobody knows what its iterations said. */
function isRepeatable(run: ModuleRun): boolean {
  if (!run.plan.inner.has(run.index)) return run.definition?.cacheable !== false || run.isCacheable;
  if (run.iterations !== undefined || run.content === undefined) return false;
  return run.content.runs.every((inner) => inner === undefined || inner.state === "idle" || isRepeatable(inner));
}
