/**
 * One module of a run: it waits for its upstream, computes, and is done. A module that runs others (a loop, a group,
 * a control module) is a procedure: a generator whose yields are what it waits for, so that nothing ever blocks. So is
 * one that has attempts.
 */
import { ModuleSuspended } from "../errors.ts";
import type { ModuleState } from "../record/execution_event.ts";
import type { ExecutionScheme } from "../scheme/execution_scheme.ts";
import { isThenable } from "../values.ts";
import { attemptsOf } from "./attempts.ts";
import { computeElsewhere } from "./compute_elsewhere.ts";
import { Context } from "./context.ts";
import { describeFailure, type Failure, RunFailed } from "./failure.ts";
import { procedureOf } from "./procedures.ts";
import { readInputs } from "./read_inputs.ts";
import { type CopyOptions, RunFacts, type Settled } from "./run_facts.ts";
import { beginStream } from "./stream_inputs.ts";
import { Priority, type Task } from "./task_runner.ts";
import type { Told } from "./told.ts";

/** The outputs of a module, by port. */
export type OutputValues = Readonly<Record<string, unknown>>;

/** What a procedure waits for. */
export type Waiting = { readonly wait: readonly Task[] };

/** Gives a module's outputs. */
export type Procedure = Generator<Waiting, OutputValues>;

/** See the head of the file. */
export class ModuleRun extends RunFacts {
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
    this.set({ told, isCacheable: told.isCacheable, cachedFrom: told.cachedFrom });
    this.outputs = outputs;
    if (told.state !== "completed" || outputs === undefined) return;
    try {
      this.frame.execution.keepResult(this);
    } catch (error) {
      this.set({ told: { ...told, state: "failed", failure: describeFailure(error) } });
    }
  }

  /** Called by the runner when its turn comes: at first, when its work elsewhere has ended, when its waits are over. */
  run(): void {
    const { procedure, settled } = this.special;
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
      if (known.from !== undefined) this.set({ cachedFrom: known.from });
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
      const attempts = attemptsOf(this, scheme);
      if (attempts !== undefined) {
        this.set({ procedure: attempts, isComputing: true });
        return this.#advance(attempts);
      }
    }
    let result: unknown;
    try {
      const { tracer } = execution;
      result = tracer === undefined
        ? this.#compute(scheme)
        : tracer.within(this.frame.tracedOf(this), () => this.#compute(scheme));
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
    const { computing } = this.frame.execution;
    if (computing === undefined) return definition.compute!(readInputs(this), new Context(this));
    return computing.as(this, () => definition.compute!(readInputs(this), new Context(this)));
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
    const { stream } = this.special;
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

  #endAsTold({ state, failure, iterations }: Told): void {
    if (failure !== undefined) return this.#failWith(failure);
    if (iterations !== undefined) this.set({ iterations });
    this.#end(state);
  }

  #failWith(failure: Failure): void {
    this.set({ failure });
    if (failure.isUpstream) return this.#end("notRun");
    if (failure.isSuspended) {
      const { procedure, isComputing, stream, told } = this.special;
      const runsNone = procedure === undefined || isComputing || told !== undefined;
      const isAlone = runsNone && stream === undefined && this.definition?.job === undefined;
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
    if (this.special.procedure !== undefined) this.set({ procedure: undefined });
    this.state = state;
    if (this.isCopy) {
      this.frame.tellIteration(this);
      return this.frame.execution.runner.done(this);
    }
    if (state !== "notRun" && !this.told?.isTold) this.frame.tellEnd(this);
    if (!this.isDone) this.frame.release(this);
  }

  /** Its first attempt begins: before, it waited for its share of what modules share. */
  beginAttempts(startedAt: number): void {
    this.startedAt = startedAt;
    this.#tellStart();
  }

  #tellStart(): void {
    if (!this.isCopy) this.frame.tellStart(this);
  }
}
