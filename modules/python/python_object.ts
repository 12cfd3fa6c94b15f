/** Objects of the Python host that have no counterpart here: arrays, sets, instances of classes. */
import { python } from "vt";

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
      throw new python.PythonError("TypeError", `'${this.type}' object is not iterable outside Python`);
    }
    return this.items[Symbol.iterator]();
  }

  /** As `print` shows it. */
  toString(): string {
    return this.text;
  }
}

/** Which objects of one Python host stand for which of its numbers. */
export class PythonObjects {
  readonly #numbers = new WeakMap<object, number>();
  readonly #unused: number[] = [];
  readonly #watch = new FinalizationRegistry<number>((number) => void this.#unused.push(number));

  /** Takes `value` for the host's object of that number as long as anybody has it. */
  keep<T extends object>(value: T, number: number): T {
    this.#numbers.set(value, number);
    this.#watch.register(value, number);
    return value;
  }

  /** The number of the object that `value` stands for; undefined when it came from elsewhere. */
  numberOf(value: object): number | undefined {
    return this.#numbers.get(value);
  }

  /** Numbers that nobody has any more; they are told once. */
  takeUnused(): number[] {
    return this.#unused.splice(0);
  }
}
