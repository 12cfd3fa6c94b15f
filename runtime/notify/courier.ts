/** Delivers notices beside other work, which never waits long for it. */
import type { Store } from "../store/store.ts";
import { deliver, type DeliverOptions } from "./deliver.ts";

/** How long the end of a program waits for receivers. */
const PATIENCE_MS = 2000;

/** See the head of the file. Disposing of it waits a moment for what is being sent; the rest is sent another time. */
export class Courier implements AsyncDisposable {
  readonly #store: Store;
  readonly #options: Omit<DeliverOptions, "signal">;
  readonly #stop = new AbortController();
  #round: Promise<void> = Promise.resolve();
  #isWanted = false;

  constructor(store: Store, options: Omit<DeliverOptions, "signal">) {
    this.#store = store;
    this.#options = options;
  }

  /** Delivers what is due: now, or once more when it is at it. */
  start(): void {
    if (this.#isWanted) return;
    this.#isWanted = true;
    this.#round = this.#round.then(async () => {
      this.#isWanted = false;
      await deliver(this.#store, { ...this.#options, signal: this.#stop.signal });
    });
    this.#round.catch(() => {}); // who disposes of it hears of it
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const timer = setTimeout(() => this.#stop.abort(), PATIENCE_MS);
    try {
      await this.#round;
    } finally {
      clearTimeout(timer);
    }
  }
}
