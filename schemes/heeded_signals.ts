/** Signals that are heeded for many at a time: one listener each, since a thousand on one signal look at each other. */

/** See the head of the file. */
export class HeededSignals<Item> {
  readonly #stop: (item: Item, reason: unknown) => void;
  readonly #items = new Map<AbortSignal, Set<Item>>();

  /** `stop`: told of each item whose signal is aborted. */
  constructor(stop: (item: Item, reason: unknown) => void) {
    this.#stop = stop;
  }

  /** Heeds a signal for an item, where there is one. */
  heed(signal: AbortSignal | undefined, item: Item): void {
    if (signal === undefined) return;
    const items = this.#items.get(signal);
    if (items !== undefined) return void items.add(item);
    this.#items.set(signal, new Set([item]));
    signal.addEventListener("abort", this.#abort);
  }

  /** The item is over. */
  leave(signal: AbortSignal | undefined, item: Item): void {
    const items = signal && this.#items.get(signal);
    items?.delete(item);
    if (items?.size !== 0) return;
    this.#items.delete(signal!);
    signal!.removeEventListener("abort", this.#abort);
  }

  readonly #abort = ({ target }: Event): void => {
    const signal = target as AbortSignal;
    for (const item of this.#items.get(signal) ?? []) this.#stop(item, signal.reason);
  };
}
