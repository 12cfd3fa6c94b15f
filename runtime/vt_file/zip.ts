/**
 * Reads a zip held in memory. Nothing is trusted: names, offsets, sizes and checksums are checked, and inflating stops
 * at the size that the directory claims.
 */
import { crc32 } from "./crc32.ts";
import { readZipDirectory, show, zipError, type ZipMember } from "./zip_directory.ts";

export type { ZipMember } from "./zip_directory.ts";

/** What is still read; sizes in bytes. */
export interface ZipLimits {
  readonly members: number;
  readonly memberSize: number;
  readonly totalSize: number;
  /** How many times larger than its compressed form a member of more than 4 MiB may be. */
  readonly ratio: number;
}

const LIMITS: ZipLimits = { members: 10_000, memberSize: 256 * 2 ** 20, totalSize: 2 ** 30, ratio: 250 };
const RATIO_FREE = 4 * 2 ** 20;
/** Deflate makes at most 1032 bytes of one, so that this much at a time stays small. */
const PIECE = 16 * 2 ** 10;

/** A zip whose directory has been checked; members are inflated when asked for. */
export interface Zip {
  /** By name, without folders, in the order of the archive. */
  readonly members: ReadonlyMap<string, ZipMember>;
  /** A member's content; throws `VistrailFileError` when it is damaged. */
  read(name: string): Promise<Uint8Array>;
}

/** Checks the directory; throws `VistrailFileError`. */
export function openZip(bytes: Uint8Array, limits: Partial<ZipLimits> = {}): Zip {
  const all = { ...LIMITS, ...limits };
  const members = readZipDirectory(bytes, all.members);
  checkSizes(members, all);
  const byName = new Map(members.map((member) => [member.name, member]));
  return {
    members: byName,
    read(name): Promise<Uint8Array> {
      const member = byName.get(name);
      if (member === undefined) return Promise.reject(zipError(`there is no member ${show(name)}`));
      return readMember(bytes, member);
    },
  };
}

function checkSizes(members: readonly ZipMember[], limits: ZipLimits): void {
  let total = 0;
  for (const { name, size, compressedSize } of members) {
    total += size;
    if (size > limits.memberSize) {
      throw zipError(`member ${show(name)} has ${size} bytes, at most ${limits.memberSize} are read`);
    }
    if (size > RATIO_FREE && size > compressedSize * limits.ratio) {
      throw zipError(`member ${show(name)} makes ${size} bytes of ${compressedSize}, as only a zip bomb does`);
    }
  }
  if (total > limits.totalSize) throw zipError(`its members have ${total} bytes, at most ${limits.totalSize} are read`);
}

async function readMember(bytes: Uint8Array, member: ZipMember): Promise<Uint8Array> {
  const data = bytes.subarray(member.offset, member.offset + member.compressedSize);
  const content = member.method === "stored" ? data : await inflate(data, member);
  if (crc32(content) !== member.crc) throw zipError(`member ${show(member.name)} is damaged, its checksum is wrong`);
  return content;
}

async function inflate(data: Uint8Array, { name, size }: ZipMember): Promise<Uint8Array> {
  const content = new Uint8Array(size);
  let length = 0;
  try {
    for await (const piece of pieces(data).pipeThrough(new DecompressionStream("deflate-raw"))) {
      if (length + piece.length > size) {
        length = Infinity;
        break;
      }
      content.set(piece, length);
      length += piece.length;
    }
  } catch (cause) {
    throw zipError(`member ${show(name)} is damaged: ${cause instanceof Error ? cause.message : cause}`);
  }
  if (length === Infinity) throw zipError(`member ${show(name)} is larger than the ${size} bytes that it claims`);
  if (length < size) throw zipError(`member ${show(name)} has ${length} bytes, it claims ${size}`);
  return content;
}

function pieces(data: Uint8Array): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0;
  return new ReadableStream({
    pull(controller): void {
      if (at >= data.length) return controller.close();
      controller.enqueue(data.slice(at, at + PIECE));
      at += PIECE;
    },
  });
}
