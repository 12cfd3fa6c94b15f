/** What the frames of one execution share: the runner, what is known from before, and how the run ends early. */
import { ModuleError } from "../errors.ts";
import type { JobTarget, NewJob } from "../jobs/job.ts";
import { type PoolSizes, poolSizes } from "../plan/pool_sizes.ts";
import type { Observe } from "../record/execution_event.ts";
import type { ExecutionScheme } from "../scheme/execution_scheme.ts";
import type { Tracer } from "../telemetry/tracer.ts";
import { Elsewhere } from "./elsewhere.ts";
import type { ExecuteOptions } from "./execution.ts";
import { RunFailed } from "./failure.ts";
import type { JobBook } from "./job_book.ts";
import { hasJobCache, jobOfOutputs, outputsFromJob } from "./job_cache.ts";
import { runJob } from "./job_run.ts";
import { Limits } from "./limits.ts";
import type { ModuleRun, OutputValues } from "./module_run.ts";
import type { SecretOf } from "./module_secrets.ts";
import type { KnownResult, ResultCache } from "./result_cache.ts";
import { ReusableResults } from "./reusable.ts";
import { TaskRunner } from "./task_runner.ts";
import { TemporaryFiles } from "./temporary_files.ts";

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
