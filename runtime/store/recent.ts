/** Keeps what was put in last, as much as fits: the oldest goes first. */
export class Recent<T> {
  readonly #entries = new Map<string, T>();
  readonly #costOf: (value: T) => number;
  readonly #limit: number;
  #cost = 0;

  /** `limit`: what all together may cost. The last one stays, whatever it costs. */
  constructor(limit: number, costOf: (value: T) => number) {
    this.#limit = limit;
    this.#costOf = costOf;
  }

  get(key: string): T | undefined {
    return this.#entries.get(key);
  }

  set(key: string, value: T): void {
    this.delete(key);
    this.#entries.set(key, value);
    this.#cost += this.#costOf(value);
    if (this.#cost > this.#limit) this.#shrink(key);
  }

  delete(key: string): void {
    const value = this.#entries.get(key);
    if (value === undefined) return;
    this.#entries.delete(key);
    this.#cost -= this.#costOf(value);
  }

  #shrink(last: string): void {
    for (const key of this.#entries.keys()) {
      if (this.#cost <= this.#limit || key === last) return;
      this.delete(key);
    }
  }
}
