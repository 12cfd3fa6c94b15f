/** What is inside a member of a zip, checked against what the archive says of it. */
import { messageOf } from "../errors.ts";
import { Crc32 } from "./crc32.ts";
import { viewOf, type ZipEntry } from "./zip_directory.ts";
import { show, zipError, type ZipSource } from "./zip_source.ts";

const LOCAL = 0x04034b50;
const FULL32 = 0xffffffff;
const ENCRYPTED = 0x0001 | 0x0040 | 0x2000;
const SIZES_FOLLOW = 0x0008;
/** Deflate makes at most 1032 bytes of one, so that this much at a time stays small. */
const PIECE = 16 * 2 ** 10;

/** Where the data of a member begins; throws `VistrailFileError` when its own header contradicts the directory. */
export function locateMember(source: ZipSource, entry: ZipEntry, limit: number = source.size): number {
  const { name, nameBytes, header, size, compressedSize, crc } = entry;
  const outside = () => zipError(`member ${show(name)} does not lie inside the archive`);
  if (header + 30 > limit) throw outside();
  const view = viewOf(source.read(header, 30));
  if (view.getUint32(0, true) !== LOCAL) throw zipError(`member ${show(name)} is not where the directory says`);
  const nameLength = view.getUint16(26, true);
  const offset = header + 30 + nameLength + view.getUint16(28, true);
  if (offset + compressedSize > limit) throw outside();
  if (!sameBytes(source.read(header + 30, nameLength), nameBytes)) {
    throw zipError(`member ${show(name)} has another name in its own header`);
  }
  const differs = [crc, compressedSize, size].some((claim, i) => {
    const own = view.getUint32(14 + 4 * i, true);
    return own !== claim && own !== FULL32;
  });
  if (differs && (view.getUint16(6, true) & SIZES_FOLLOW) === 0) {
    throw zipError(`member ${show(name)} has other sizes in its own header`);
  }
  return offset;
}

/** Throws `VistrailFileError` when a member is packed in a way that is not read. */
export function checkPacking({ name, flags, method, size, compressedSize }: ZipEntry): void {
  if (flags & ENCRYPTED) throw zipError(`member ${show(name)} is encrypted`);
  if (method !== 0 && method !== 8) {
    throw zipError(`member ${show(name)} is compressed by method ${method}, only 0 and 8 are read`);
  }
  if (method === 0 && size !== compressedSize) throw zipError(`member ${show(name)} is stored, yet has two sizes`);
}

/** The content in pieces. An error may come after some: size and checksum are known at the end only. */
export async function* memberContent(source: ZipSource, entry: ZipEntry): AsyncGenerator<Uint8Array> {
  checkPacking(entry);
  const { name, method, size, crc } = entry;
  const packed = pieces(source, { at: locateMember(source, entry), length: entry.compressedSize });
  const checksum = new Crc32();
  let length = 0;
  for await (const piece of method === 0 ? packed : inflated(packed, name)) {
    length += piece.length;
    if (length > size) throw zipError(`member ${show(name)} is larger than the ${size} bytes that it claims`);
    checksum.add(piece);
    yield piece;
  }
  if (length < size) throw zipError(`member ${show(name)} has ${length} bytes, it claims ${size}`);
  if (checksum.value !== crc) throw zipError(`member ${show(name)} is damaged, its checksum is wrong`);
}

async function* inflated(packed: ReadableStream<Uint8Array<ArrayBuffer>>, name: string): AsyncGenerator<Uint8Array> {
  try {
    yield* packed.pipeThrough(new DecompressionStream("deflate-raw"));
  } catch (cause) {
    throw zipError(`member ${show(name)} is damaged: ${messageOf(cause)}`, { cause });
  }
}

function pieces(source: ZipSource, { at, length }: { at: number; length: number }): ReadableStream<
  Uint8Array<ArrayBuffer>
> {
  const end = at + length;
  return new ReadableStream({
    pull(controller): void {
      if (at >= end) return controller.close();
      controller.enqueue(new Uint8Array(source.read(at, Math.min(PIECE, end - at))));
      at += PIECE;
    },
  });
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
