/** Work elsewhere that a procedure waits for. */
import { waitFor } from "./control_run.ts";
import type { ModuleRun, Waiting } from "./module_run.ts";
import { Priority, Task, type TaskRunner } from "./task_runner.ts";

/** Whether it is to be waited for. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}

/** Waits for what was begun for a module, which is interrupted with it. Throws what the promise is rejected with. */
export function* awaitFor<T>(run: ModuleRun, promise: PromiseLike<T>): Generator<Waiting, T> {
  const { inBackground, runner } = run.frame.execution;
  const awaited = new Awaited(promise);
  inBackground.set(run, promise);
  runner.add([awaited]);
  yield* waitFor([awaited]) as Generator<Waiting>;
  inBackground.delete(run);
  return awaited.value;
}

type Settled<T> = { readonly value: T } | { readonly error: unknown };

/** Done when the promise is settled; nothing is thrown before its value is asked for. */
class Awaited<T> extends Task {
  readonly #promise: PromiseLike<T>;
  #settled: Settled<T> | undefined;

  constructor(promise: PromiseLike<T>) {
    super();
    this.#promise = promise;
  }

  get value(): T {
    if (this.#settled === undefined) throw new Error("Cannot take a value that is not there yet");
    if ("error" in this.#settled) throw this.#settled.error;
    return this.#settled.value;
  }

  run(runner: TaskRunner): void {
    if (this.#settled !== undefined) return runner.done(this);
    const background = runner.startInBackground();
    const settle = (settled: Settled<T>): void => {
      this.#settled = settled;
      background.end(this, Priority.compute);
    };
    this.#promise.then((value) => settle({ value }), (error) => settle({ error }));
  }
}
