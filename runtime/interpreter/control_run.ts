/** What a control module may do: bring its upstream up to date when it wants it, and run function modules. */
import type { ControlContext, FunctionModule, OutputReader, Wait } from "../authoring/module.ts";
import { ModuleError, ModuleSuspended } from "../errors.ts";
import { Context } from "./context.ts";
import { endedBadly, RunFailed } from "./failure.ts";
import type { ModuleRun } from "./module_run.ts";
import { hasInput, outputOf, readPort } from "./read_inputs.ts";
import { Sleep } from "./sleep.ts";
import { waitFor, waitForWork } from "./until.ts";

/** The context of one control module; see {@linkcode ControlContext}. */
export class ControlRun extends Context implements ControlContext {
  readonly #functionModules = new Map<ModuleRun, number>();

  get identity(): string | undefined {
    return this.run.jobId || undefined;
  }

  get dataDirectory(): string {
    const { dataDirectory } = this.run.frame.execution;
    if (dataDirectory !== undefined) return dataDirectory;
    throw new ModuleError("Cannot keep files: this run has no data directory");
  }

  *update(...ports: string[]): Generator<Wait, void> {
    const upstream = ports.flatMap((port) => this.#connected(port));
    const { frame } = this.run;
    frame.demand(upstream, frame.roomOf(this.run, frame.plan));
    yield* waitFor(upstream);
    if (upstream.some(endedBadly)) throw new RunFailed({ error: "", isUpstream: true });
  }

  *sleep(seconds: number): Generator<Wait, void> {
    const { execution } = this.run.frame;
    const sleep = new Sleep(seconds, execution.signal);
    execution.runner.add([sleep]);
    yield* waitFor([sleep]);
  }

  *until<T>(work: PromiseLike<T>): Generator<Wait, T> {
    return yield* waitForWork(this.run, work);
  }

  has(port: string): boolean {
    return hasInput(this.run, port);
  }

  value(port: string): unknown {
    const value = readPort(this.run, port);
    return value === undefined ? this.run.definition!.inputs[port]?.default : value;
  }

  outputsOf(port: string): OutputReader {
    const [run] = this.#connected(port);
    return (name) => {
      if (run.plan.ports[run.index].outputs.has(name)) return outputOf(run, name);
      throw this.#failureOf(run, `output port '${name}' not found`);
    };
  }

  functionModules(port: string): readonly FunctionModule[] {
    return this.#connected(port).map((original) => ({
      run: (inputs, iteration) => this.#runCopy(original, inputs, iteration),
    }));
  }

  /** Tells how the function modules ended: they have run as copies only. */
  tellFunctionModules(): void {
    for (const [original, startedAt] of this.#functionModules) {
      if (original.state === "failed" && original.failure?.isDerived !== true && original.startedAt !== 0) continue;
      original.startedAt = startedAt;
      original.frame.tellEnd(original);
    }
  }

  *#runCopy(
    original: ModuleRun,
    inputs: Readonly<Record<string, unknown>>,
    iteration: number,
  ): Generator<Wait, OutputReader> {
    const { frame } = this.run;
    if (!this.#functionModules.has(original)) this.#functionModules.set(original, frame.execution.now());
    const copy = original.copy({
      overrides: new Map(Object.entries(inputs)),
      depth: original.depth,
      iteration: { of: this.run, number: iteration },
    });
    frame.start(copy, this.run);
    yield* waitFor([copy]);
    const tally = original.tally();
    if (copy.state === "failed") {
      tally.failed++;
      throw this.#failureOf(original, copy.failure!.error);
    }
    if (copy.state === "suspended") {
      tally.suspended++;
      original.state = "suspended";
      original.set({ failure: copy.failure });
      throw new ModuleSuspended(copy.failure!.error);
    }
    tally.done++;
    if (original.state === "idle") original.state = "completed";
    return (port) => {
      if (copy.plan.ports[copy.index].outputs.has(port)) return outputOf(copy, port);
      throw this.#failureOf(original, `Invalid output port: ${port}`);
    };
  }

  /** Marks the function module as failed, once; what its caller then fails with is told as derived. */
  #failureOf(original: ModuleRun, error: string): RunFailed {
    if (original.state !== "failed") {
      original.state = "failed";
      original.set({ failure: { error } });
      original.frame.failed(original);
    }
    return new RunFailed({ error, isDerived: true });
  }

  #connected(port: string): ModuleRun[] {
    const { frame, index } = this.run;
    const { start, source, port: ports } = frame.plan.connectors;
    const runs: ModuleRun[] = [];
    for (let k = start[index]; k < start[index + 1]; k++) if (ports[k] === port) runs.push(frame.runAt(source[k]));
    return runs;
  }
}
