/** Puts new content into a zip. What is not replaced keeps its bytes: data, headers, dates, comments, order. */
import { joinBytes } from "../join_bytes.ts";
import { crc32 } from "./crc32.ts";
import { memberName } from "./zip.ts";
import { findEndRecord, moveEntry, readZipDirectory, viewOf, type ZipEntry } from "./zip_directory.ts";
import { zipError } from "./zip_source.ts";

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const FULL16 = 0xffff;
const FULL32 = 0xffffffff;
const UTF8_NAME = 0x0800;
/** Flags that tell how a member was packed, and whether its sizes follow its data. */
const PACKING = 0x000e;
/** Extra fields with wide sizes and with dates (of Info-ZIP, NTFS, old Unix): those of new content are in the headers. */
const OUTDATED = new Set([0x0001, 0x5455, 0x000a, 0x5855]);

/** New content by name, and the date that it gets. */
export interface ZipChange {
  readonly contents: ReadonlyMap<string, Uint8Array>;
  readonly date: Date;
}

/** A member as it is written: its part of the archive, and its record in the directory. */
interface Written {
  readonly local: readonly Uint8Array[];
  readonly record: Uint8Array;
}

/**
 * The archive with new content, in parts. A member that is there keeps its place, its method and all that does not
 * describe the content; others come last, in folders that need not be there. The archive must be one that `openZip`
 * accepts.
 */
export async function rewriteZip(archive: Uint8Array, { contents, date }: ZipChange): Promise<Uint8Array[]> {
  const read = (at: number, length: number) => archive.subarray(at, at + length);
  const directory = readZipDirectory({ size: archive.length, read }, FULL16 - 1);
  const named = new Map(directory.entries.map((entry) => [entry, memberName(entry.name)]));
  const placed = directory.entries.toSorted((a, b) => a.header - b.header);
  const parts = [archive.subarray(0, placed[0]?.header ?? directory.offset)];
  let length = parts[0].length;
  const records = new Map<ZipEntry, Uint8Array>();
  const write = ({ local, record }: Written): Uint8Array => {
    moveEntry(record, checkSize(length));
    parts.push(...local);
    length = local.reduce((sum, part) => sum + part.length, length);
    return record;
  };
  for (const [i, entry] of placed.entries()) {
    const content = contents.get(named.get(entry)!);
    const span = archive.subarray(entry.header, placed[i + 1]?.header ?? directory.offset);
    const written = content === undefined
      ? { local: [span], record: entry.record.slice() }
      : await replaced({ entry, header: span, content, date });
    records.set(entry, write(written));
  }
  const inOrder = directory.entries.map((entry) => records.get(entry)!);
  const present = new Set(named.values());
  const like = placed.find(({ name }) => !name.endsWith("/"));
  for (const [name, content] of contents) {
    if (!present.has(name)) inOrder.push(write(await added({ name, content, date }, like)));
  }
  const tail = archive.slice(directory.offset + directory.size);
  moveDirectory(tail, { count: inOrder.length, offset: checkSize(length), size: lengthOf(inOrder) });
  return [...parts, ...inOrder, tail];
}

/** An archive that would need 64-bit positions is not written: what is read is far smaller. */
function checkSize(length: number): number {
  if (length >= FULL32) throw zipError(`it would have more than ${FULL32} bytes`);
  return length;
}

function lengthOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}

async function replaced(
  { entry, header, content, date }: { entry: ZipEntry; header: Uint8Array; content: Uint8Array; date: Date },
): Promise<Written> {
  const packed = entry.method === 8 ? await deflated(content) : content;
  const local = viewOf(header);
  const nameEnd = 30 + local.getUint16(26, true);
  const ownExtra = currentExtra(header.subarray(nameEnd, nameEnd + local.getUint16(28, true)));
  const extraAt = 46 + entry.nameBytes.length;
  const extraEnd = extraAt + viewOf(entry.record).getUint16(30, true);
  const extra = currentExtra(entry.record.subarray(extraAt, extraEnd));
  const facts = {
    flags: entry.flags & ~PACKING,
    crc: crc32(content),
    packed: packed.length,
    size: content.length,
    date,
  };
  const start = joinBytes([header.subarray(0, 30), entry.nameBytes, ownExtra]);
  describe(start, { ...facts, at: 6, extra: ownExtra.length });
  const record = joinBytes([entry.record.subarray(0, extraAt), extra, entry.record.subarray(extraEnd)]);
  describe(record, { ...facts, at: 8, extra: extra.length });
  viewOf(record).setUint32(42, 0, true);
  return { local: [start, packed], record };
}

/** A new deflated file, made by the same system and with the same permissions as `like`. */
async function added(
  { name, content, date }: { name: string; content: Uint8Array; date: Date },
  like: ZipEntry | undefined,
): Promise<Written> {
  const packed = await deflated(content);
  const nameBytes = new TextEncoder().encode(name);
  const flags = /^[ -~]*$/.test(name) ? 0 : UTF8_NAME;
  const facts = { flags, crc: crc32(content), packed: packed.length, size: content.length, date, extra: 0 };
  const start = joinBytes([new Uint8Array(30), nameBytes]);
  viewOf(start).setUint32(0, LOCAL, true);
  const record = joinBytes([new Uint8Array(46), nameBytes]);
  const central = viewOf(record);
  central.setUint32(0, CENTRAL, true);
  const model = like && viewOf(like.record);
  central.setUint16(4, model?.getUint16(4, true) ?? 20, true);
  central.setUint32(38, model?.getUint32(38, true) ?? 0, true);
  for (const [bytes, at] of [[start, 4], [record, 6]] as const) {
    const view = viewOf(bytes);
    view.setUint16(at, 20, true);
    view.setUint16(at + 4, 8, true);
    view.setUint16(at + 22, nameBytes.length, true);
    describe(bytes, { ...facts, at: at + 2 });
  }
  return { local: [start, packed], record };
}

interface Facts {
  /** Where the fields that local header and record have in common begin: the flags. */
  readonly at: number;
  readonly flags: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly date: Date;
  readonly extra: number;
}

function describe(header: Uint8Array, { at, flags, crc, packed, size, date, extra }: Facts): void {
  const view = viewOf(header);
  const year = Math.min(Math.max(date.getFullYear(), 1980), 2107) - 1980;
  view.setUint16(at, flags, true);
  view.setUint16(at + 4, date.getHours() << 11 | date.getMinutes() << 5 | date.getSeconds() >> 1, true);
  view.setUint16(at + 6, year << 9 | (date.getMonth() + 1) << 5 | date.getDate(), true);
  view.setUint32(at + 8, crc, true);
  view.setUint32(at + 12, packed, true);
  view.setUint32(at + 16, size, true);
  view.setUint16(at + 22, extra, true);
}

/** The extra fields that still hold for new content. */
function currentExtra(extra: Uint8Array): Uint8Array {
  const view = viewOf(extra);
  const kept: Uint8Array[] = [];
  for (let at = 0; at + 4 <= extra.length;) {
    const next = at + 4 + view.getUint16(at + 2, true);
    if (!OUTDATED.has(view.getUint16(at, true)) && next <= extra.length) kept.push(extra.subarray(at, next));
    at = next;
  }
  return joinBytes(kept);
}

/** Writes into the records at the end where the directory is now. Fields that are full leave it to those of zip64. */
function moveDirectory(
  tail: Uint8Array,
  { count, offset, size }: { count: number; offset: number; size: number },
): void {
  const view = viewOf(tail);
  const end = findEndRecord(view);
  if (end > 0) {
    for (const field of [24, 32]) view.setBigUint64(field, BigInt(count), true);
    view.setBigUint64(40, BigInt(size), true);
    view.setBigUint64(48, BigInt(offset), true);
    view.setBigUint64(end - 20 + 8, BigInt(offset + size), true);
  }
  for (const field of [8, 10]) {
    if (end === 0 || view.getUint16(end + field, true) !== FULL16) view.setUint16(end + field, count, true);
  }
  for (const [field, value] of [[12, size], [16, offset]]) {
    if (end === 0 || view.getUint32(end + field, true) !== FULL32) view.setUint32(end + field, value, true);
  }
}

async function deflated(content: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([new Uint8Array(content)]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
