/** Work in the background that a procedure or a stream waits for. */
import type { Wait } from "../authoring/module.ts";
import type { ModuleRun, Waiting } from "./module_run.ts";
import { Priority, Task, type TaskRunner } from "./task_runner.ts";

/** Waits until the tasks are done, however they ended. */
export function* waitFor(tasks: Waiting["wait"]): Generator<Waiting & Wait, void> {
  yield { wait: tasks };
}

/** Waits for what is begun for a module, which is interrupted with it. Throws what the promise is rejected with. */
export function* waitUntil<T>(run: ModuleRun, begin: () => PromiseLike<T>): Generator<Waiting & Wait, T> {
  const until = new Until(run, begin);
  run.frame.execution.runner.add([until]);
  yield* waitFor([until]);
  return until.result();
}

/** The same of work that has begun: it may be rejected before the turn comes to wait for it. */
export function* waitForWork<T>(run: ModuleRun, work: PromiseLike<T>): Generator<Waiting & Wait, T> {
  work.then(undefined, () => {}); // without it Deno ends the program then
  return yield* waitUntil(run, () => work);
}

type Settled<T> = { readonly value: T } | { readonly error: unknown };

/** Done when the promise that `begin` gives is settled, in whatever way. */
export class Until<T> extends Task {
  readonly #run: ModuleRun;
  readonly #begin: () => PromiseLike<T>;
  #settled: Settled<T> | undefined;

  constructor(run: ModuleRun, begin: () => PromiseLike<T>) {
    super();
    this.#run = run;
    this.#begin = begin;
  }

  run(runner: TaskRunner): void {
    const { inBackground } = this.#run.frame.execution;
    if (this.#settled !== undefined) {
      inBackground.delete(this.#run);
      return runner.done(this);
    }
    const background = runner.startInBackground();
    const settle = (settled: Settled<T>): void => {
      this.#settled = settled;
      background.end(this, Priority.compute);
    };
    const promise = this.#begin();
    inBackground.set(this.#run, promise);
    promise.then((value) => settle({ value }), (error) => settle({ error }));
  }

  /** What came of it, once it is done. Throws what the promise was rejected with. */
  result(): T {
    if (this.#settled === undefined) throw new Error("Cannot read what came of work that goes on");
    if ("error" in this.#settled) throw this.#settled.error;
    return this.#settled.value;
  }
}
