/** Asks ever more seldom what does not change: in the next round, then after 2, 4, 8, and every 10 rounds. */
export class BackOff {
  #round = 0;
  readonly #waits = new Map<string, { wait: number; next: number }>();

  /** Begins the next round, and forgets what was not asked after any more. */
  nextRound(): void {
    this.#round++;
    for (const [key, { next }] of this.#waits) if (next < this.#round - 1) this.#waits.delete(key);
  }

  /** Whether it is its turn; what was never asked after always is. */
  isDue(key: string): boolean {
    return (this.#waits.get(key)?.next ?? 0) <= this.#round;
  }

  /** Notes that it was asked after in this round, and whether something had changed. */
  asked(key: string, hasChanged: boolean): void {
    const before = this.#waits.get(key)?.wait;
    const wait = hasChanged || before === undefined ? 1 : Math.min(before * 2, MOST_ROUNDS);
    this.#waits.set(key, { wait, next: this.#round + wait });
  }
}

const MOST_ROUNDS = 10;
