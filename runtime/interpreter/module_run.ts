/**
 * One module of a run: it waits for its upstream, computes, and is done. A module that runs others (a loop, a group,
 * a control module) is a procedure: a generator whose yields are what it waits for, so that nothing ever blocks.
 */
import type { Iterations, ModuleState } from "../execution_event.ts";
import type { AnyDefinition } from "../module.ts";
import type { Plan } from "../plan/plan.ts";
import { Priority, Task } from "../task_runner.ts";
import { Context } from "./context.ts";
import { describeFailure, type Failure, RunFailed } from "./failure.ts";
import type { Frame } from "./frame.ts";
import { procedureOf } from "./procedures.ts";
import { readInputs } from "./read_inputs.ts";

/** The outputs of a module, by port. */
export type OutputValues = Readonly<Record<string, unknown>>;

/** What a procedure waits for. */
export type Waiting = { readonly wait: readonly Task[] };

/** A generator that gives a module's outputs. */
export type Procedure = Generator<Waiting, OutputValues>;

/** How a copy differs from the module that it copies. */
export interface CopyOptions {
  readonly overrides: ReadonlyMap<string, unknown>;
  readonly depth: number;
  /** The copy is one round of a `while`: it does not loop again. */
  readonly isRound?: boolean;
}

/** See the head of the file. */
export class ModuleRun extends Task {
  state: ModuleState | "idle" | "waiting" | "running" = "idle";
  outputs: OutputValues | undefined = undefined;
  failure: Failure | undefined = undefined;
  /** True when something upstream did not end well: this module will not run. */
  isBlocked = false;
  /** Levels of implicit loops still to do. */
  depth: number;
  /** Values in place of what its ports are connected to. */
  overrides: ReadonlyMap<string, unknown> | undefined = undefined;
  isCopy = false;
  isRound = false;
  iterations: { -readonly [K in keyof Iterations]: number } | undefined = undefined;
  /** The frame of its content, of a group that has run. */
  content: Frame | undefined = undefined;
  startedAt = 0;
  #procedure: Procedure | undefined = undefined;
  #settled: { value: unknown } | { error: unknown } | undefined = undefined;

  constructor(readonly frame: Frame, readonly index: number) {
    super();
    this.depth = frame.plan.listDepth[index];
  }

  get plan(): Plan {
    return this.frame.plan;
  }

  get definition(): AnyDefinition | undefined {
    return this.frame.plan.definitions[this.index];
  }

  get name(): string {
    return this.frame.plan.pipeline.modules[this.index].name;
  }

  get id(): number {
    return this.frame.plan.pipeline.modules[this.index].id;
  }

  /** The same module with other inputs; its upstream is up to date, so it may run at once. */
  copy({ overrides, depth, isRound = false }: CopyOptions): ModuleRun {
    const copy = new ModuleRun(this.frame, this.index);
    copy.isCopy = true;
    copy.isRound = isRound;
    copy.depth = depth;
    copy.overrides = this.overrides === undefined ? overrides : new Map([...this.overrides, ...overrides]);
    return copy;
  }

  /** Called by the runner when its turn comes: at first, when its work elsewhere has ended, when its waits are over. */
  run(): void {
    if (this.#procedure !== undefined) return this.#advance(this.#procedure);
    if (this.#settled !== undefined) return this.#settle(this.#settled);
    if (this.isBlocked) return this.#end("notRun");
    this.#begin();
  }

  #begin(): void {
    const { execution } = this.frame;
    this.state = "running";
    const known = execution.knownResult(this);
    if (known !== undefined) {
      this.outputs = known.outputs;
      this.iterations = known.iterations;
      this.startedAt = execution.now();
      return this.#end("cached");
    }
    this.startedAt = execution.now();
    this.#procedure = procedureOf(this);
    if (this.#procedure !== undefined) {
      this.#tellStart();
      return this.#advance(this.#procedure);
    }
    let result: unknown;
    try {
      result = this.definition!.compute!(readInputs(this), new Context(this));
    } catch (error) {
      return this.fail(error);
    }
    if (isThenable(result)) this.#waitElsewhere(result);
    else this.complete(result);
  }

  #waitElsewhere(result: PromiseLike<unknown>): void {
    this.#tellStart();
    const background = this.frame.execution.runner.startInBackground();
    this.frame.execution.elsewhere.add(this);
    const settle = (settled: { value: unknown } | { error: unknown }): void => {
      this.#settled = settled;
      background.end(this, Priority.compute);
    };
    result.then((value) => settle({ value }), (error) => settle({ error }));
  }

  #settle(settled: { value: unknown } | { error: unknown }): void {
    this.frame.execution.elsewhere.delete(this);
    this.#settled = undefined;
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
      if (step.done) return this.complete(step.value);
      for (const task of step.value.wait) runner.waitFor(this, task);
      if (this.waitingFor > 0) return;
    }
  }

  /** Ends well, if `result` is an object of this module's outputs. */
  complete(result: unknown): void {
    const outputs = result ?? {};
    if (typeof outputs !== "object") {
      return this.fail(new TypeError(`compute gave ${typeof outputs}, an object with a value for each output wanted`));
    }
    const ports = this.plan.ports[this.index].outputs;
    for (const port in outputs) {
      if (!ports.has(port)) return this.fail(new RunFailed({ error: `output port '${port}' not found` }));
    }
    this.outputs = outputs as OutputValues;
    this.frame.execution.keepResult(this);
    this.#end("completed");
  }

  /** Ends badly; a failure of another module that this one ran is passed on, not told again. */
  fail(error: unknown): void {
    this.failure = describeFailure(error);
    if (this.failure.isUpstream) return this.#end("notRun");
    this.#end("failed");
    if (!this.isCopy) this.frame.failed(this);
  }

  /** Ends because the run is cancelled. */
  interrupt(): void {
    this.fail(new RunFailed({ error: "Interrupted by user" }));
  }

  #end(state: ModuleState): void {
    const { runner } = this.frame.execution;
    this.#procedure = undefined;
    this.state = state;
    if (!this.isCopy && state !== "notRun") this.frame.tellEnd(this);
    if (state === "failed" || state === "notRun") blockDependents(this);
    runner.done(this);
  }

  #tellStart(): void {
    if (!this.isCopy) this.frame.tellStart(this);
  }
}

function blockDependents({ dependents }: ModuleRun): void {
  for (const task of Array.isArray(dependents) ? dependents : dependents ? [dependents] : []) {
    if (task instanceof ModuleRun) task.isBlocked = true;
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}
