/** A zip's own list of what is in it: the end record and the central directory. */
import { show, zipError, type ZipSource } from "./zip_source.ts";

const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END64 = 0x06064b50;
const END64_LOCATOR = 0x07064b50;
const FULL16 = 0xffff;
const FULL32 = 0xffffffff;
const UTF8_NAME = 0x0800;

/** A directory of any more bytes is not read. */
const LARGEST = 256 * 2 ** 20;

/** A file of the archive or, when its name ends with a slash, a folder; as the directory describes it. */
export interface ZipEntry {
  /** As written: it may be absolute, or lead out of the archive. */
  readonly name: string;
  readonly nameBytes: Uint8Array;
  readonly flags: number;
  /** 0 = stored, 8 = deflated. */
  readonly method: number;
  readonly crc: number;
  readonly size: number;
  readonly compressedSize: number;
  /** Where its own header begins. */
  readonly header: number;
  /** Its bytes in the directory. */
  readonly record: Uint8Array;
}

/** The directory, and where it lies. */
export interface ZipDirectory {
  readonly entries: readonly ZipEntry[];
  readonly offset: number;
  readonly size: number;
}

interface Place {
  readonly count: number;
  readonly offset: number;
  readonly size: number;
}

/** Reads the directory; throws `VistrailFileError` when it is not sound in itself. */
export function readZipDirectory(source: ZipSource, maxMembers: number): ZipDirectory {
  const { count, offset, size } = findDirectory(source);
  if (count > maxMembers) throw zipError(`it has ${count} members, at most ${maxMembers} are read`);
  if (size > LARGEST) throw zipError(`its directory has ${size} bytes, at most ${LARGEST} are read`);
  const bytes = source.read(offset, size);
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    const entry = readEntry(bytes, at);
    at += entry.record.length;
    entries.push(entry);
  }
  if (at !== size) throw zipError("its directory holds more than the members that it counts");
  return { entries, offset, size };
}

/** Numbers of these bytes. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function findDirectory(source: ZipSource): Place {
  const tailAt = Math.max(0, source.size - 22 - FULL16 - 20);
  const view = viewOf(source.read(tailAt, source.size - tailAt));
  const end = findEndRecord(view);
  const locator = end - 20;
  if (locator >= 0 && view.getUint32(locator, true) === END64_LOCATOR) {
    if (view.getUint32(locator + 16, true) > 1) throw zipError("it is spread over several disks");
    const at = position(view.getBigUint64(locator + 8, true), "end record", source);
    return findDirectory64(source, { at, locator: tailAt + locator });
  }
  const disks = [view.getUint16(end + 4, true), view.getUint16(end + 6, true)];
  const counts = [view.getUint16(end + 8, true), view.getUint16(end + 10, true)];
  const size = view.getUint32(end + 12, true);
  const offset = view.getUint32(end + 16, true);
  if ([...disks, ...counts].includes(FULL16) || size === FULL32 || offset === FULL32) {
    throw zipError("its zip64 end record is missing");
  }
  return checkPlace({ disks, counts, size, offset, end: tailAt + end });
}

/** Where in the last bytes of an archive its end record begins. */
export function findEndRecord(view: DataView): number {
  const lowest = Math.max(0, view.byteLength - 22 - FULL16);
  for (let at = view.byteLength - 22; at >= lowest; at--) {
    if (view.getUint32(at, true) !== END) continue;
    if (at + 22 + view.getUint16(at + 20, true) === view.byteLength) return at;
  }
  throw zipError("its end record is missing, the file may be cut short");
}

function findDirectory64(source: ZipSource, { at, locator }: { at: number; locator: number }): Place {
  const view = at + 56 > locator ? undefined : viewOf(source.read(at, 56));
  if (view?.getUint32(0, true) !== END64) throw zipError("its zip64 end record is not where the locator says");
  const number = (field: number, what: string) => position(view.getBigUint64(field, true), what, source);
  return checkPlace({
    disks: [view.getUint32(16, true), view.getUint32(20, true)],
    counts: [number(24, "member count"), number(32, "member count")],
    size: number(40, "directory size"),
    offset: number(48, "directory"),
    end: at,
  });
}

function checkPlace(found: { disks: number[]; counts: number[]; size: number; offset: number; end: number }): Place {
  if (found.disks.some((disk) => disk !== 0) || found.counts[0] !== found.counts[1]) {
    throw zipError("it is spread over several disks");
  }
  if (found.offset + found.size !== found.end) {
    throw zipError(`its directory of ${found.size} bytes at ${found.offset} does not end at its end record`);
  }
  return { count: found.counts[0], offset: found.offset, size: found.size };
}

/** A 64-bit position or size, which must lie inside the archive. */
function position(value: bigint, what: string, { size }: ZipSource): number {
  if (value > BigInt(size)) throw zipError(`its zip64 ${what} is ${value}, beyond the end of the file`);
  return Number(value);
}

function readEntry(directory: Uint8Array, at: number): ZipEntry {
  const view = viewOf(directory);
  if (at + 46 > directory.length || view.getUint32(at, true) !== CENTRAL) throw zipError("its directory is damaged");
  const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) => view.getUint16(at + field, true));
  const extra = at + 46 + nameLength;
  const next = extra + extraLength + commentLength;
  if (next > directory.length) throw zipError("its directory is damaged");
  const nameBytes = directory.subarray(at + 46, extra);
  const [flags, method] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)];
  const name = decodeName(nameBytes, flags);
  const wide = new WideFields(directory.subarray(extra, extra + extraLength), name);
  const size = wide.read(view.getUint32(at + 24, true));
  const compressedSize = wide.read(view.getUint32(at + 20, true));
  const header = wide.read(view.getUint32(at + 42, true));
  if (view.getUint16(at + 34, true) !== 0) throw zipError(`member ${show(name)} lies on another disk`);
  const record = directory.subarray(at, next);
  return { name, nameBytes, flags, method, crc: view.getUint32(at + 16, true), size, compressedSize, header, record };
}

/** Changes where an entry of the directory says that its header lies. */
export function moveEntry(record: Uint8Array, header: number): void {
  const view = viewOf(record);
  if (view.getUint32(42, true) !== FULL32) return view.setUint32(42, header, true);
  const extra = 46 + view.getUint16(28, true);
  const wide = new WideFields(record.subarray(extra, extra + view.getUint16(30, true)), "");
  for (const field of [24, 20]) wide.read(view.getUint32(field, true));
  wide.write(BigInt(header));
}

/** The 64-bit values of an entry's zip64 field: one after another, only those whose 32-bit value is full. */
class WideFields {
  readonly #view: DataView;
  readonly #name: string;
  #at = 0;
  #end = 0;

  constructor(extra: Uint8Array, name: string) {
    this.#view = viewOf(extra);
    this.#name = name;
    for (let at = 0; at + 4 <= extra.length;) {
      const length = this.#view.getUint16(at + 2, true);
      if (this.#view.getUint16(at, true) === 1) {
        [this.#at, this.#end] = [at + 4, Math.min(at + 4 + length, extra.length)];
      }
      at += 4 + length;
    }
  }

  /** The next of them where the 32-bit value is full, else that value. */
  read(narrow: number): number {
    if (narrow !== FULL32) return narrow;
    if (this.#at + 8 > this.#end) throw zipError(`member ${show(this.#name)} lacks its zip64 sizes`);
    const value = this.#view.getBigUint64(this.#at, true);
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) {
      throw zipError(`member ${show(this.#name)} has a zip64 value of ${value}`);
    }
    this.#at += 8;
    return Number(value);
  }

  /** Overwrites the next of them. */
  write(value: bigint): void {
    this.#view.setBigUint64(this.#at, value, true);
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
