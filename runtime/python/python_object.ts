/** Objects of a Python host that have no counterpart here: arrays, sets, instances of classes. */
import { PythonError } from "./error.ts";

/** What is known here of such an object. */
export interface PythonObjectFacts {
  /** Name of its class. */
  readonly type: string;
  /** As `print` shows it. */
  readonly text: string;
  /** As it stands in a list that is printed. */
  readonly repr: string;
  /** What a loop over it goes through, where that is plain data. */
  readonly items?: readonly unknown[] | undefined;
}

/** An object that stays in the Python host: modules pass it on to others that run there. */
export class PythonObject implements Iterable<unknown>, PythonObjectFacts {
  readonly type: string;
  readonly text: string;
  readonly repr: string;
  readonly items: readonly unknown[] | undefined;

  constructor(facts: PythonObjectFacts) {
    this.type = facts.type;
    this.text = facts.text;
    this.repr = facts.repr;
    this.items = facts.items;
  }

  /** Goes through the items; an error where they are known in Python alone. */
  [Symbol.iterator](): Iterator<unknown> {
    if (this.items === undefined) {
      throw new PythonError("TypeError", `'${this.type}' object is not iterable outside Python`);
    }
    return this.items[Symbol.iterator]();
  }

  /** As `print` shows it. */
  toString(): string {
    return this.text;
  }
}
