/** How the constants of VisTrails' basic package are written, read and checked. */
import type { Constant } from "../authoring/port_type.ts";
import { Color, PathValue } from "../values.ts";
import { isStr } from "./bytes.ts";
import { PythonError } from "./error.ts";
import { fixed } from "./float_text.ts";
import { parseLiteral } from "./literal.ts";
import { isFloat, isInt, makeFloat, makeInt, parseFloatText, parseInteger } from "./numbers.ts";
import { itemsOf } from "./sequence.ts";
import { repr, str } from "./text.ts";

/** `true` or `false` in any case, without blanks around. */
export const BOOLEAN: Constant<boolean> = {
  parse(text): boolean {
    if (/^true$/i.test(text)) return true;
    if (/^false$/i.test(text)) return false;
    const wanted = 'Boolean from String in VisTrails should be either "true" or "false"';
    throw new PythonError("ValueError", `${wanted}, got "${text}" instead`);
  },
  format: str,
  validate: (value) => typeof value === "boolean",
  default: false,
};

/** Decimal, or hexadecimal after `0x`. Typed as a number; beyond 2^53 it is a bigint. */
export const INTEGER: Constant<number> = {
  parse: (text) => parseIntegerText(text) as number,
  format: str,
  validate: isInt,
  default: 0,
};

/** A float, boxed where it is integral. Ints are valid, too. */
export const FLOAT: Constant<number> = {
  parse: parseFloatText,
  format: str,
  validate: (value) => isInt(value) || isFloat(value),
  default: makeFloat(0),
};

/** Any text, as it is. */
export const STRING: Constant<string> = {
  parse: (text) => text,
  format: str,
  validate: isStr,
  default: "",
};

/** A Python literal. VisTrails checks only in List modules that it is a list: parameters may be any literal. */
export const LIST: Constant<readonly unknown[]> = {
  parse: (text) => parseLiteral(text) as readonly unknown[],
  format: (value) => `[${itemsOf(value).map(repr).join(", ")}]`,
  validate: Array.isArray,
  default: [],
};

/** A Python literal, checked only in Dictionary modules. */
export const DICTIONARY: Constant<ReadonlyMap<unknown, unknown>> = {
  parse: (text) => parseLiteral(text) as ReadonlyMap<unknown, unknown>,
  format: str,
  validate: (value) => value instanceof Map,
  default: new Map(),
};

/** Floats with commas between; three are meant, any number is taken. */
export const COLOR: Constant<Color> = {
  parse: (text) => new Color(text.split(",").map((part) => Number(parseFloatText(part)))),
  format: (value) => value.components.map((component) => fixed(component, { precision: 6 })).join(","),
  validate: (value) => value instanceof Color,
  default: new Color([1, 1, 1]),
};

/** A path's name, as it is. */
export const PATH: Constant<PathValue> = {
  parse: (text) => new PathValue(text),
  format: (value) => value.name,
  validate: (value) => value instanceof PathValue,
  default: new PathValue(""),
};

function parseIntegerText(text: string): number | bigint {
  if (!text.startsWith("0x")) return parseInteger(text);
  const digits = text.trimEnd();
  if (/^0x[0-9a-fA-F]{1,8000}$/.test(digits)) return makeInt(BigInt(digits));
  throw new PythonError("ValueError", `invalid literal for int() with base 16: '${text}'`);
}
