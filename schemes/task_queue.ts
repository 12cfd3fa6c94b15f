/** Slices in the order in which they go out, and how much goes out together. */
import { Slice, type Task } from "./task.ts";

/** A batch shall take about as long: long beside the way there and back, short beside what a person notices. */
const BATCH_MS = 5;
const LARGEST_BATCH = 4096;

/** See the head of the file. */
export class TaskQueue {
  #slices: Slice[] = [];
  #first = 0;
  /** How many numbers wait. */
  #count = 0;
  /** What one of each work takes. */
  readonly #durations = new Map<string, number>();

  get first(): Slice | undefined {
    return this.#slices[this.#first];
  }

  push(slice: Slice): void {
    this.#slices.push(slice);
    this.#count += slice.count;
  }

  /** Puts back what was taken: it goes first. */
  putBack(slices: readonly Slice[]): void {
    this.#slices = [...slices, ...this.#slices.slice(this.#first)];
    this.#first = 0;
    for (const slice of slices) this.#count += slice.count;
  }

  /** Takes out what `isWanted` does not want; a slice of which a part is wanted is cut. */
  drop(task: Task): void {
    const kept: Slice[] = [];
    for (const slice of this.clear()) {
      const to = slice.task !== task ? slice.to : task.rejection !== undefined ? 0 : Math.min(slice.to, task.limit);
      const dropped = slice.to - Math.max(slice.from, to);
      slice.to -= dropped;
      if (slice.count > 0) kept.push(slice);
      if (dropped > 0) task.close(dropped);
    }
    for (const slice of kept) this.push(slice);
  }

  /** Takes all. */
  clear(): Slice[] {
    const all = this.#slices.slice(this.#first);
    this.#slices = [];
    this.#first = 0;
    this.#count = 0;
    return all;
  }

  /**
   * The next batch: as much of the first one's memory limit as takes about BATCH_MS together, one in any case. What
   * takes nobody knows how long goes alone. `sharers`: how many far sides there are to share the queue.
   */
  take(sharers: number): Slice[] {
    let room = Math.min(LARGEST_BATCH, Math.ceil(this.#count / sharers));
    const batch: Slice[] = [];
    for (let ms = BATCH_MS; room > 0 && this.first !== undefined;) {
      const next = this.first;
      if (batch.length > 0 && next.task.request.memoryMb !== batch[0].task.request.memoryMb) break;
      const each = this.#durations.get(next.task.key) ?? BATCH_MS;
      let count = Math.min(next.count, room, Math.floor(ms / each));
      if (next.isAlone) count = batch.length === 0 ? 1 : 0;
      if (count === 0 && batch.length > 0) break;
      count = Math.max(count, 1);
      batch.push(this.#cut(next, count));
      room -= next.isAlone ? room : count;
      ms -= count * each;
    }
    if (this.#first > 1000 && this.#first * 2 > this.#slices.length) {
      this.#slices = this.#slices.slice(this.#first);
      this.#first = 0;
    }
    return batch;
  }

  /** The first `count` of a slice, which is first in the queue. */
  #cut(slice: Slice, count: number): Slice {
    this.#count -= count;
    if (count === slice.count) {
      this.#first++;
      return slice;
    }
    const part = new Slice(slice.task, slice.from, slice.from + count, slice.isAlone);
    slice.from += count;
    return part;
  }

  /** One of a work has taken so long. */
  learn(key: string, ms: number): void {
    const known = this.#durations.get(key);
    this.#durations.set(key, known === undefined ? ms : ms > known ? ms : known * 0.8 + ms * 0.2);
  }
}
