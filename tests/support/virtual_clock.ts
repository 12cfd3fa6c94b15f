/** Time that passes only when nothing else happens: timers of a test ring at once, in their order. */
import { setImmediate } from "node:timers";

interface Alarm {
  readonly at: number;
  readonly ring: () => void;
}

/** See the head of the file. */
export class VirtualClock {
  /** Milliseconds since the beginning. */
  now = 0;
  readonly #alarms = new Map<number, Alarm>();
  readonly #turns: number;
  /** Of all clocks: what is left of an earlier one must not stop a timer of this one. */
  static #last = 0;

  /** `turns`: so many times others may do something before a timer rings. */
  constructor(turns = 1) {
    this.#turns = turns;
  }

  /** Runs it by this clock: `setTimeout` and `performance.now` are those of all that runs meanwhile. */
  async run<T>(begin: () => Promise<T>): Promise<T> {
    const real = { setTimeout, clearTimeout, now: performance.now };
    Object.assign(globalThis, { setTimeout: this.#set, clearTimeout: this.#clear });
    performance.now = () => this.now;
    try {
      let isOver = false;
      const over = begin().finally(() => isOver = true);
      over.catch(() => {}); // it is awaited below, a turn later
      while (!isOver) {
        for (let turn = 0; turn < this.#turns; turn++) await new Promise((next) => setImmediate(next));
        if (!isOver) this.#ringNext();
      }
      return await over;
    } finally {
      Object.assign(globalThis, { setTimeout: real.setTimeout, clearTimeout: real.clearTimeout });
      performance.now = real.now;
    }
  }

  /** How many timers still run. */
  get running(): number {
    return this.#alarms.size;
  }

  readonly #set = (ring: () => void, ms = 0): number => {
    this.#alarms.set(++VirtualClock.#last, { at: this.now + ms, ring });
    return VirtualClock.#last;
  };

  readonly #clear = (id: number | undefined): void => void this.#alarms.delete(id ?? 0);

  #ringNext(): void {
    const [next] = [...this.#alarms].sort(([i, a], [j, b]) => a.at - b.at || i - j);
    if (next === undefined) return;
    this.#alarms.delete(next[0]);
    this.now = next[1].at;
    next[1].ring();
  }
}
