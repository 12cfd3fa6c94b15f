/**
 * Objects of a Python host that go where the host is not: what is known of them everywhere, and their pickle, from which
 * another Python makes them again.
 */
import { MAX_DEPTH } from "./error.ts";
import { heldIn, holderOf, noteHolder, type Pickle, type PythonHolder } from "./held_value.ts";
import { PythonObject, type PythonObjectFacts } from "./python_object.ts";
import { Tuple } from "./tuple.ts";

/** What travels for an object. One of `like` and `facts` is there, and one of `bytes` and `whyNot`. */
export interface TravelParts {
  /** The list, tuple or dict that it is a kind of. */
  readonly like?: unknown;
  /** What is known of any other. */
  readonly facts?: PythonObjectFacts;
  readonly bytes?: Uint8Array;
  /** Why it cannot be made again. */
  readonly whyNot?: string;
}

/** Stands for an object while it crosses a line; it is no value that a module ever sees. */
export class Traveller {
  constructor(readonly parts: TravelParts) {}
}

/**
 * The values with a {@linkcode Traveller} for each object of a Python host; at once where there are none. `except`: a host
 * whose objects stay as they are.
 */
export function departing<T>(values: T, except?: PythonHolder): T | Promise<T> {
  const byHolder = new Map<PythonHolder, object[]>();
  for (const held of heldIn(values)) {
    const holder = holderOf(held)!;
    if (holder === except) continue;
    const others = byHolder.get(holder);
    if (others === undefined) byHolder.set(holder, [held]);
    else others.push(held);
  }
  return byHolder.size === 0 ? values : departed(values, byHolder, except);
}

/** The same values where nobody waits for pickles: their objects can be looked at, but not made again. */
export function departingWithout<T>(values: T, whyNot: string): T {
  const pickles = new Map<object, Pickle>();
  for (const held of heldIn(values)) pickles.set(held, { whyNot });
  return pickles.size === 0 ? values : new Departure(pickles).change(values, 0) as T;
}

/** The value that stands for an object where it has arrived; undefined for parts that no object has. */
export function arrived({ like, facts, bytes, whyNot }: TravelParts): object | undefined {
  const value = facts === undefined ? like : objectOf(facts);
  const isKnown = value instanceof PythonObject || Array.isArray(value) || value instanceof Tuple ||
    value instanceof Map;
  if (!isKnown) return undefined;
  if (bytes instanceof Uint8Array) noteHolder(value, new Luggage({ bytes }));
  else noteHolder(value, new Luggage({ whyNot: String(whyNot) }));
  return value;
}

/** Holds the pickle of an object that arrived, until a Python host wants it or it goes on. */
class Luggage implements PythonHolder {
  constructor(readonly content: Pickle) {}

  /** A result that cannot be made again is of no use to later runs. */
  get hasEnded(): boolean {
    return "whyNot" in this.content;
  }

  pickle(values: readonly object[]): Promise<readonly Pickle[]> {
    return Promise.resolve(values.map(() => this.content));
  }
}

function objectOf({ type, text, repr, items }: PythonObjectFacts): PythonObject | undefined {
  if ([type, text, repr].some((fact) => typeof fact !== "string")) return undefined;
  return new PythonObject(Array.isArray(items) ? { type, text, repr, items } : { type, text, repr });
}

async function departed<T>(
  values: T,
  byHolder: ReadonlyMap<PythonHolder, readonly object[]>,
  except: PythonHolder | undefined,
): Promise<T> {
  const pickles = new Map<object, Pickle>();
  await Promise.all(
    byHolder.entries().map(async ([holder, held]) => {
      const answers = await holder.pickle(held);
      for (const [i, answer] of answers.entries()) if (answer !== undefined) pickles.set(held[i], answer);
    }),
  );
  return new Departure(pickles, except).change(values, 0) as T;
}

/** Puts travellers in the place of objects; only what holds one is copied. */
class Departure {
  constructor(readonly pickles: ReadonlyMap<object, Pickle>, readonly except?: PythonHolder) {}

  change(value: unknown, depth: number): unknown {
    if (typeof value !== "object" || value === null || depth > MAX_DEPTH) return value;
    if (this.except !== undefined && holderOf(value) === this.except) return value;
    const pickle = this.pickles.get(value);
    if (pickle === undefined) return this.#copy(value, depth);
    if (!(value instanceof PythonObject)) return new Traveller({ like: this.#copy(value, depth), ...pickle });
    const { type, text, repr, items } = value;
    const facts = items === undefined ? { type, text, repr } : { type, text, repr, items };
    return new Traveller({ facts, ...pickle });
  }

  #copy(value: object, depth: number): object {
    return copied(value, (part) => this.change(part, depth + 1));
  }
}

function copied(value: object, change: (part: unknown) => unknown): object {
  if (Array.isArray(value)) return changedItems(value, change) as unknown[];
  if (value instanceof Tuple) {
    const items = changedItems(value.items, change);
    return items === value.items ? value : new Tuple(items);
  }
  if (value instanceof Map) {
    const pairs = [...value];
    const changed = changedItems(pairs, (pair) => changedItems(pair as unknown[], change)) as [unknown, unknown][];
    return changed === pairs ? value : new Map(changed);
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  const entries = Object.entries(value);
  const changed = changedItems(entries, (entry) => changedItems(entry as unknown[], change)) as typeof entries;
  return changed === entries ? value : Object.fromEntries(changed);
}

function changedItems(items: readonly unknown[], change: (item: unknown) => unknown): readonly unknown[] {
  let changed: unknown[] | undefined;
  for (let i = 0; i < items.length; i++) {
    const item = typeof items[i] === "object" ? change(items[i]) : items[i];
    if (item === items[i]) continue;
    changed ??= items.slice();
    changed[i] = item;
  }
  return changed ?? items;
}
