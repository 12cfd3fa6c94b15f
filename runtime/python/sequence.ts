/** Going through values as Python does: lists, tuples, strings by character, dicts by key. */
import { PythonError } from "./error.ts";
import { Tuple } from "./tuple.ts";
import { typeName } from "./type_name.ts";

/** The items of a value that Python can loop over; `'int' object is not iterable` of others. */
export function itemsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (value instanceof Tuple) return value.items;
  if (value instanceof Map) return [...value.keys()];
  if (typeof value === "string") return Array.from(value);
  if (value instanceof Uint8Array) return Array.from(value, (byte) => Uint8Array.of(byte));
  if (isCustomIterable(value)) return [...value];
  throw new PythonError("TypeError", `'${typeName(value)}' object is not iterable`);
}

/** The items of a value that has a length; `object of type 'int' has no len()` of others. */
export function sequenceOf(value: unknown): readonly unknown[] {
  if (value === null || typeof value !== "object" && typeof value !== "string") {
    throw new PythonError("TypeError", `object of type '${typeName(value)}' has no len()`);
  }
  return itemsOf(value);
}

/** Objects of script modules, such as typed arrays and sets. */
function isCustomIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}
