/** A pause that a procedure waits for. */
import { Priority, Task, type TaskRunner } from "./task_runner.ts";

/** Done after some seconds; a cancelled run does not wait for it. */
export class Sleep extends Task {
  #isOver = false;

  constructor(readonly seconds: number, readonly signal: AbortSignal) {
    super();
  }

  run(runner: TaskRunner): void {
    if (this.#isOver || this.signal.aborted) return runner.done(this);
    const background = runner.startInBackground();
    const over = (): void => {
      clearTimeout(timer);
      this.signal.removeEventListener("abort", over);
      this.#isOver = true;
      background.end(this, Priority.compute);
    };
    const timer = setTimeout(over, this.seconds * 1000);
    this.signal.addEventListener("abort", over);
  }
}
