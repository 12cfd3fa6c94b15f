/** Files of numpy: `.npy`, which say what they hold, and plain ones. */
import { ModuleError, python, Tuple } from "vt";
import { ND_TYPES, NdArray, type NdType } from "./nd_array.ts";

const MAGIC = "\x93NUMPY";
const LONGEST_HEADER = 65_536;

/** The array in the bytes of a `.npy` file. */
export function readNpy(bytes: Uint8Array<ArrayBuffer>): NdArray {
  const { header, start } = readHeader(bytes);
  const description = header.get("descr");
  const isSwapped = typeof description === "string" && description.startsWith(">");
  const code = typeof description === "string" ? description.slice(1) : undefined;
  const type = [...ND_TYPES.values()].find((one) => one.code === code);
  if (type === undefined) throw broken(`elements of type ${python.repr(description)}, numbers wanted`);
  const shape = shapeOf(header.get("shape"));
  const itemSize = Number(type.code.slice(1));
  const size = shape.reduce((a, b) => a * b, itemSize);
  if (size > bytes.length - start) throw broken(`${bytes.length - start} bytes of data, ${size} wanted`);
  const data = bytes.slice(start, start + size);
  if (isSwapped) swapBytes(data, itemSize / type.parts);
  const array = new NdArray(type, shape, type.make(data.buffer));
  return header.get("fortran_order") === true ? transposed(array) : array;
}

function readHeader(bytes: Uint8Array): { header: ReadonlyMap<unknown, unknown>; start: number } {
  const magic = String.fromCharCode(...bytes.subarray(0, MAGIC.length));
  if (magic !== MAGIC || bytes.length < 12) throw broken(`begins with ${python.repr(magic)}`);
  const isShort = bytes[MAGIC.length] === 1;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const start = isShort ? 10 : 12;
  const length = isShort ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > LONGEST_HEADER) throw broken(`a header of ${length} bytes, at most ${LONGEST_HEADER} wanted`);
  const header = python.parseLiteral(new TextDecoder().decode(bytes.subarray(start, start + length)).trim());
  if (!(header instanceof Map)) throw broken("a header that is no dict");
  return { header, start: start + length };
}

function shapeOf(value: unknown): readonly number[] {
  const lengths = value instanceof Tuple ? value.items : [undefined];
  if (lengths.length <= 32 && lengths.every((one) => Number.isSafeInteger(one) && Number(one) >= 0)) {
    return lengths.map(Number);
  }
  throw broken(`shape ${python.repr(value)}`);
}

function swapBytes(data: Uint8Array, size: number): void {
  for (let at = 0; at < data.length; at += size) data.subarray(at, at + size).reverse();
}

/** An array whose first dimension lies together in memory, as one whose last does. */
function transposed({ type, shape, data }: NdArray): NdArray {
  const target = type.make(data.length);
  const strides = shape.map((_, i) => shape.slice(0, i).reduce((a, b) => a * b, 1));
  const at = shape.map(() => 0);
  for (let to = 0; to < data.length / type.parts; to++) {
    const from = at.reduce((sum, index, i) => sum + index * strides[i], 0);
    for (let part = 0; part < type.parts; part++) target[to * type.parts + part] = data[from * type.parts + part];
    for (let i = shape.length - 1; i >= 0 && ++at[i] === shape[i]; i--) at[i] = 0;
  }
  return new NdArray(type, shape, target);
}

function broken(seen: string): Error {
  return new ModuleError(`Cannot read the .npy file: ${seen}`);
}

/** The bytes of a `.npy` file with the array. */
export function writeNpy({ type, shape, data }: NdArray): Uint8Array {
  const order = type.code.endsWith("1") ? "|" : "<";
  const lengths = python.repr(new Tuple(shape));
  const header = `{'descr': '${order}${type.code}', 'fortran_order': False, 'shape': ${lengths}, }`;
  const padded = `${header}${" ".repeat(63 - (10 + header.length) % 64)}\n`;
  const start = 10 + padded.length;
  const bytes = new Uint8Array(start + data.byteLength);
  bytes.set(Uint8Array.from(`${MAGIC}\x01\x00`, (character) => character.charCodeAt(0)));
  new DataView(bytes.buffer).setUint16(8, padded.length, true);
  bytes.set(new TextEncoder().encode(padded), 10);
  bytes.set(plainBytes(data), start);
  return bytes;
}

/** The array of a plain file: bytes at the end that make no whole element do not count. */
export function readPlain(bytes: Uint8Array<ArrayBuffer>, type: NdType): NdArray {
  const itemSize = Number(type.code.slice(1));
  const count = Math.floor(bytes.length / itemSize);
  return new NdArray(type, [count], type.make(bytes.slice(0, count * itemSize).buffer));
}

/** The bytes of a plain file. */
export function plainBytes(data: NdArray["data"]): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
