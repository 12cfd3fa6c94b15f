/**
 * Reads a zip whose members all have to be sound. Nothing is trusted: names, offsets, sizes and checksums are checked,
 * and inflating stops at the size that the directory claims.
 */
import { checkPacking, locateMember, memberContent } from "./zip_content.ts";
import { readZipDirectory, type ZipEntry } from "./zip_directory.ts";
import { memorySource, show, zipError, type ZipSource } from "./zip_source.ts";

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

/** A zip whose directory has been checked; members are inflated when asked for. */
export interface Zip {
  /** By name, without folders, in the order of the archive. */
  readonly members: ReadonlyMap<string, ZipEntry>;
  /** A member's content; throws `VistrailFileError` when it is damaged. */
  read(name: string): Promise<Uint8Array>;
}

/** Checks the directory; throws `VistrailFileError`. */
export function openZip(zip: Uint8Array | ZipSource, limits: Partial<ZipLimits> = {}): Zip {
  const source = zip instanceof Uint8Array ? memorySource(zip) : zip;
  const all = { ...LIMITS, ...limits };
  const directory = readZipDirectory(source, all.members);
  const byName = new Map<string, ZipEntry>();
  const spans: Span[] = [];
  for (const entry of directory.entries) {
    const name = memberName(entry.name);
    if (byName.has(name)) throw zipError(`member ${show(name)} is there twice`);
    checkPacking(entry);
    const offset = locateMember(source, entry, directory.offset);
    spans.push({ name, start: entry.header, end: offset + entry.compressedSize });
    byName.set(name, entry);
  }
  refuseOverlaps(spans);
  checkSizes(directory.entries, all);
  const members = new Map([...byName].filter(([name]) => !name.endsWith("/")));
  return {
    members,
    read(name): Promise<Uint8Array> {
      const entry = members.get(name);
      if (entry === undefined) return Promise.reject(zipError(`there is no member ${show(name)}`));
      return readMember(source, entry);
    },
  };
}

/** A member's name without what means nothing; throws `VistrailFileError` for one that no file may have. */
export function memberName(name: string): string {
  const bare = name.replace(/^(\.\/)+/, "");
  const bad = bare === ""
    ? "is empty"
    : bare.includes("\0")
    ? "holds a NUL"
    : bare.includes("\\")
    ? "holds a backslash"
    : bare.startsWith("/") || /^[A-Za-z]:/.test(bare)
    ? "is absolute"
    : bare.split("/").includes("..")
    ? "leads out of the archive"
    : "";
  if (bad !== "" && name !== "./") throw zipError(`the member name ${show(name)} ${bad}`);
  return name === "./" ? name : bare;
}

function checkSizes(entries: readonly ZipEntry[], limits: ZipLimits): void {
  let total = 0;
  for (const { name, size, compressedSize } of entries) {
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

async function readMember(source: ZipSource, entry: ZipEntry): Promise<Uint8Array> {
  const content = new Uint8Array(entry.size);
  let length = 0;
  for await (const piece of memberContent(source, entry)) {
    content.set(piece, length);
    length += piece.length;
  }
  return content;
}

interface Span {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

function refuseOverlaps(spans: Span[]): void {
  spans.sort((a, b) => a.start - b.start);
  for (let i = 1; i < spans.length; i++) {
    if (spans[i].start < spans[i - 1].end) {
      throw zipError(`members ${show(spans[i - 1].name)} and ${show(spans[i].name)} share their bytes`);
    }
  }
}
