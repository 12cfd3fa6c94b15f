/** Runs a plan to its end, and gives what came of it. */
import type { JobTarget } from "../jobs/job.ts";
import type { PathLengths } from "../plan/longest_paths.ts";
import type { Plan } from "../plan/plan.ts";
import type { PoolSizes } from "../plan/pool_sizes.ts";
import type { Observe } from "../record/execution_event.ts";
import type { ExecutionScheme } from "../scheme/execution_scheme.ts";
import type { Tracer } from "../telemetry/tracer.ts";
import { Frame } from "./frame.ts";
import type { JobBook } from "./job_book.ts";
import { type JobIds, NO_JOB_IDS } from "./job_ids.ts";
import { keepSuspensions } from "./job_run.ts";
import type { SecretOf } from "./module_secrets.ts";
import { type ExecutionOutcome, outcomesOf } from "./outcome.ts";
import { recallResults } from "./recall.ts";
import { type ResultCache, type Signatures, signaturesOf } from "./result_cache.ts";
import { Execution } from "./running_execution.ts";
import { StreamDrain } from "./stream_drain.ts";
import type { TemporaryFiles } from "./temporary_files.ts";

export type { ExecutionOutcome, ModuleOutcome } from "./outcome.ts";

/** What an execution is given beside the plan. */
export interface ExecuteOptions {
  /** Id of the execution, which results remember as where they are from. */
  readonly id?: string;
  /** Hears what happens. */
  readonly observe?: Observe;
  /** Results known from before, by signature; those of this execution are added. */
  readonly cache?: ResultCache;
  /** Those of the plan; without them they are found here, where there is a cache. */
  readonly signatures?: Signatures;
  /**
   * Of a workflow with jobs: keys under which the cache keeps what must not be run again when it is continued, by the
   * identity of the module. This holds for modules with effects too, and for those inside groups.
   */
  readonly remember?: (jobId: string) => string;
  /** Where jobs are kept, and by which identities; without it a job cannot run. */
  readonly jobs?: { readonly book: JobBook; readonly ids: JobIds };
  /** Cancels: nothing more is started, what goes on elsewhere is told by its own signal. */
  readonly signal?: AbortSignal;
  /** The first failure ends the run; else only what depends on it does not run. */
  readonly stopOnError?: boolean;
  /** Where modules find what vt keeps; without it those that keep files fail. */
  readonly dataDirectory?: string;
  /** Where modules may run elsewhere: what lies ahead of each. Of those that are ready the longest way goes first. */
  readonly pathLengths?: PathLengths;
  /** The values of secrets; without it none is set. */
  readonly secretOf?: SecretOf;
  /** Where modules put their temporary files; without it a folder that is removed at the end of the execution. */
  readonly files?: TemporaryFiles;
  /** Values in place of what ports are connected to, by the index of the module. */
  readonly feeds?: ReadonlyMap<number, ReadonlyMap<string, unknown>>;
  /** Where the module of a path computes; undefined: here. */
  readonly schemeOf?: (path: string) => ExecutionScheme | undefined;
  /** The scheme of a target that an earlier run has used; throws where there is none. */
  readonly schemeAt?: (target: JobTarget) => ExecutionScheme;
  /** Whether the outputs of every module are wanted, of those inside groups that compute elsewhere too. */
  readonly wantsAllOutputs?: boolean;
  /** Makes spans of what runs; without it nobody does. */
  readonly tracer?: Tracer;
  /** How much there is of what modules share; of the machine's cores and memory all, if nothing is said. */
  readonly pools?: PoolSizes;
}

/**
 * Runs a plan that has no problems. Returns when all that can run has run; a module's failure is part of the outcome,
 * only a mistake in vt itself throws.
 */
export async function execute(plan: Plan, options: ExecuteOptions = {}): Promise<ExecutionOutcome> {
  const signatures = options.signatures ?? (options.cache && await signaturesOf(plan));
  const cache = signatures && await rememberedCache(plan, { ...options, signatures });
  const execution = new Execution({ ...options, cache, signatures });
  const frame = new Frame(execution, plan, "", options.jobs?.ids ?? NO_JOB_IDS);
  frame.pathLengths = options.pathLengths;
  const interrupt = (): void => execution.stop();
  options.signal?.addEventListener("abort", interrupt, { once: true });
  for (const [index, values] of options.feeds ?? []) frame.feed(index, values);
  try {
    frame.demand(Array.from(plan.sinks, (index) => frame.runAt(index)));
    if (options.signal?.aborted) execution.stop();
    await execution.runner.run();
    if (frame.streams.length > 0) {
      execution.runner.add([new StreamDrain(frame.streams)]);
      await execution.runner.run();
    }
    await execution.settled();
    if (options.jobs !== undefined) await keepJobs(execution, options.jobs.book);
  } finally {
    options.signal?.removeEventListener("abort", interrupt);
    if (options.files === undefined) execution.files[Symbol.dispose]();
  }
  const interrupted = options.signal?.aborted ?? false;
  return {
    state: execution.hasSuspended
      ? "suspended"
      : interrupted
      ? "interrupted"
      : execution.hasFailed
      ? "failed"
      : "completed",
    modules: () => outcomesOf(frame),
    outputOf: (id, port) => frame.runs[plan.indexOf(id) ?? -1]?.outputs?.[port],
  };
}

/** The cache, in which what stayed elsewhere is there or not known. */
async function rememberedCache(
  plan: Plan,
  { cache, schemeOf, signatures, signal, wantsAllOutputs = false }: ExecuteOptions & { signatures: Signatures },
): Promise<ResultCache | undefined> {
  if (!cache?.holdsRemotes) return cache;
  return await recallResults(plan, {
    cache,
    signatures,
    schemeOf: (index) => schemeOf?.(String(plan.pipeline.modules[index].id)),
    wantsAllOutputs,
    signal: signal ?? new AbortController().signal,
  });
}

async function keepJobs(execution: Execution, book: JobBook): Promise<void> {
  for (const job of execution.toKeepAsJobs) await book.keep(job, { state: "finished" });
  await keepSuspensions(execution, book);
}
