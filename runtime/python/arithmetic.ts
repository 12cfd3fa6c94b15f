/** `+ - * /` on values as modules meet them, with Python's errors. Division is true division, as VisTrails imports it. */
import { bytesOfStr, isStr, strOfBytes } from "./bytes.ts";
import { PythonError } from "./error.ts";
import { isFloat, isInt, isNumber, makeFloat, makeInt, toBigInt, toNumber } from "./numbers.ts";
import { Tuple } from "./tuple.ts";
import { typeName } from "./type_name.ts";

/** An operation on two numbers: of two ints it gives an int, except that division gives a float. */
interface Operation {
  readonly sign: "+" | "-" | "*" | "/";
  float(a: number, b: number): number;
  int(a: bigint, b: bigint): bigint;
}

const ADD: Operation = { sign: "+", float: (a, b) => a + b, int: (a, b) => a + b };
const SUBTRACT: Operation = { sign: "-", float: (a, b) => a - b, int: (a, b) => a - b };
const MULTIPLY: Operation = { sign: "*", float: (a, b) => a * b, int: (a, b) => a * b };

/** `a + b`. */
export function add(a: unknown, b: unknown): unknown {
  if (isStr(a)) return concatenateStr(a, b);
  if (Array.isArray(a)) return a.concat(itemsLike(a, b));
  if (a instanceof Tuple) return new Tuple(a.items.concat(itemsLike(a, b)));
  return operate(ADD, a, b);
}

/** `a - b`. */
export function subtract(a: unknown, b: unknown): unknown {
  return operate(SUBTRACT, a, b);
}

/** `a * b`; a sequence times an int repeats it. */
export function multiply(a: unknown, b: unknown): unknown {
  if (isSequence(a)) return repeat(a, b);
  if (isSequence(b)) return repeat(b, a);
  return operate(MULTIPLY, a, b);
}

/** `a / b` with `from __future__ import division`: two ints give a float. */
export function divide(a: unknown, b: unknown): unknown {
  if (!isNumber(a) || !isNumber(b)) throw unsupported("/", a, b);
  const divisor = toNumber(b);
  if (divisor === 0) {
    const what = isFloat(a) || isFloat(b) ? "float division by zero" : "division by zero";
    throw new PythonError("ZeroDivisionError", what);
  }
  return makeFloat(toNumber(a) / divisor);
}

function operate(operation: Operation, a: unknown, b: unknown): unknown {
  if (!isNumber(a) || !isNumber(b)) throw unsupported(operation.sign, a, b);
  if (isFloat(a) || isFloat(b)) return makeFloat(operation.float(toNumber(a), toNumber(b)));
  if (typeof a !== "bigint" && typeof b !== "bigint") {
    const result = operation.float(Number(a), Number(b));
    if (Number.isSafeInteger(result)) return result + 0; // -0 is no int
  }
  return makeInt(operation.int(toBigInt(a), toBigInt(b)));
}

type Sequence = string | Uint8Array | readonly unknown[] | Tuple;

function isSequence(value: unknown): value is Sequence {
  return isStr(value) || Array.isArray(value) || value instanceof Tuple;
}

function unsupported(sign: string, a: unknown, b: unknown): PythonError {
  return new PythonError(
    "TypeError",
    `unsupported operand type(s) for ${sign}: '${typeName(a)}' and '${typeName(b)}'`,
  );
}

function concatenateStr(a: string | Uint8Array, b: unknown): string | Uint8Array {
  if (!isStr(b)) throw new PythonError("TypeError", `cannot concatenate 'str' and '${typeName(b)}' objects`);
  if (typeof a === "string" && typeof b === "string") return a + b;
  return strOfBytes(new Uint8Array([...bytesOfStr(a), ...bytesOfStr(b)]));
}

function itemsLike(a: readonly unknown[] | Tuple, b: unknown): readonly unknown[] {
  if (Array.isArray(a) && Array.isArray(b)) return b;
  if (a instanceof Tuple && b instanceof Tuple) return b.items;
  const type = typeName(a);
  throw new PythonError("TypeError", `can only concatenate ${type} (not "${typeName(b)}") to ${type}`);
}

const LARGEST_SEQUENCE = 2 ** 28;

function repeat(sequence: Sequence, times: unknown): unknown {
  if (!isInt(times)) {
    throw new PythonError("TypeError", `can't multiply sequence by non-int of type '${typeName(times)}'`);
  }
  const size = sequence instanceof Tuple ? sequence.items.length : sequence.length;
  const count = size === 0 ? 0 : Math.max(0, Number(times));
  if (size * count > LARGEST_SEQUENCE) throw new PythonError("MemoryError", `sequence of ${size * count} items`);
  if (typeof sequence === "string") return sequence.repeat(count);
  if (sequence instanceof Uint8Array) return strOfBytes(new Uint8Array(repeated([...sequence], count)));
  return sequence instanceof Tuple ? new Tuple(repeated(sequence.items, count)) : repeated(sequence, count);
}

function repeated<T>(items: readonly T[], count: number): T[] {
  return Array.from({ length: items.length * count }, (_, i) => items[i % items.length]);
}
