/** Which objects of the Python host stand for which values here. */
import { noteHolder, type Pickle, type PythonHolder } from "../../runtime/python/held_value.ts";
import { PythonObject } from "../../runtime/python/python_object.ts";

/** Asks the host for the pickles of its objects of these numbers. Rejects when it has ended. */
export type PickleNumbers = (numbers: readonly number[]) => Promise<readonly Pickle[]>;

/** Which objects of one Python host stand for which of its numbers. */
export class PythonObjects implements PythonHolder {
  /** Whether the host has ended: the objects are gone. */
  hasEnded = false;
  readonly #pickle: PickleNumbers;
  readonly #numbers = new WeakMap<object, number>();
  readonly #unused: number[] = [];
  readonly #watch = new FinalizationRegistry<number>((number) => void this.#unused.push(number));

  constructor(pickle: PickleNumbers) {
    this.#pickle = pickle;
  }

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

  /** Of a list, tuple or dict whose host has ended what is known here remains. */
  async pickle(values: readonly object[]): Promise<readonly (Pickle | undefined)[]> {
    try {
      if (!this.hasEnded) return await this.#pickle(values.map((value) => this.#numbers.get(value)!));
    } catch {
      // The host ended meanwhile.
    }
    return values.map((value) => value instanceof PythonObject ? { whyNot: lost(value) } : undefined);
  }

  /** Numbers that nobody has any more; they are told once. */
  takeUnused(): number[] {
    return this.#unused.splice(0);
  }
}

function lost({ type }: PythonObject): string {
  return `the Python process that held the ${type} has ended`;
}
