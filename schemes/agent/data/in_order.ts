/** Things that are done in the order in which they came, at once where nothing before them is waited for. */
export class InOrder {
  #last: Promise<void> | undefined;

  /** Resolves when all that came is done. */
  get settled(): Promise<void> {
    return this.#last ?? Promise.resolve();
  }

  next(action: () => void): void {
    if (this.#last === undefined) action();
    else this.#put(this.#last.then(action));
  }

  /** After something else, too; it is given undefined where that failed. */
  nextAfter<T>(awaited: Promise<T>, action: (value: T | undefined) => void): void {
    const value = awaited.catch(() => undefined);
    const before = this.settled;
    this.#put(before.then(() => value).then(action));
  }

  #put(promise: Promise<void>): void {
    this.#last = promise;
    promise.finally(() => {
      if (this.#last === promise) this.#last = undefined;
    });
  }
}
