/** Work elsewhere that a procedure waits for. */
import { Priority, Task, type TaskRunner } from "./task_runner.ts";

type Settled<T> = { readonly value: T } | { readonly error: unknown };

/** Done when a promise is settled. */
export class Until<T> extends Task {
  readonly #work: PromiseLike<T>;
  #settled: Settled<T> | undefined;

  constructor(work: PromiseLike<T>) {
    super();
    this.#work = work;
  }

  run(runner: TaskRunner): void {
    if (this.#settled !== undefined) return runner.done(this);
    const background = runner.startInBackground();
    const settle = (settled: Settled<T>): void => {
      this.#settled = settled;
      background.end(this, Priority.compute);
    };
    this.#work.then((value) => settle({ value }), (error) => settle({ error }));
  }

  /** What came of it, once it is done. Throws what the promise rejected with. */
  result(): T {
    if (this.#settled === undefined) throw new Error("Cannot read what came of work that goes on");
    if ("error" in this.#settled) throw this.#settled.error;
    return this.#settled.value;
  }
}
