/**
 * Does something for many items, so many at a time, and of those that would strain the same place fewer. Items are taken
 * as there is room for them, so that a long list is never in memory as a whole; lanes take turns.
 */

/** How many at a time. */
export interface Bounds<T> {
  readonly most: number;
  readonly mostPerLane: number;
  /** Names the place that an item strains. */
  readonly laneOf: (item: T) => string;
  /** Aborted: no more items are begun; those that were are waited for. */
  readonly signal?: AbortSignal;
}

/** Items in memory: those in work, and those of lanes that are full. */
const LOOK_AHEAD = 256;

/** See the head of the file. The first error ends it, and is thrown when all that was begun has ended. */
export async function forEachBounded<T>(
  items: AsyncIterable<T> | Iterable<T>,
  each: (item: T) => Promise<void>,
  bounds: Bounds<T>,
): Promise<void> {
  const lanes = new Lanes(each, bounds);
  try {
    for await (const item of items) {
      lanes.add(item);
      await lanes.room(LOOK_AHEAD);
      if (lanes.isStopped) break;
    }
  } finally {
    await lanes.room(1);
  }
  lanes.throwFailure();
}

class Lanes<T> {
  readonly #each: (item: T) => Promise<void>;
  readonly #bounds: Bounds<T>;
  readonly #waiting = new Map<string, T[]>();
  readonly #inWork = new Map<string, number>();
  #waits = 0;
  #works = 0;
  #turn = Promise.withResolvers<void>();
  #failure: { readonly error: unknown } | undefined;

  constructor(each: (item: T) => Promise<void>, bounds: Bounds<T>) {
    this.#each = each;
    this.#bounds = bounds;
  }

  get isStopped(): boolean {
    return this.#failure !== undefined || this.#bounds.signal?.aborted === true;
  }

  add(item: T): void {
    const lane = this.#bounds.laneOf(item);
    const waiting = this.#waiting.get(lane);
    if (waiting === undefined) this.#waiting.set(lane, [item]);
    else waiting.push(item);
    this.#waits++;
    this.#beginMore();
  }

  /** Resolves when fewer than `count` items are here; once stopped, those do not count that were not begun. */
  async room(count: number): Promise<void> {
    while (this.#works + (this.isStopped ? 0 : this.#waits) >= count) await this.#turn.promise;
  }

  throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  #beginMore(): void {
    const { most, mostPerLane } = this.#bounds;
    for (let hasBegun = true; hasBegun && !this.isStopped;) {
      hasBegun = false;
      for (const [lane, items] of [...this.#waiting]) {
        if (this.#works >= most) return;
        if ((this.#inWork.get(lane) ?? 0) >= mostPerLane) continue;
        void this.#begin(lane, items.shift()!);
        // To the end, so that the others have their turn first.
        this.#waiting.delete(lane);
        if (items.length > 0) this.#waiting.set(lane, items);
        hasBegun = true;
      }
    }
  }

  async #begin(lane: string, item: T): Promise<void> {
    this.#waits--;
    this.#works++;
    this.#inWork.set(lane, (this.#inWork.get(lane) ?? 0) + 1);
    try {
      await this.#each(item);
    } catch (error) {
      this.#failure ??= { error };
    }
    this.#works--;
    const left = this.#inWork.get(lane)! - 1;
    if (left > 0) this.#inWork.set(lane, left);
    else this.#inWork.delete(lane);
    this.#beginMore();
    this.#turn.resolve();
    this.#turn = Promise.withResolvers<void>();
  }
}
