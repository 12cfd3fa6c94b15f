/** Tells those who listen when anyone has written into the store. It is asked only while someone listens. */
import { changes, type Store } from "./store.ts";

const POLL_MS = 250;

/** See the head of the file. */
export class ChangeFeed {
  readonly #store: Store;
  readonly #pollMs: number;
  readonly #listeners = new Set<(count: bigint) => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last: bigint | undefined;
  #round = 0;

  constructor(store: Store, { pollMs = POLL_MS }: { pollMs?: number } = {}) {
    this.#store = store;
    this.#pollMs = pollMs;
  }

  /** Calls back with the counter after each change, once for several within a quarter of a second, until disposed of. */
  listen(listener: (count: bigint) => void): Disposable {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) this.#begin();
    return {
      [Symbol.dispose]: () => {
        this.#listeners.delete(listener);
        if (this.#listeners.size === 0) this.#end();
      },
    };
  }

  #begin(): void {
    this.#last = undefined;
    void this.#poll(++this.#round);
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#round++;
  }

  /** `round`: another one has begun, or nobody listens, when it is the newest no more. */
  async #poll(round: number): Promise<void> {
    // A store that cannot be read now has not changed.
    const count = await changes(this.#store).catch(() => this.#last);
    if (round !== this.#round) return;
    const isNews = count !== undefined && this.#last !== undefined && count !== this.#last;
    this.#last = count;
    this.#timer = setTimeout(() => void this.#poll(round), this.#pollMs);
    if (isNews) { for (const listener of [...this.#listeners]) listener(count); }
  }
}
