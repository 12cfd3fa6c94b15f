/** Where the members of a zip lie: its end record, its central directory and the local headers, each checked. */
import { VistrailFileError } from "../errors.ts";

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END64 = 0x06064b50;
const END64_LOCATOR = 0x07064b50;
const FULL16 = 0xffff;
const FULL32 = 0xffffffff;
const ENCRYPTED = 0x0001 | 0x0040 | 0x2000;
const SIZES_FOLLOW = 0x0008;
const UTF8_NAME = 0x0800;

/** A file inside the zip, as its directory describes it. */
export interface ZipMember {
  readonly name: string;
  readonly method: "stored" | "deflated";
  readonly crc: number;
  readonly size: number;
  readonly compressedSize: number;
  /** Where its data begins in the archive. */
  readonly offset: number;
}

interface Directory {
  readonly count: number;
  readonly offset: number;
  readonly end: number;
}

interface Entry {
  readonly nameBytes: Uint8Array;
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly size: number;
  readonly compressedSize: number;
  readonly header: number;
  /** Where the next entry begins. */
  readonly next: number;
}

/** An error that says what is wrong with the archive. */
export function zipError(reason: string): VistrailFileError {
  return new VistrailFileError(`Cannot read the zip archive: ${reason}`);
}

/** The members that are files, in the order of the directory; folders are left out. */
export function readZipDirectory(bytes: Uint8Array, maxMembers: number): ZipMember[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const directory = findDirectory(view);
  if (directory.count > maxMembers) {
    throw zipError(`it has ${directory.count} members, at most ${maxMembers} are read`);
  }
  const names = new Set<string>();
  const members: ZipMember[] = [];
  const spans: [start: number, end: number, name: string][] = [];
  let at = directory.offset;
  for (let i = 0; i < directory.count; i++) {
    const entry = readEntry(view, at, directory.end);
    at = entry.next;
    if (names.has(entry.name)) throw zipError(`member ${show(entry.name)} is there twice`);
    names.add(entry.name);
    const member = locate(view, entry, directory.offset);
    spans.push([entry.header, member.offset + member.compressedSize, entry.name]);
    if (!entry.name.endsWith("/")) members.push(member);
  }
  if (at !== directory.end) throw zipError("its directory holds more than the members that it counts");
  refuseOverlaps(spans);
  return members;
}

/** A name as it may stand in a message: quoted, on one line, not too long. */
export function show(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);
}

function findDirectory(view: DataView): Directory {
  const end = findEnd(view);
  const locator = end - 20;
  if (locator >= 0 && view.getUint32(locator, true) === END64_LOCATOR) return findDirectory64(view, locator);
  const disks = [view.getUint16(end + 4, true), view.getUint16(end + 6, true)];
  const counts = [view.getUint16(end + 8, true), view.getUint16(end + 10, true)];
  const size = view.getUint32(end + 12, true);
  const offset = view.getUint32(end + 16, true);
  if ([...disks, ...counts].includes(FULL16) || size === FULL32 || offset === FULL32) {
    throw zipError("its zip64 end record is missing");
  }
  return checkDirectory({ disks, counts, size, offset, end });
}

function findEnd(view: DataView): number {
  const lowest = Math.max(0, view.byteLength - 22 - FULL16);
  for (let at = view.byteLength - 22; at >= lowest; at--) {
    if (view.getUint32(at, true) !== END) continue;
    if (at + 22 + view.getUint16(at + 20, true) === view.byteLength) return at;
  }
  throw zipError("its end record is missing, the file may be cut short");
}

function findDirectory64(view: DataView, locator: number): Directory {
  const at = position(view, locator + 8, "zip64 end record");
  if (at + 56 > locator || view.getUint32(at, true) !== END64) {
    throw zipError("its zip64 end record is not where the locator says");
  }
  if (view.getUint32(locator + 16, true) > 1) throw zipError("it is spread over several disks");
  return checkDirectory({
    disks: [view.getUint32(locator + 4, true), view.getUint32(at + 16, true), view.getUint32(at + 20, true)],
    counts: [position(view, at + 24, "member count"), position(view, at + 32, "member count")],
    size: position(view, at + 40, "directory size"),
    offset: position(view, at + 48, "directory"),
    end: at,
  });
}

function checkDirectory(
  found: { disks: number[]; counts: number[]; size: number; offset: number; end: number },
): Directory {
  if (found.disks.some((disk) => disk !== 0) || found.counts[0] !== found.counts[1]) {
    throw zipError("it is spread over several disks");
  }
  if (found.offset + found.size !== found.end) {
    throw zipError(`its directory of ${found.size} bytes at ${found.offset} does not end at its end record`);
  }
  return { count: found.counts[0], offset: found.offset, end: found.end };
}

/** A 64-bit position or size, which must lie inside the file. */
function position(view: DataView, at: number, what: string): number {
  const value = view.getBigUint64(at, true);
  if (value > BigInt(view.byteLength)) throw zipError(`its zip64 ${what} is ${value}, beyond the end of the file`);
  return Number(value);
}

function readEntry(view: DataView, at: number, end: number): Entry {
  if (at + 46 > end || view.getUint32(at, true) !== CENTRAL) throw zipError("its directory is damaged");
  const flags = view.getUint16(at + 8, true);
  const extra = at + 46 + view.getUint16(at + 28, true);
  const comment = extra + view.getUint16(at + 30, true);
  const next = comment + view.getUint16(at + 32, true);
  if (next > end) throw zipError("its directory is damaged");
  const nameBytes = new Uint8Array(view.buffer, view.byteOffset + at + 46, extra - at - 46);
  const name = checkedName(decodeName(nameBytes, flags));
  if (flags & ENCRYPTED) throw zipError(`member ${show(name)} is encrypted`);
  const wide = new WideFields(view, extra, comment);
  const size = wide.read(view.getUint32(at + 24, true), name);
  const compressedSize = wide.read(view.getUint32(at + 20, true), name);
  const header = wide.read(view.getUint32(at + 42, true), name);
  if (view.getUint16(at + 34, true) !== 0) throw zipError(`member ${show(name)} lies on another disk`);
  const [method, crc] = [view.getUint16(at + 10, true), view.getUint32(at + 16, true)];
  return { nameBytes, name, flags, method, crc, size, compressedSize, header, next };
}

/** The 64-bit values of an entry's zip64 field: one after another, only those whose 32-bit value is full. */
class WideFields {
  #at = 0;
  #end = 0;

  constructor(readonly view: DataView, start: number, readonly end: number) {
    for (let at = start; at + 4 <= end;) {
      const length = view.getUint16(at + 2, true);
      if (view.getUint16(at, true) === 1) [this.#at, this.#end] = [at + 4, Math.min(at + 4 + length, end)];
      at += 4 + length;
    }
  }

  read(narrow: number, name: string): number {
    if (narrow !== FULL32) return narrow;
    if (this.#at + 8 > this.#end) throw zipError(`member ${show(name)} lacks its zip64 sizes`);
    const value = this.view.getBigUint64(this.#at, true);
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw zipError(`member ${show(name)} has a zip64 value of ${value}`);
    this.#at += 8;
    return Number(value);
  }
}

function decodeName(bytes: Uint8Array, flags: number): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    if (flags & UTF8_NAME) throw zipError("a member's name is not UTF-8");
    return new TextDecoder("latin1").decode(bytes);
  }
}

function checkedName(name: string): string {
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

function locate(view: DataView, entry: Entry, directory: number): ZipMember {
  const { name, header, size, compressedSize, crc } = entry;
  const outside = () => zipError(`member ${show(name)} does not lie inside the archive`);
  if (header + 30 > directory) throw outside();
  if (view.getUint32(header, true) !== LOCAL) throw zipError(`member ${show(name)} is not where the directory says`);
  const nameEnd = header + 30 + view.getUint16(header + 26, true);
  const offset = nameEnd + view.getUint16(header + 28, true);
  if (offset + compressedSize > directory) throw outside();
  const local = new Uint8Array(view.buffer, view.byteOffset + header + 30, nameEnd - header - 30);
  if (!sameBytes(local, entry.nameBytes)) throw zipError(`member ${show(name)} has another name in its own header`);
  const followed = (view.getUint16(header + 6, true) & SIZES_FOLLOW) !== 0;
  const claims = [crc, compressedSize, size];
  const differs = claims.some((claim, i) => {
    const own = view.getUint32(header + 14 + 4 * i, true);
    return own !== claim && own !== FULL32;
  });
  if (differs && !followed) throw zipError(`member ${show(name)} has other sizes in its own header`);
  return { name, method: methodOf(entry), crc, size, compressedSize, offset };
}

function methodOf({ name, method, size, compressedSize }: Entry): ZipMember["method"] {
  if (method === 8) return "deflated";
  if (method !== 0) throw zipError(`member ${show(name)} is compressed by method ${method}, only 0 and 8 are read`);
  if (size !== compressedSize) throw zipError(`member ${show(name)} is stored, yet has two sizes`);
  return "stored";
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function refuseOverlaps(spans: [start: number, end: number, name: string][]): void {
  spans.sort((a, b) => a[0] - b[0]);
  for (let i = 1; i < spans.length; i++) {
    if (spans[i][0] < spans[i - 1][1]) {
      throw zipError(`members ${show(spans[i - 1][2])} and ${show(spans[i][2])} share their bytes`);
    }
  }
}
