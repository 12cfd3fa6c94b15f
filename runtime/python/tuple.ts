/** A Python tuple: what travels over a port of several types, and what Python literals in parentheses are. */
export class Tuple implements Iterable<unknown> {
  readonly items: readonly unknown[];

  constructor(items: readonly unknown[]) {
    this.items = items;
  }

  [Symbol.iterator](): Iterator<unknown> {
    return this.items[Symbol.iterator]();
  }
}
