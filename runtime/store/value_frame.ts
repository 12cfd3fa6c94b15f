/**
 * What a value file holds: `vt1` and a line break, the length of the header in four bytes (little-endian), the header
 * as JSON, the text of the value, its attachments. The header names all other files of the store that this one needs.
 */
import { ifThere } from "../if_there.ts";
import type { EncodedValue } from "./value_codec.ts";

/** A value with what is kept of its paths. */
export interface KeptValue<Path> extends Omit<EncodedValue, "paths"> {
  readonly paths: readonly Path[];
}

interface Header<Path> {
  /** Bytes of the text in UTF-8. */
  readonly text: number;
  /** Bytes of each attachment. */
  readonly attachments: readonly number[];
  readonly paths: readonly Path[];
  readonly files: readonly string[];
}

const MAGIC = new TextEncoder().encode("vt1\n");
const START = MAGIC.length + 4;
const LONGEST_HEADER = 2 ** 28;

/** The bytes of a value file, in parts. `files`: the hashes of those that it needs. */
export function frameParts<Path>(value: KeptValue<Path>, files: readonly string[]): Uint8Array[] {
  const text = new TextEncoder().encode(value.text);
  const attachments = value.attachments.map(({ length }) => length);
  const header: Header<Path> = { text: text.length, attachments, paths: value.paths, files };
  const headerBytes = new TextEncoder().encode(JSON.stringify(header));
  const start = new Uint8Array(START);
  start.set(MAGIC);
  new DataView(start.buffer).setUint32(MAGIC.length, headerBytes.length, true);
  return [start, headerBytes, text, ...value.attachments];
}

/** The value in the bytes of a value file; undefined when they are damaged. The attachments are views of the bytes. */
export function readFrame(bytes: Uint8Array): KeptValue<unknown> | undefined {
  const length = headerLength(bytes);
  const header = length === undefined ? undefined : readHeader(bytes.subarray(START, START + length));
  if (length === undefined || header === undefined) return undefined;
  let at = START + length + header.text;
  const text = new TextDecoder().decode(bytes.subarray(START + length, at));
  const attachments = header.attachments.map((size) => bytes.subarray(at, at += size));
  return at === bytes.length ? { text, attachments, paths: header.paths } : undefined;
}

/** Hashes of the files that a value file needs; undefined when it is damaged or there is none at the path. */
export function filesOfFrame(path: string): readonly string[] | undefined {
  return ifThere(() => {
    using file = Deno.openSync(path);
    const start = new Uint8Array(START);
    const length = file.readSync(start) === START ? headerLength(start) : undefined;
    if (length === undefined || length > file.statSync().size) return undefined;
    const header = new Uint8Array(length);
    for (let read = 0; read < length;) {
      const more = file.readSync(header.subarray(read));
      if (more === null) return undefined;
      read += more;
    }
    return readHeader(header)?.files;
  });
}

function headerLength(bytes: Uint8Array): number | undefined {
  if (bytes.length < START || MAGIC.some((byte, i) => bytes[i] !== byte)) return undefined;
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(MAGIC.length, true);
  return length > LONGEST_HEADER ? undefined : length;
}

function readHeader(bytes: Uint8Array): Header<unknown> | undefined {
  try {
    const { text, attachments, paths, files } = JSON.parse(new TextDecoder().decode(bytes));
    const isWhole = isLength(text) && isListOf(attachments, isLength) && isListOf(files, isHash) &&
      Array.isArray(paths);
    return isWhole ? { text, attachments, paths, files } : undefined;
  } catch {
    return undefined;
  }
}

function isLength(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

/** Whether a value is a SHA-256 in hex, and so no path out of the store. */
export function isHash(value: unknown): value is string {
  return typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
}

function isListOf<T>(value: unknown, is: (item: unknown) => item is T): value is T[] {
  return Array.isArray(value) && value.every(is);
}
