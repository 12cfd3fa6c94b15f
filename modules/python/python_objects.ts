/** Which objects of the Python host stand for which values here. */
import { noteHolder } from "../../runtime/python/held_value.ts";

/** Which objects of one Python host stand for which of its numbers. */
export class PythonObjects {
  /** Whether the host has ended: the objects are gone. */
  hasEnded = false;
  readonly #numbers = new WeakMap<object, number>();
  readonly #unused: number[] = [];
  readonly #watch = new FinalizationRegistry<number>((number) => void this.#unused.push(number));

  /** Takes `value` for the host's object of that number as long as anybody has it. */
  keep<T extends object>(value: T, number: number): T {
    this.#numbers.set(value, number);
    noteHolder(value, this);
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
