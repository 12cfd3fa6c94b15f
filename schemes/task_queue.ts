/** Tasks in the order in which they go out, the longest path first, and how many of them go out together. */
import type { Task } from "./task.ts";

/** A batch shall take about as long: long beside the way there and back, short beside what a person notices. */
const BATCH_MS = 5;
const LARGEST_BATCH = 256;

/** See the head of the file. */
export class TaskQueue<Outgoing> {
  /** Those that came in order, which are all where no path lengths are known. */
  #row: Task<Outgoing>[] = [];
  #head = 0;
  /** A heap of those that came later than others that they precede. */
  #overtaking: Task<Outgoing>[] = [];
  /** What a task of each definition takes. */
  readonly #durations = new Map<string, number>();

  get length(): number {
    return this.#row.length - this.#head + this.#overtaking.length;
  }

  get first(): Task<Outgoing> | undefined {
    const [inRow, overtaking] = [this.#row[this.#head], this.#overtaking[0]];
    return overtaking !== undefined && (inRow === undefined || precedes(overtaking, inRow)) ? overtaking : inRow;
  }

  /** Adds a task; one that was taken and comes back has the place that it had. */
  push(task: Task<Outgoing>): void {
    const last = this.#row.length - 1;
    if (last < this.#head || precedes(this.#row[last], task)) this.#row.push(task);
    else pushToHeap(this.#overtaking, task);
  }

  remove(tasks: ReadonlySet<Task<Outgoing>>): void {
    for (const task of this.clear()) if (!tasks.has(task)) this.push(task);
  }

  /** Takes all. */
  clear(): Task<Outgoing>[] {
    const all = [...this.#row.slice(this.#head), ...this.#overtaking];
    this.#row = [];
    this.#head = 0;
    this.#overtaking = [];
    return all;
  }

  /**
   * The next batch: tasks of the first one's memory limit that together take about BATCH_MS, the first whatever it
   * takes. One of unknown duration goes alone. `sharers`: how many far sides there are to share the queue.
   */
  take(sharers: number): Task<Outgoing>[] {
    const most = Math.min(LARGEST_BATCH, Math.ceil(this.length / sharers));
    const batch: Task<Outgoing>[] = [];
    for (let ms = 0; batch.length < most;) {
      const task = this.first!;
      ms += this.#durations.get(task.key) ?? BATCH_MS;
      const fits = ms <= BATCH_MS && task.request.memoryMb === batch[0]?.request.memoryMb;
      if (batch.length > 0 && !fits) break;
      this.#drop(task);
      batch.push(task);
    }
    return batch;
  }

  /** A task has taken so long. */
  learn(key: string, ms: number): void {
    const known = this.#durations.get(key);
    this.#durations.set(key, known === undefined ? ms : ms > known ? ms : known * 0.8 + ms * 0.2);
  }

  /** Takes the first task out. */
  #drop(first: Task<Outgoing>): void {
    if (first !== this.#row[this.#head]) return dropFromHeap(this.#overtaking);
    this.#head++;
    if (this.#head <= 1000 || this.#head * 2 <= this.#row.length) return;
    this.#row = this.#row.slice(this.#head);
    this.#head = 0;
  }
}

/** Of equal path lengths the one that was asked for first. */
function precedes(a: Task<unknown>, b: Task<unknown>): boolean {
  return a.pathLength > b.pathLength || (a.pathLength === b.pathLength && a.id < b.id);
}

function pushToHeap<T extends Task<unknown>>(heap: T[], task: T): void {
  let at = heap.length;
  heap.push(task);
  for (let parent = (at - 1) >> 1; at > 0 && precedes(task, heap[parent]); parent = (at - 1) >> 1) {
    heap[at] = heap[parent];
    at = parent;
  }
  heap[at] = task;
}

function dropFromHeap<T extends Task<unknown>>(heap: T[]): void {
  const last = heap.pop()!;
  if (heap.length === 0) return;
  let at = 0;
  for (let child = 1; child < heap.length; child = 2 * at + 1) {
    if (child + 1 < heap.length && precedes(heap[child + 1], heap[child])) child++;
    if (!precedes(heap[child], last)) break;
    heap[at] = heap[child];
    at = child;
  }
  heap[at] = last;
}
