/** Values of scripts as pages and downloads show them: plain objects are dictionaries, numbers that JSON has not are words. */
import { MAX_DEPTH } from "../../runtime/python/error.ts";
import { Tuple } from "../../runtime/python/tuple.ts";

/** The value with maps in the place of plain objects; what holds itself and what nests too deeply stays as it is. */
export function withDictionaries(value: unknown, around: readonly unknown[] = []): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (around.length >= MAX_DEPTH || around.includes(value)) return value;
  const inside = (one: unknown): unknown => withDictionaries(one, [...around, value]);
  if (Array.isArray(value)) return value.map(inside);
  if (value instanceof Tuple) return new Tuple(value.items.map(inside));
  if (value instanceof Map) return new Map(Array.from(value, ([key, one]) => [key, inside(one)]));
  return isPlain(value) ? new Map(Object.entries(value).map(([key, one]) => [key, inside(one)])) : value;
}

/** Numbers that have no JSON, as people write them; undefined of any other value. */
export function numberText(value: unknown): string | undefined {
  if (typeof value === "bigint") return String(value);
  const number = value instanceof Number ? Number(value) : value;
  return typeof number === "number" && !Number.isFinite(number) ? String(number) : undefined;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
