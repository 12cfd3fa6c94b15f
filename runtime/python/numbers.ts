/**
 * Python's numbers in JavaScript. An int is a number up to 2^53 - 1 and a bigint beyond. A float is a number too, but an
 * integral one that could be taken for an int is a boxed Number, so that 5.0 stays apart from 5; it computes like any.
 */
import { PythonError } from "./error.ts";

/** A float. Typed as the number that it behaves like, though `typeof` says `object` where it is boxed. */
export function makeFloat(value: number): number {
  return looksLikeInt(value) ? Object(value) as number : value;
}

/** Whether a value is a float of Python's. */
export function isFloat(value: unknown): value is number {
  return value instanceof Number || (typeof value === "number" && !looksLikeInt(value));
}

/** Whether a value is an int or a long; bools count, as they do in Python. */
export function isInt(value: unknown): value is number | bigint | boolean {
  return typeof value === "bigint" || typeof value === "boolean" || (typeof value === "number" && looksLikeInt(value));
}

/** Whether a value takes part in arithmetic as a number. */
export function isNumber(value: unknown): value is number | bigint | boolean {
  return isInt(value) || isFloat(value);
}

/** The int of that size, in the form that ints of its size have. */
export function makeInt(value: bigint): number | bigint {
  return Number.MIN_SAFE_INTEGER <= value && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

/** An int, long or bool as a bigint. */
export function toBigInt(value: number | bigint | boolean): bigint {
  return BigInt(value);
}

/** An int, bool or float as a plain number; an int beyond the range of floats is an OverflowError. */
export function toNumber(value: number | bigint | boolean): number {
  const converted = Number(value);
  if (typeof value === "bigint" && !Number.isFinite(converted)) {
    throw new PythonError("OverflowError", "long int too large to convert to float");
  }
  return converted;
}

/** `int(value)` of a float: the fraction is cut off. */
export function truncate(value: number): number | bigint {
  const number = Number(value);
  if (Number.isNaN(number)) throw new PythonError("ValueError", "cannot convert float NaN to integer");
  if (!Number.isFinite(number)) throw new PythonError("OverflowError", "cannot convert float infinity to integer");
  return makeInt(BigInt(Math.trunc(number)));
}

const LONGEST = 10_000;

/** `int(text, 10)`; an error names the text. */
export function parseInteger(text: string): number | bigint {
  const digits = text.trim();
  if (digits.length > LONGEST) {
    throw new PythonError("ValueError", `integer of ${digits.length} digits, at most ${LONGEST} are read`);
  }
  const found = /^([+-]?)(\d+)$/.exec(digits);
  if (found === null) throw new PythonError("ValueError", `invalid literal for int() with base 10: '${text}'`);
  const size = BigInt(found[2]);
  return makeInt(found[1] === "-" ? -size : size);
}

/** `float(text)`; an error names the text. */
export function parseFloatText(text: string): number {
  const trimmed = text.trim();
  if (/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(trimmed)) return makeFloat(Number(trimmed));
  const special = /^([+-]?)(inf|infinity|nan)$/i.exec(trimmed);
  if (special === null) throw new PythonError("ValueError", `could not convert string to float: ${text}`);
  if (special[2].toLowerCase() === "nan") return NaN;
  return special[1] === "-" ? -Infinity : Infinity;
}

function looksLikeInt(value: number): boolean {
  return Number.isSafeInteger(value) && !Object.is(value, -0);
}
