/** Runs a plan: the frames, the runner, the cache and the listener of one execution. */
import { ModuleError } from "../errors.ts";
import type { JobTarget, NewJob } from "../jobs/job.ts";
import type { PathLengths } from "../plan/longest_paths.ts";
import type { Plan } from "../plan/plan.ts";
import { type PoolSizes, poolSizes } from "../plan/pool_sizes.ts";
import type { Observe } from "../record/execution_event.ts";
import type { ExecutionScheme } from "../scheme/execution_scheme.ts";
import type { Tracer } from "../telemetry/tracer.ts";
import type { Computing } from "./computing.ts";
import { Elsewhere } from "./elsewhere.ts";
import { RunFailed } from "./failure.ts";
import { Frame } from "./frame.ts";
import type { JobBook } from "./job_book.ts";
import { hasJobCache, jobOfOutputs, outputsFromJob } from "./job_cache.ts";
import { type JobIds, NO_JOB_IDS } from "./job_ids.ts";
import { keepSuspensions, runJob } from "./job_run.ts";
import { Limits } from "./limits.ts";
import type { ModuleRun, OutputValues } from "./module_run.ts";
import type { SecretOf } from "./module_secrets.ts";
import { type ExecutionOutcome, outcomesOf } from "./outcome.ts";
import { recallResults } from "./recall.ts";
import { type KnownResult, type ResultCache, type Signatures, signaturesOf } from "./result_cache.ts";
import { ReusableResults } from "./reusable.ts";
import { StreamDrain } from "./stream_drain.ts";
import { TaskRunner } from "./task_runner.ts";
import { TemporaryFiles } from "./temporary_files.ts";

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
  /** Is told which module computes here. */
  readonly computing?: Computing;
  /** How much there is of what modules share; of the machine's cores and memory all, if nothing is said. */
  readonly pools?: PoolSizes;
}

/** How long a run that is stopped waits for what goes on elsewhere. */
const PATIENCE_MS = 2000;

/** What the frames of one execution share. */
export class Execution {
  readonly runner = new TaskRunner();
  readonly observe: Observe | undefined;
  readonly files: TemporaryFiles;
  readonly dataDirectory: string | undefined;
  readonly secretOf: SecretOf;
  readonly signal: AbortSignal;
  readonly tracer: Tracer | undefined;
  readonly computing: Computing | undefined;
  /** Modules that have begun and whose work goes on. */
  readonly inBackground = new Map<ModuleRun, PromiseLike<unknown>>();
  /** Undefined where everything computes here. */
  readonly elsewhere: Elsewhere | undefined;
  hasFailed = false;
  hasSuspended = false;
  /** Modules that suspended by themselves: neither jobs nor such as run others. */
  readonly suspendedAlone: ModuleRun[] = [];
  /** The outputs of modules with `job_cache` that have run. */
  readonly toKeepAsJobs: NewJob[] = [];
  readonly #id: string | undefined;
  readonly #jobs: JobBook | undefined;
  readonly #cache: ResultCache | undefined;
  readonly #results: ReusableResults | undefined;
  readonly #remember: ExecuteOptions["remember"];
  readonly #stopOnError: boolean;
  readonly #schemeAt: ExecuteOptions["schemeAt"];
  readonly #cancel = new AbortController();
  readonly #pools: PoolSizes | undefined;
  #limits: Limits | undefined;
  /** Work of modules that were told to stop. */
  readonly #left: PromiseLike<unknown>[] = [];

  /** Where there is a cache, the signatures must be there too. */
  constructor(options: ExecuteOptions) {
    this.observe = options.observe;
    this.tracer = options.tracer;
    this.computing = options.computing;
    this.#id = options.id;
    this.#jobs = options.jobs?.book;
    this.#cache = options.cache;
    this.#results = options.cache && new ReusableResults(options.cache, options.signatures!);
    this.#remember = options.remember;
    this.#stopOnError = options.stopOnError ?? false;
    this.#schemeAt = options.schemeAt;
    this.#pools = options.pools;
    this.files = options.files ?? new TemporaryFiles();
    const { schemeOf, wantsAllOutputs = false } = options;
    if (schemeOf !== undefined) {
      const keepsEach = options.remember !== undefined;
      this.elsewhere = new Elsewhere({ schemeOf, files: this.files, wantsAllOutputs, keepsEach });
    }
    this.dataDirectory = options.dataDirectory;
    this.secretOf = options.secretOf ?? (() => undefined);
    this.signal = options.signal === undefined
      ? this.#cancel.signal
      : AbortSignal.any([options.signal, this.#cancel.signal]);
  }

  /** What modules share. */
  get limits(): Limits {
    return this.#limits ??= new Limits(this.runner, poolSizes(this.#pools));
  }

  /** The scheme of a target that a job was submitted at. */
  schemeAt(target: JobTarget): ExecutionScheme {
    if (this.#schemeAt !== undefined) return this.#schemeAt(target);
    throw new ModuleError(`Cannot ask after the job: it is at target ${target.name}, which is not to be reached`);
  }

  /** Milliseconds since 1970, with fractions; 0 where nobody listens. */
  now(): number {
    return this.observe === undefined ? 0 : performance.timeOrigin + performance.now();
  }

  /** The result of an earlier run of the same module on the same inputs. */
  knownResult(run: ModuleRun): KnownResult | undefined {
    if (this.#jobs !== undefined && run.depth === 0 && hasJobCache(run.module)) {
      const outputs = outputsFromJob(run, this.#jobs.get(run.jobId));
      if (outputs !== undefined) return { outputs };
    }
    if (run.isCopy) return undefined;
    const known = this.#results?.get(run);
    if (known !== undefined) return known;
    const key = this.#rememberedAs(run);
    return key === undefined ? undefined : this.#cache!.get(key);
  }

  /** Keeps a result for later runs. */
  keepResult(run: ModuleRun): void {
    if (this.#jobs !== undefined && run.depth === 0 && hasJobCache(run.module)) {
      this.toKeepAsJobs.push(jobOfOutputs(run));
    }
    if (this.#results === undefined || run.isCopy) return;
    const duration = this.observe === undefined ? undefined : this.now() - run.startedAt;
    const result = { outputs: run.outputs!, iterations: run.iterations, duration, from: this.#id };
    if (this.#results.set(run, result)) return;
    const key = this.#rememberedAs(run);
    if (key !== undefined) this.#cache!.set(key, result);
  }

  /** Whether a continuation must find the module's outputs whatever becomes of others. */
  mustKeep(run: ModuleRun): boolean {
    return this.#rememberedAs(run) !== undefined;
  }

  /** Under which the result of a module that has ended may be used again; undefined where it must not be. */
  signatureOf(run: ModuleRun): string | undefined {
    return this.#results?.usableUnder(run);
  }

  /** The key that a continuation of this workflow knows, of a module whose result is not known to anybody. */
  #rememberedAs(run: ModuleRun): string | undefined {
    if (this.#results === undefined || this.#remember === undefined) return undefined;
    return this.#results.isLookedUp(run) || run.definition?.job !== undefined ? undefined : this.#remember(run.jobId);
  }

  /** Whether the module is a job that was submitted already: what precedes it need not run. */
  isKnownJob(run: ModuleRun): boolean {
    if (this.#jobs === undefined || run.depth > 0) return false;
    if (run.definition?.job !== undefined) return this.#jobs.get(run.jobId) !== undefined;
    return hasJobCache(run.module) && this.#jobs.get(run.jobId)?.state === "finished";
  }

  /** Runs a job; without a place to keep it there is no coming back to it. */
  runJob(run: ModuleRun): Promise<OutputValues> {
    if (this.#jobs === undefined) throw new ModuleError("Cannot run job, no job_monitor is specified!");
    return runJob(run, this.#jobs);
  }

  /** A module failed: the run goes on unless it was told to stop or the module says so. */
  failed(run: ModuleRun): void {
    this.hasFailed = true;
    if (!this.#stopOnError && !run.failure?.abort) return;
    failAround(run);
    this.stop("Stopped, because another module failed");
  }

  /** Ends the run; modules whose work is elsewhere are told by their signal, and fail with `reason`. */
  stop(reason = "Interrupted by user"): void {
    this.runner.stop();
    const running = [...this.inBackground];
    this.inBackground.clear(); // with stopOnError each interruption comes back here
    this.#cancel.abort(new DOMException(reason, "AbortError"));
    for (const [run, work] of running) {
      this.#left.push(work);
      run.interrupt(reason);
    }
  }

  /** Gives modules that were told to stop a moment to clean up. */
  async settled(): Promise<void> {
    if (this.#left.length === 0) return;
    const { promise: isOver, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, PATIENCE_MS);
    await Promise.race([Promise.allSettled(this.#left), isOver]);
    clearTimeout(timer);
  }
}

/** What runs a module that ends the run fails with it, from the inside out: groups, and the loops that they are in. */
function failAround({ frame: { group, failureText } }: ModuleRun): void {
  if (group === undefined || group.state !== "running") return;
  group.fail(new ModuleError(failureText ?? ""));
  const loop = group.loop;
  if (loop?.state === "running") loop.fail(new RunFailed(group.failure!));
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
