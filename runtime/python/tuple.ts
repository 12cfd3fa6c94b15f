/** A Python tuple: what travels over a port of several types, and what Python literals in parentheses are. */
export class Tuple implements Iterable<unknown> {
  /** In their order. */
  readonly items: readonly unknown[];

  /** The tuple of these items. */
  constructor(items: readonly unknown[]) {
    this.items = items;
  }

  /** Goes through the items. */
  [Symbol.iterator](): Iterator<unknown> {
    return this.items[Symbol.iterator]();
  }
}
