/** Values as JSON: how `vt run --outputs` shows what came out of a module. */
import { PathValue } from "../values.ts";
import { MAX_DEPTH } from "./error.ts";
import { Tuple } from "./tuple.ts";
import { typeName } from "./type_name.ts";

/** What `JSON.stringify` writes as it is. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * The value as JSON. Tuples are `{"__tuple__": […]}`, paths `{"__path__"}`, NaN and the infinities `{"__float__"}`, ints
 * beyond 2^53 `{"__int__"}`, bytes `{"__bytes__": base64}`, dicts with keys that are no strings `{"__dict__": pairs}`;
 * all else, what holds itself and what nests too deeply is `{"__type__": name}`.
 */
export function encodeJson(value: unknown): Json {
  return encode(value, []);
}

function encode(value: unknown, around: readonly unknown[]): Json {
  if (value === null || value === undefined) return null;
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return encodeFloat(value);
    case "bigint":
      return { __int__: String(value) };
    case "object":
      return encodeObject(value, around);
    default:
      return { __type__: typeName(value) };
  }
}

function encodeFloat(value: number): Json {
  if (Number.isFinite(value)) return value;
  return { __float__: Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf" };
}

function encodeObject(value: object, around: readonly unknown[]): Json {
  if (value instanceof Number) return encodeFloat(Number(value));
  if (value instanceof PathValue) return { __path__: value.name };
  if (value instanceof Uint8Array) return { __bytes__: value.toBase64() };
  const isContainer = Array.isArray(value) || value instanceof Tuple || value instanceof Map;
  if (!isContainer || around.length >= MAX_DEPTH || around.includes(value)) return { __type__: typeName(value) };
  const inside = [...around, value];
  if (value instanceof Map) return encodeDict(value, inside);
  const items = Array.from(value as Iterable<unknown>, (item) => encode(item, inside));
  return value instanceof Tuple ? { __tuple__: items } : items;
}

function encodeDict(dict: ReadonlyMap<unknown, unknown>, inside: readonly unknown[]): Json {
  const isPlain = [...dict.keys()].every((key) => typeof key === "string" && !key.startsWith("__"));
  if (!isPlain) return { __dict__: Array.from(dict, ([key, item]) => [encode(key, inside), encode(item, inside)]) };
  return Object.fromEntries(Array.from(dict, ([key, item]) => [String(key), encode(item, inside)]));
}
