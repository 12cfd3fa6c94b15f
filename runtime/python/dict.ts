/** Dicts: Maps in which keys that Python takes for equal (1, 1.0, True; two tuples of the same items) are one key. */
import { MAX_DEPTH, PythonError, tooDeep } from "./error.ts";
import { isFloat, isInt, toBigInt } from "./numbers.ts";
import { Tuple } from "./tuple.ts";
import { typeName } from "./type_name.ts";

/** A dict of these pairs; of equal keys the first stays, with the last value. */
export function makeDict(pairs: Iterable<readonly [unknown, unknown]>): Map<unknown, unknown> {
  const dict = new Map<unknown, unknown>();
  const keys = new Map<unknown, unknown>();
  for (const [key, value] of pairs) {
    const identity = identityOf(key);
    if (!keys.has(identity)) keys.set(identity, key);
    dict.set(keys.get(identity), value);
  }
  return dict;
}

/** The values of a dict by the identities of their keys. */
export function byIdentity(dict: ReadonlyMap<unknown, unknown>): Map<unknown, unknown> {
  return new Map([...dict].map(([key, value]) => [identityOf(key), value]));
}

/** The value under a key that equals `key`; undefined without one. */
export function lookUp(dict: ReadonlyMap<unknown, unknown>, key: unknown): unknown {
  return dict.has(key) ? dict.get(key) : byIdentity(dict).get(identityOf(key));
}

/** The same for keys that are equal in Python, different for others: a text, or the object itself where it is opaque. */
export function identityOf(key: unknown, depth = 0): unknown {
  if (depth > MAX_DEPTH) throw tooDeep();
  if (typeof key === "string") return `s${key}`;
  if (isInt(key)) return `n${toBigInt(key)}`;
  if (isFloat(key)) return `n${Number.isInteger(Number(key)) ? BigInt(Number(key)) : Number(key)}`;
  if (key === null || key === undefined) return "None";
  if (key instanceof Uint8Array) return `b${key.join()}`;
  if (key instanceof Tuple) {
    const parts = key.items.map((item) => identityOf(item, depth + 1));
    return parts.every((part) => typeof part === "string") ? `t${JSON.stringify(parts)}` : key;
  }
  if (Array.isArray(key) || key instanceof Map) {
    throw new PythonError("TypeError", `unhashable type: '${typeName(key)}'`);
  }
  return key;
}
