/** `==` and truth. */
import { Color, PathValue } from "../values.ts";
import { bytesOfStr, isStr } from "./bytes.ts";
import { byIdentity } from "./dict.ts";
import { MAX_DEPTH, tooDeep } from "./error.ts";
import { isFloat, isNumber } from "./numbers.ts";
import { Tuple } from "./tuple.ts";

/** `bool(value)`: None, False, zero and all that is empty are false. */
export function truth(value: unknown): boolean {
  if (value === null || value === undefined) return false;
  if (isFloat(value)) return Number(value) !== 0; // NaN is true in Python
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length > 0;
  if (value instanceof Tuple) return value.items.length > 0;
  if (value instanceof Map) return value.size > 0;
  return Boolean(value);
}

/** `a == b`. Paths are equal by name and colours by components, though VisTrails tells two objects apart. */
export function equal(a: unknown, b: unknown, depth = 0): boolean {
  if (depth > MAX_DEPTH) throw tooDeep();
  if (isNumber(a) && isNumber(b)) return unboxed(a) == unboxed(b);
  if (isStr(a) && isStr(b)) return equalStr(a, b);
  if (Array.isArray(a) && Array.isArray(b)) return equalItems(a, b, depth);
  if (a instanceof Tuple && b instanceof Tuple) return equalItems(a.items, b.items, depth);
  if (a instanceof Map && b instanceof Map) return equalDicts(a, b, depth);
  if (a instanceof PathValue && b instanceof PathValue) return a.name === b.name;
  if (a instanceof Color && b instanceof Color) return equalItems(a.components, b.components, depth);
  return (a ?? null) === (b ?? null);
}

/** JavaScript's `==` compares numbers, bigints and booleans by value, exactly, as Python does. */
function unboxed(value: number | bigint | boolean): number | bigint | boolean {
  return typeof value === "object" ? Number(value) : value;
}

function equalStr(a: string | Uint8Array, b: string | Uint8Array): boolean {
  if (typeof a === "string" && typeof b === "string") return a === b;
  const bytes = bytesOfStr(b);
  return bytesOfStr(a).length === bytes.length && bytesOfStr(a).every((byte, i) => byte === bytes[i]);
}

function equalItems(a: readonly unknown[], b: readonly unknown[], depth: number): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i] || equal(item, b[i], depth + 1));
}

function equalDicts(a: ReadonlyMap<unknown, unknown>, b: ReadonlyMap<unknown, unknown>, depth: number): boolean {
  if (a.size !== b.size) return false;
  const other = byIdentity(b);
  for (const [identity, value] of byIdentity(a)) {
    if (!other.has(identity) || !equal(value, other.get(identity), depth + 1)) return false;
  }
  return true;
}
