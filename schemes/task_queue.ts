/** Tasks in the order in which they go out, and how many of them go out together. */
import type { Task } from "./task.ts";

/** A batch shall take about as long: long beside the way there and back, short beside what a person notices. */
const BATCH_MS = 5;
const LARGEST_BATCH = 256;

/** See the head of the file. */
export class TaskQueue<Outgoing> {
  #tasks: Task<Outgoing>[] = [];
  #first = 0;
  /** What a task of each definition takes. */
  readonly #durations = new Map<string, number>();

  get length(): number {
    return this.#tasks.length - this.#first;
  }

  get first(): Task<Outgoing> | undefined {
    return this.#tasks[this.#first];
  }

  push(task: Task<Outgoing>): void {
    this.#tasks.push(task);
  }

  /** Puts back what was taken. */
  putBack(tasks: readonly Task<Outgoing>[]): void {
    this.#tasks = [...tasks, ...this.#tasks.slice(this.#first)];
    this.#first = 0;
  }

  remove(tasks: ReadonlySet<Task<Outgoing>>): void {
    this.#tasks = this.clear().filter((task) => !tasks.has(task));
  }

  /** Takes all. */
  clear(): Task<Outgoing>[] {
    const all = this.#tasks.slice(this.#first);
    this.#tasks = [];
    this.#first = 0;
    return all;
  }

  /**
   * The next batch: tasks of the first one's memory limit that together take about BATCH_MS, the first whatever it
   * takes. One of unknown duration goes alone. `sharers`: how many far sides there are to share the queue.
   */
  take(sharers: number): Task<Outgoing>[] {
    const most = Math.min(LARGEST_BATCH, Math.ceil(this.length / sharers));
    const batch: Task<Outgoing>[] = [];
    for (let ms = 0; batch.length < most; this.#first++) {
      const task = this.first!;
      ms += this.#durations.get(task.key) ?? BATCH_MS;
      const fits = ms <= BATCH_MS && task.request.memoryMb === batch[0]?.request.memoryMb;
      if (batch.length > 0 && !fits) break;
      batch.push(task);
    }
    if (this.#first > 1000 && this.#first * 2 > this.#tasks.length) this.#tasks = this.clear();
    return batch;
  }

  /** A task has taken so long. */
  learn(key: string, ms: number): void {
    const known = this.#durations.get(key);
    this.#durations.set(key, known === undefined ? ms : ms > known ? ms : known * 0.8 + ms * 0.2);
  }
}
