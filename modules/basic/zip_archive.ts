/** Zip archives: finds the members and writes them out, as large as they may be. */
import { python } from "vt";
import { Crc32 } from "./crc32.ts";

/** A file or, when its name ends with a slash, a directory in an archive. */
export interface ZipMember {
  readonly name: string;
  readonly compressed: number;
  readonly size: number;
  readonly crc: number;
  /** 0: stored; 8: deflated. */
  readonly method: number;
  readonly encrypted: boolean;
  /** Where its own header begins. */
  readonly offset: number;
}

const END = 0x06054b50;
const END_64_PLACE = 0x07064b50;
const MEMBER = 0x02014b50;
const LOCAL = 0x04034b50;
const LARGEST_COMMENT = 0xffff;
const LARGEST_DIRECTORY = 256 * 1024 * 1024;

/** The members of an archive, in its order. */
export function readMembers(file: Deno.FsFile): ZipMember[] {
  const { offset, size } = directoryPlace(file);
  if (size > LARGEST_DIRECTORY) throw badZip("its directory is too large");
  const view = readAt(file, offset, size);
  const members: ZipMember[] = [];
  for (let at = 0; at + 46 <= view.byteLength && view.getUint32(at, true) === MEMBER;) {
    const [name, extra, comment] = [28, 30, 32].map((field) => view.getUint16(at + field, true));
    if (at + 46 + name + extra + comment > view.byteLength) throw badZip("its directory is cut off");
    members.push(memberAt(view, at, { name, extra }));
    at += 46 + name + extra + comment;
  }
  return members;
}

/** Writes a member's content to a new file; what does not fit its size and checksum is refused. */
export async function extractMember(file: Deno.FsFile, member: ZipMember, path: string): Promise<void> {
  if (member.encrypted) throw badZip(`File ${python.repr(member.name)} is encrypted`, "RuntimeError");
  if (member.method !== 0 && member.method !== 8) {
    throw badZip(`compression type ${member.method} of ${python.repr(member.name)}`, "NotImplementedError");
  }
  const stored = ReadableStream.from(contentOf(file, member));
  const content = member.method === 0 ? stored : stored.pipeThrough(new DecompressionStream("deflate-raw"));
  using output = Deno.openSync(path, { write: true, create: true, truncate: true });
  const crc = new Crc32();
  let size = 0;
  try {
    for await (const chunk of content) {
      size += chunk.length;
      if (size > member.size) break;
      crc.add(chunk);
      writeAll(output, chunk);
    }
  } catch (error) {
    throw badZip(`cannot decompress ${python.repr(member.name)}`, "BadZipfile", error);
  }
  if (size !== member.size || crc.value !== member.crc) throw badZip(`Bad CRC-32 for file ${python.repr(member.name)}`);
}

function* contentOf(file: Deno.FsFile, { offset, compressed }: ZipMember): Generator<Uint8Array<ArrayBuffer>> {
  const header = readAt(file, offset, 30);
  if (header.getUint32(0, true) !== LOCAL) throw badZip("Bad magic number for file header");
  let at = offset + 30 + header.getUint16(26, true) + header.getUint16(28, true);
  for (let left = compressed; left > 0;) {
    const view = readAt(file, at, Math.min(left, 1 << 18));
    yield new Uint8Array(view.buffer);
    at += view.byteLength;
    left -= view.byteLength;
  }
}

/** Where the directory of all members lies; the record of that is the last thing in the file. */
function directoryPlace(file: Deno.FsFile): { offset: number; size: number } {
  const length = file.statSync().size;
  const tailAt = Math.max(0, length - 22 - LARGEST_COMMENT);
  const tail = readAt(file, tailAt, length - tailAt);
  let at = tail.byteLength - 22;
  while (at >= 0 && tail.getUint32(at, true) !== END) at--;
  if (at < 0) throw badZip("File is not a zip file");
  const has64 = at >= 20 && tail.getUint32(at - 20, true) === END_64_PLACE;
  if (!has64) return { size: tail.getUint32(at + 12, true), offset: tail.getUint32(at + 16, true) };
  const end = readAt(file, safe(tail.getBigUint64(at - 12, true)), 56);
  return { size: safe(end.getBigUint64(40, true)), offset: safe(end.getBigUint64(48, true)) };
}

function memberAt(view: DataView, at: number, length: { name: number; extra: number }): ZipMember {
  const flags = view.getUint16(at + 8, true);
  const nameBytes = new Uint8Array(view.buffer, view.byteOffset + at + 46, length.name);
  const extra = new DataView(view.buffer, view.byteOffset + at + 46 + length.name, length.extra);
  const [size, compressed, offset] = wide(extra, [24, 20, 42].map((field) => view.getUint32(at + field, true)));
  return {
    name: new TextDecoder().decode(nameBytes),
    size,
    compressed,
    offset,
    crc: view.getUint32(at + 16, true),
    method: view.getUint16(at + 10, true),
    encrypted: (flags & 1) !== 0,
  };
}

/** Numbers that do not fit 32 bits stand, in this order, in the extra field 1. */
function wide(extra: DataView, numbers: readonly number[]): number[] {
  for (let at = 0; at + 4 <= extra.byteLength; at += 4 + extra.getUint16(at + 2, true)) {
    if (extra.getUint16(at, true) !== 1) continue;
    let next = at + 4;
    return numbers.map((number) => {
      if (number !== 0xffffffff || next + 8 > extra.byteLength) return number;
      next += 8;
      return safe(extra.getBigUint64(next - 8, true));
    });
  }
  return [...numbers];
}

function readAt(file: Deno.FsFile, at: number, length: number): DataView<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  file.seekSync(at, Deno.SeekMode.Start);
  for (let done = 0; done < length;) {
    const read = file.readSync(bytes.subarray(done));
    if (read === null) throw badZip("the file is cut off");
    done += read;
  }
  return new DataView(bytes.buffer);
}

function writeAll(file: Deno.FsFile, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += file.writeSync(bytes.subarray(done));
}

function safe(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw badZip("a size in it is impossible");
  return Number(value);
}

function badZip(what: string, kind = "BadZipfile", cause?: unknown): Error {
  return new python.PythonError(kind, what, { cause });
}
