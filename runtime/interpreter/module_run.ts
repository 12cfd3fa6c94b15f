/**
 * One module of a run: it waits for its upstream, computes, and is done. A module that runs others (a loop, a group,
 * a control module) is a procedure: a generator whose yields are what it waits for, so that nothing ever blocks.
 */
import { ModuleSuspended } from "../errors.ts";
import type { Iterations, ModuleState } from "../record/execution_event.ts";
import type { AnyDefinition } from "../authoring/module.ts";
import type { PipelineModule } from "../pipeline/pipeline.ts";
import type { ExecutionScheme } from "../scheme/execution_scheme.ts";
import type { Plan } from "../plan/plan.ts";
import { Priority, Task } from "./task_runner.ts";
import { computeElsewhere } from "./compute_elsewhere.ts";
import { Context } from "./context.ts";
import { describeFailure, type Failure, RunFailed } from "./failure.ts";
import type { Frame } from "./frame.ts";
import { procedureOf } from "./procedures.ts";
import { readInputs } from "./read_inputs.ts";
import type { Stream } from "./stream.ts";
import { beginStream } from "./stream_inputs.ts";
import type { Told } from "./told.ts";

/** The outputs of a module, by port. */
export type OutputValues = Readonly<Record<string, unknown>>;

/** What a procedure waits for. */
export type Waiting = { readonly wait: readonly Task[] };

/** Gives a module's outputs. */
export type Procedure = Generator<Waiting, OutputValues>;

/** How a copy differs from the module that it copies. */
export interface CopyOptions {
  readonly overrides: ReadonlyMap<string, unknown>;
  readonly depth: number;
  /** False: the module itself, fed by the group around it. */
  readonly isCopy: boolean;
  /** The copy is one round of a `while`: it does not loop again. */
  readonly isRound?: boolean;
  /** Of which module's loop it is an iteration, and which one, counted from 0. */
  readonly iteration?: { readonly of: ModuleRun; readonly number: number };
}

/** What few modules of a run have: kept apart, so that a million others stay small. */
interface Special {
  failure?: Failure;
  copied?: CopyOptions & { readonly ports?: readonly string[] };
  computedMs?: number;
  iterations?: { -readonly [K in keyof Iterations]: number };
  content?: Frame;
  procedure?: Procedure;
  settled?: Settled;
  stream?: Stream;
  told?: Told;
  isCacheable?: boolean;
}

type Settled = { readonly value: unknown } | { readonly error: unknown };
const NOTHING_SPECIAL: Readonly<Special> = {};

/** See the head of the file. */
export class ModuleRun extends Task {
  /** `visited`: a sweep is on its way back to it from upstream; `waiting`: for its upstream, or in the queue. */
  state: ModuleState | "idle" | "visited" | "waiting" | "running" = "idle";
  outputs: OutputValues | undefined = undefined;
  /** True when something upstream did not end well: this module will not run. */
  isBlocked = false;
  startedAt = 0;
  #special: Readonly<Special> = NOTHING_SPECIAL;

  constructor(readonly frame: Frame, readonly index: number) {
    super();
  }

  get plan(): Plan {
    return this.frame.plan;
  }

  get definition(): AnyDefinition | undefined {
    return this.frame.plan.definitions[this.index];
  }

  get module(): PipelineModule {
    return this.frame.plan.pipeline.modules[this.index];
  }

  get failure(): Failure | undefined {
    return this.#special.failure;
  }

  /** How its iterations went, of a module that loops. */
  get iterations(): Special["iterations"] {
    return this.#special.iterations;
  }

  /** Milliseconds that it computed elsewhere, where the far side said so. */
  get computedMs(): number | undefined {
    return this.#special.computedMs;
  }

  /** The frame of its content, of a group that has run. */
  get content(): Frame | undefined {
    return this.#special.content;
  }

  /** Whether it said, while it computed, that its outputs may be used again. */
  get isCacheable(): boolean {
    return this.#special.isCacheable ?? false;
  }

  /** Values in place of what its ports are connected to. */
  get overrides(): ReadonlyMap<string, unknown> | undefined {
    return this.#special.copied?.overrides;
  }

  get isCopy(): boolean {
    return this.#special.copied?.isCopy ?? false;
  }

  get isRound(): boolean {
    return this.#special.copied?.isRound ?? false;
  }

  /**
   * The identity under which jobs are kept: what the module is and all that feeds it; in a loop, the iteration too. A
   * function module without inputs of its own counts as itself, not as what calls it: VisTrails' rule.
   */
  get jobId(): string {
    const { iteration, ports = [] } = this.#special.copied ?? {};
    if (iteration === undefined) return this.frame.jobIds.of(this.index);
    const { of, number } = iteration;
    const isItself = ports.length === 0 && of.index !== this.index && !of.isCopy;
    return this.frame.jobIds.ofIteration(isItself ? this.frame.jobIds.of(this.index) : of.jobId, ports, number);
  }

  /** The module whose loop it is an iteration of. */
  get loop(): ModuleRun | undefined {
    return this.#special.copied?.iteration?.of;
  }

  /** Where it stands: `3,4`, and `3,4/0/2` in iterations. */
  get path(): string {
    const iteration = this.#special.copied?.iteration;
    return iteration === undefined ? this.frame.pathOf(this.index) : `${iteration.of.path}/${iteration.number}`;
  }

  /** Levels of implicit loops still to do. */
  get depth(): number {
    return this.#special.copied?.depth ?? this.frame.plan.listDepth[this.index];
  }

  /** How it ended elsewhere, of a member of a chain. */
  get told(): Told | undefined {
    return this.#special.told;
  }

  /** Changes what few modules have. */
  set(change: Special): void {
    this.#special = { ...this.#special, ...change };
  }

  /** Starts to count iterations, or goes on. */
  tally(): NonNullable<Special["iterations"]> {
    if (this.iterations === undefined) this.set({ iterations: { done: 0, failed: 0, suspended: 0 } });
    return this.iterations!;
  }

  /** The same module with other inputs; its upstream is up to date, so it may run at once. */
  copy({ overrides, depth, isRound = false, iteration }: Omit<CopyOptions, "isCopy">): ModuleRun {
    const copy = new ModuleRun(this.frame, this.index);
    const all = this.overrides === undefined ? overrides : new Map([...this.overrides, ...overrides]);
    copy.set({ copied: { overrides: all, depth, isRound, isCopy: true, iteration, ports: [...overrides.keys()] } });
    return copy;
  }

  /** Tells it how it ended elsewhere, before its turn comes; its outputs are kept from now on. */
  hearOf(told: Told): void {
    const { outputs } = told;
    this.startedAt = told.startedAt;
    this.set({ told, isCacheable: told.isCacheable });
    if (told.state !== "completed" || outputs === undefined) return;
    this.outputs = outputs;
    try {
      this.frame.execution.keepResult(this);
    } catch (error) {
      this.set({ told: { ...told, state: "failed", failure: describeFailure(error) } });
    }
  }

  /** Called by the runner when its turn comes: at first, when its work elsewhere has ended, when its waits are over. */
  run(): void {
    const { procedure, settled } = this.#special;
    if (procedure !== undefined) return this.#advance(procedure);
    if (settled !== undefined) return this.#settle(settled);
    if (this.isBlocked) return this.#end("notRun");
    this.#begin();
  }

  #begin(): void {
    const { execution, plan, streams } = this.frame;
    if (this.told !== undefined) return this.#endAsTold(this.told);
    this.state = "running";
    this.startedAt = execution.now();
    const known = execution.knownResult(this);
    if (known !== undefined) {
      this.outputs = known.outputs;
      if (known.iterations !== undefined) this.set({ iterations: { ...known.iterations } });
      return this.#end("cached");
    }
    if (streams.length > 0 && beginStream(this)) return;
    const scheme = execution.elsewhere?.schemeOf(this);
    if (plan.isSimple[this.index] === 0 || scheme !== undefined) {
      const procedure = procedureOf(this, scheme);
      if (procedure !== undefined) {
        this.set({ procedure });
        this.#tellStart();
        return this.#advance(procedure);
      }
    }
    let result: unknown;
    try {
      result = this.#compute(scheme);
    } catch (error) {
      return this.fail(error);
    }
    if (isThenable(result)) this.#waitInBackground(result);
    else this.complete(result);
  }

  #compute(scheme: ExecutionScheme | undefined): unknown {
    const definition = this.definition!;
    if (definition.job !== undefined) return this.frame.execution.runJob(this);
    if (scheme !== undefined) return computeElsewhere(this, scheme);
    return definition.compute!(readInputs(this), new Context(this));
  }

  #waitInBackground(result: PromiseLike<unknown>): void {
    this.#tellStart();
    const background = this.frame.execution.runner.startInBackground();
    this.frame.execution.inBackground.set(this, result);
    const settle = (settled: Settled): void => {
      this.set({ settled });
      background.end(this, Priority.compute);
    };
    result.then((value) => settle({ value }), (error) => settle({ error }));
  }

  #settle(settled: Settled): void {
    this.frame.execution.inBackground.delete(this);
    this.set({ settled: undefined });
    if ("error" in settled) this.fail(settled.error);
    else this.complete(settled.value);
  }

  #advance(procedure: Procedure): void {
    const { runner } = this.frame.execution;
    for (;;) {
      let step: IteratorResult<Waiting, OutputValues>;
      try {
        step = procedure.next();
      } catch (error) {
        return this.fail(error);
      }
      if (step.done) return this.told === undefined ? this.complete(step.value) : this.#endAsTold(this.told);
      for (const task of step.value.wait) runner.waitFor(this, task);
      if (this.waitingFor > 0) return;
    }
  }

  /** Ends well, if `result` is an object of this module's outputs. */
  complete(result: unknown): void {
    const outputs = result ?? {};
    if (typeof outputs !== "object") {
      return this.fail(
        new TypeError(`compute gave a ${typeof outputs}, an object with a value for each output wanted`),
      );
    }
    const ports = this.plan.ports[this.index].outputs;
    for (const port in outputs) {
      if (!ports.has(port)) return this.fail(new RunFailed({ error: `output port '${port}' not found` }));
    }
    this.outputs = outputs as OutputValues;
    const { stream } = this.#special;
    if (stream !== undefined) {
      stream.start();
      return this.frame.release(this); // it ends with its stream
    }
    try {
      this.frame.execution.keepResult(this);
    } catch (error) {
      return this.fail(error);
    }
    this.#end("completed");
  }

  /** Ends well, with its stream. */
  endStreaming(): void {
    this.#end("completed");
  }

  /** Ends badly; a failure of another module that this one ran is passed on, not told again. */
  fail(error: unknown): void {
    this.#failWith(describeFailure(error));
  }

  #endAsTold({ state, outputs, failure, iterations }: Told): void {
    if (failure !== undefined) return this.#failWith(failure);
    this.outputs = outputs;
    if (iterations !== undefined) this.set({ iterations });
    this.#end(state);
  }

  #failWith(failure: Failure): void {
    this.set({ failure });
    if (failure.isUpstream) return this.#end("notRun");
    if (failure.isSuspended) {
      const { procedure, stream } = this.#special;
      const isOwn = procedure === undefined || this.told !== undefined;
      const isAlone = isOwn && stream === undefined && this.definition?.job === undefined;
      if (isAlone) this.frame.execution.suspendedAlone.push(this);
      this.#end("suspended");
      if (!this.isCopy) this.frame.suspended(this);
      return;
    }
    this.#end("failed");
    if (!this.isCopy) this.frame.failed(this);
  }

  /** Ends because the run is stopped. */
  interrupt(reason: string): void {
    const isJob = this.definition?.job !== undefined;
    this.fail(
      isJob ? new ModuleSuspended(`${reason}, job is still running`) : new RunFailed({ error: reason }),
    );
  }

  #end(state: ModuleState): void {
    if (this.#special.procedure !== undefined) this.set({ procedure: undefined });
    this.state = state;
    if (this.isCopy) return this.frame.execution.runner.done(this);
    if (state !== "notRun" && !this.told?.isTold) this.frame.tellEnd(this);
    if (!this.isDone) this.frame.release(this);
  }

  #tellStart(): void {
    if (!this.isCopy) this.frame.tellStart(this);
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}
