/** Numbers in a grid of any number of dimensions: numpy's arrays. */
import { python, Tuple } from "vt";
import { makeInt } from "../../runtime/python/numbers.ts";

/** How the numbers lie in memory, lowest byte first. Of a complex number the real part comes first. */
export type NdData =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

/** A type of numbers. */
export interface NdType {
  /** As numpy calls it. */
  readonly name: string;
  /** As files name it, without the order of bytes: `f4`. */
  readonly code: string;
  /** Numbers in memory for one element: two for complex ones. */
  readonly parts: 1 | 2;
  /** Memory for so many numbers, or the one of a buffer. */
  readonly make: (from: number | ArrayBuffer) => NdData;
}

/** All types that are read and written, by name. */
export const ND_TYPES: ReadonlyMap<string, NdType> = new Map(
  [
    type("bool", "b1", (from) => sized(Uint8Array, from)),
    type("int8", "i1", (from) => sized(Int8Array, from)),
    type("uint8", "u1", (from) => sized(Uint8Array, from)),
    type("int16", "i2", (from) => sized(Int16Array, from)),
    type("uint16", "u2", (from) => sized(Uint16Array, from)),
    type("int32", "i4", (from) => sized(Int32Array, from)),
    type("uint32", "u4", (from) => sized(Uint32Array, from)),
    type("int64", "i8", (from) => sized(BigInt64Array, from)),
    type("uint64", "u8", (from) => sized(BigUint64Array, from)),
    type("float32", "f4", (from) => sized(Float32Array, from)),
    type("float64", "f8", (from) => sized(Float64Array, from)),
    { ...type("complex64", "c8", (from) => sized(Float32Array, from)), parts: 2 as const },
    { ...type("complex128", "c16", (from) => sized(Float64Array, from)), parts: 2 as const },
  ].map((one) => [one.name, one]),
);

function type(name: string, code: string, make: NdType["make"]): NdType {
  return { name, code, parts: 1, make };
}

function sized<T>(Made: { new (length: number): T; new (buffer: ArrayBuffer): T }, from: number | ArrayBuffer): T {
  return typeof from === "number" ? new Made(from) : new Made(from);
}

/** An array; going through it gives Python's values, of several dimensions smaller arrays. */
export class NdArray implements Iterable<unknown> {
  /** Its type of numbers. */
  readonly type: NdType;
  /** How long it is in each dimension, the last one lying together in memory. */
  readonly shape: readonly number[];
  /** All numbers. */
  readonly data: NdData;

  /** An array over memory that is there already. */
  constructor(type: NdType, shape: readonly number[], data: NdData) {
    this.type = type;
    this.shape = shape;
    this.data = data;
  }

  /** Its length in the first dimension. */
  get length(): number {
    return this.shape[0] ?? 0;
  }

  /** How many elements it has. */
  get size(): number {
    return this.data.length / this.type.parts;
  }

  /** The elements, or the arrays of one dimension less. */
  *[Symbol.iterator](): Iterator<unknown> {
    const inner = this.shape.slice(1);
    const step = inner.reduce((a, b) => a * b, 1) * this.type.parts;
    for (let i = 0; i < this.length; i++) {
      yield inner.length === 0
        ? elementAt(this, i)
        : new NdArray(this.type, inner, this.data.subarray(i * step, (i + 1) * step));
    }
  }

  /** The same numbers in another shape; one of its lengths may be -1: what remains. */
  reshaped(shape: readonly number[]): NdArray {
    return new NdArray(this.type, shapeFor(this.size, shape), this.data);
  }
}

function elementAt({ type, data }: NdArray, index: number): unknown {
  if (type.parts === 2) return new Tuple([2 * index, 2 * index + 1].map((i) => python.makeFloat(Number(data[i]))));
  const value = data[index];
  if (type.name === "bool") return value !== 0;
  if (typeof value === "bigint") return makeInt(value);
  return type.name.startsWith("float") ? python.makeFloat(value) : value;
}

/** The shape, with a length of -1 worked out; numpy's ValueError where the elements do not fill it. */
function shapeFor(size: number, shape: readonly number[]): readonly number[] {
  const unknown = shape.filter((length) => length < 0).length;
  if (unknown > 1) throw new python.PythonError("ValueError", "can only specify one unknown dimension");
  const known = shape.reduce((a, b) => b < 0 ? a : a * b, 1);
  const whole = shape.map((length) => length < 0 && known > 0 ? size / known : length);
  if (whole.every((length) => Number.isInteger(length) && length >= 0) && product(whole) === size) return whole;
  const wanted = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(",")})`;
  throw new python.PythonError("ValueError", `cannot reshape array of size ${size} into shape ${wanted}`);
}

function product(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a * b, 1);
}

/** numpy has no more dimensions either. */
const MOST_DIMENSIONS = 32;

/** `numpy.array(value)`: of nested lists whose numbers are floats, ints or bools. */
export function ndArray(value: unknown): NdArray {
  if (value instanceof NdArray) return value;
  const { shape, items } = flattened(value);
  const numbers = items.map(numberOf);
  return filled(ND_TYPES.get(typeFor(numbers))!, shape, numbers);
}

/** The type that holds all the numbers; of none of them, floats. */
function typeFor(numbers: readonly (number | bigint | boolean)[]): string {
  if (numbers.length === 0 || numbers.some(python.isFloat)) return "float64";
  if (numbers.every((number) => typeof number === "boolean")) return "bool";
  const large = numbers.filter((number) => typeof number === "bigint");
  if (large.every((number) => BigInt.asIntN(64, number) === number)) return "int64";
  const fits = large.every((number) => BigInt.asUintN(64, number) === number) &&
    numbers.every((number) => Number(number) >= 0);
  if (fits) return "uint64";
  throw new python.PythonError("OverflowError", "Python int too large to convert to C long");
}

function flattened(value: unknown): { shape: readonly number[]; items: readonly unknown[] } {
  const shape: number[] = [];
  let items: readonly unknown[] = [value];
  for (;;) {
    const inner = items.map(listItems);
    const [first] = inner;
    if (first === undefined || shape.length === MOST_DIMENSIONS) {
      if (inner.some((one) => one !== undefined)) throw notANumber();
      return { shape, items };
    }
    if (inner.some((one) => one?.length !== first.length)) throw notANumber();
    shape.push(first.length);
    items = inner.flatMap((one) => one!);
  }
}

function listItems(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) || value instanceof Tuple || value instanceof NdArray ? [...value] : undefined;
}

function numberOf(value: unknown): number | bigint | boolean {
  if (python.isInt(value) || python.isFloat(value)) return value;
  throw notANumber();
}

function notANumber(): Error {
  return new python.PythonError("ValueError", "setting an array element with a sequence or a text");
}

function filled(
  type: NdType,
  shape: readonly number[],
  numbers: readonly (number | bigint | boolean)[],
): NdArray {
  const data = type.make(numbers.length * type.parts);
  for (const [i, number] of numbers.entries()) setNumber(data, i * type.parts, number);
  return new NdArray(type, shape, data);
}

/** `array.astype(type)`: what does not fit wraps around; the imaginary part is lost where there is none. */
export function converted(array: NdArray, type: NdType): NdArray {
  if (array.type === type) return array;
  const data = type.make(array.size * type.parts);
  for (let i = 0; i < array.size; i++) {
    setNumber(data, i * type.parts, array.data[i * array.type.parts]);
    if (type.parts === 2 && array.type.parts === 2) setNumber(data, 2 * i + 1, array.data[2 * i + 1]);
  }
  return new NdArray(type, array.shape, data);
}

function setNumber(data: NdData, index: number, number: number | bigint | boolean): void {
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    const whole = typeof number === "bigint" ? number : Math.trunc(Number(number));
    data[index] = typeof whole === "number" && !Number.isFinite(whole) ? 0n : BigInt(whole);
  } else {
    data[index] = Number(number);
  }
}
