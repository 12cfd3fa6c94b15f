/** One call of a module's own stream, which goes on elsewhere. */
import type { ModuleRun, OutputValues } from "./module_run.ts";
import { Priority, Task, type TaskRunner } from "./task_runner.ts";

type Outputs = OutputValues | undefined;

/** Done when the call has answered, in whatever way. */
export class StreamCall extends Task {
  #settled: { readonly outputs: Outputs } | { readonly error: unknown } | undefined;

  constructor(readonly module: ModuleRun, readonly call: () => Promise<Outputs>) {
    super();
  }

  run(runner: TaskRunner): void {
    const { inBackground } = this.module.frame.execution;
    if (this.#settled !== undefined) {
      inBackground.delete(this.module);
      return runner.done(this);
    }
    const background = runner.startInBackground();
    const settle = (settled: { readonly outputs: Outputs } | { readonly error: unknown }): void => {
      this.#settled = settled;
      background.end(this, Priority.compute);
    };
    const promise = this.call();
    inBackground.set(this.module, promise);
    promise.then((outputs) => settle({ outputs }), (error) => settle({ error }));
  }

  /** What the call gave; throws what it threw. */
  result(): Outputs {
    if (this.#settled === undefined) throw new Error("Cannot read a call: it has not answered");
    if ("error" in this.#settled) throw this.#settled.error;
    return this.#settled.outputs;
  }
}
