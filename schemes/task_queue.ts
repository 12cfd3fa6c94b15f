/** Slices in the order in which they go out, the longest path first, and how much goes out together. */
import { Slice, type Task } from "./task.ts";

/** A batch shall take about as long: long beside the way there and back, short beside what a person notices. */
const BATCH_MS = 5;
const LARGEST_BATCH = 4096;

/** See the head of the file. */
export class TaskQueue {
  /** Those that came in order, which are all where no path lengths are known. */
  #row: Slice[] = [];
  #head = 0;
  /** A heap of those that came later than others that they precede. */
  #overtaking: Slice[] = [];
  #count = 0;
  /** What one of each work takes. */
  readonly #durations = new Map<string, number>();

  /** How many numbers wait, of all tasks. */
  get count(): number {
    return this.#count;
  }

  get first(): Slice | undefined {
    const [inRow, overtaking] = [this.#row[this.#head], this.#overtaking[0]];
    return overtaking !== undefined && (inRow === undefined || precedes(overtaking, inRow)) ? overtaking : inRow;
  }

  /** Adds a slice; one that was taken and comes back has the place that it had. */
  push(slice: Slice): void {
    this.#count += slice.count;
    const last = this.#row.length - 1;
    if (last < this.#head || precedes(this.#row[last], slice)) this.#row.push(slice);
    else pushToHeap(this.#overtaking, slice);
  }

  /** Takes out what is not wanted of a task; a slice of which a part is wanted is cut. */
  drop(task: Task): void {
    for (const slice of this.clear()) {
      const to = slice.task !== task ? slice.to : task.rejection !== undefined ? 0 : Math.min(slice.to, task.limit);
      const dropped = slice.to - Math.max(slice.from, to);
      slice.to -= dropped;
      if (slice.count > 0) this.push(slice);
      if (dropped > 0) task.close(dropped);
    }
  }

  /** Takes all. */
  clear(): Slice[] {
    const all = [...this.#row.slice(this.#head), ...this.#overtaking];
    this.#row = [];
    this.#head = 0;
    this.#overtaking = [];
    this.#count = 0;
    return all;
  }

  /**
   * The next batch: as much of the first one's memory limit as takes about BATCH_MS together, one in any case. What
   * takes nobody knows how long goes alone. `sharers`: how many far sides there are to share the queue.
   */
  take(sharers: number): Slice[] {
    let room = Math.min(LARGEST_BATCH, Math.ceil(this.#count / sharers));
    let ms = BATCH_MS;
    const batch: Slice[] = [];
    for (let next = this.first; next !== undefined && room > 0; next = this.first) {
      if (batch.length > 0 && next.task.request.memoryMb !== batch[0].task.request.memoryMb) break;
      const each = this.#durations.get(next.task.key) ?? BATCH_MS;
      const fitting = next.isAlone ? 0 : Math.min(next.count, room, Math.floor(ms / each));
      if (fitting <= 0 && batch.length > 0) break;
      const count = Math.max(fitting, 1);
      batch.push(this.#cut(next, count));
      room -= next.isAlone ? room : count;
      ms -= count * each;
    }
    return batch;
  }

  /** The first slice, or its beginning where it has more than `most` numbers. */
  takeFirst(most: number): Slice {
    const first = this.first!;
    return this.#cut(first, first.isAlone ? 1 : Math.min(first.count, most));
  }

  /** The first `count` of the first slice. */
  #cut(slice: Slice, count: number): Slice {
    this.#count -= count;
    if (count === slice.count) {
      this.#dropFirst(slice);
      return slice;
    }
    const part = new Slice(slice.task, slice.from, slice.from + count, slice.isAlone);
    slice.from += count; // it precedes what it preceded
    return part;
  }

  #dropFirst(first: Slice): void {
    if (first !== this.#row[this.#head]) return dropFromHeap(this.#overtaking);
    this.#head++;
    if (this.#head <= 1000 || this.#head * 2 <= this.#row.length) return;
    this.#row = this.#row.slice(this.#head);
    this.#head = 0;
  }

  /** One of a work has taken so long. */
  learn(key: string, ms: number): void {
    const known = this.#durations.get(key);
    this.#durations.set(key, known === undefined ? ms : ms > known ? ms : known * 0.8 + ms * 0.2);
  }
}

/** Of equal path lengths what was asked for first. */
export function precedes(a: Slice, b: Slice): boolean {
  const [x, y] = [a.task, b.task];
  if (x.pathLength !== y.pathLength) return x.pathLength > y.pathLength;
  return x.id < y.id || (x.id === y.id && a.from < b.from);
}

function pushToHeap(heap: Slice[], slice: Slice): void {
  let at = heap.length;
  heap.push(slice);
  for (let parent = (at - 1) >> 1; at > 0 && precedes(slice, heap[parent]); parent = (at - 1) >> 1) {
    heap[at] = heap[parent];
    at = parent;
  }
  heap[at] = slice;
}

function dropFromHeap(heap: Slice[]): void {
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
