/**
 * The index of results. What is written together lies together, since a key for each result would cost a page of the
 * database each. The keys, with the time of the write in milliseconds since 1970:
 *
 *     ["results", time, id]       at most 60,000 bytes: a line `signature text` for each result
 *     ["resultMarks", time, id]   six bytes for each, the first of its signature: tells whether to read the lines
 *
 * Of a signature that was written several times the newest counts.
 */
import { commit, list, LONGEST_VALUE, read, type Store } from "./store.ts";

/** What the index holds of one result. */
export interface ResultEntry {
  readonly signature: string;
  /** Of kept_result.ts; it has no line break. */
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly usedAt: number;
}

/** Results that lie together. */
export interface Segment {
  readonly usedAt: number;
  readonly id: string;
  readonly entries: readonly Omit<ResultEntry, "usedAt">[];
  /** Bytes. */
  readonly size: number;
}

const MARK_BYTES = 6;
const SEGMENTS_AT_ONCE = 8;
const MARKS_AT_ONCE = 200;

interface Packed {
  readonly lines: Uint8Array;
  readonly marks: Uint8Array;
}

/** Adds results; when it resolves they are on disk. */
export async function addResults(store: Store, entries: Iterable<readonly [string, string]>): Promise<void> {
  const usedAt = Date.now();
  const packed = [...pack(entries)];
  for (let from = 0; from < packed.length; from += SEGMENTS_AT_ONCE) {
    await commit(store, (operation) => {
      for (const one of packed.slice(from, from + SEGMENTS_AT_ONCE)) put(operation, usedAt, crypto.randomUUID(), one);
    });
  }
}

/** Whether there is any result. */
export async function hasResults(store: Store): Promise<boolean> {
  const some = await read(store, (kv) => Array.fromAsync(kv.list({ prefix: ["resultMarks"] }, { limit: 1 })));
  return some.length > 0;
}

/** The results of these signatures; one that was written several times comes several times, the newest last. */
export async function* findResults(store: Store, wanted: ReadonlySet<string>): AsyncGenerator<ResultEntry> {
  if (wanted.size === 0) return;
  const marks = new Set<number>();
  for (const signature of wanted) marks.add(markOf(signature));
  const keys: Deno.KvKey[] = [];
  for await (const { key, value } of list<Uint8Array>(store, { prefix: ["resultMarks"] }, { batch: MARKS_AT_ONCE })) {
    if (hasAny(value, marks)) keys.push(["results", key[1], key[2]]);
  }
  for (let from = 0; from < keys.length; from += SEGMENTS_AT_ONCE) {
    const some = keys.slice(from, from + SEGMENTS_AT_ONCE);
    for (const { key, value } of await read(store, (kv) => kv.getMany<Uint8Array[]>(some))) {
      if (value === null) continue;
      for (const entry of unpack(value)) {
        if (wanted.has(entry.signature)) yield { ...entry, usedAt: Number(key[1]) };
      }
    }
  }
}

/** All results, the newest first. */
export async function* segments(store: Store): AsyncGenerator<Segment> {
  const options = { reverse: true, batch: SEGMENTS_AT_ONCE };
  for await (const { key, value } of list<Uint8Array>(store, { prefix: ["results"] }, options)) {
    const [usedAt, id] = [Number(key[1]), String(key[2])];
    yield { usedAt, id, entries: unpack(value), size: value.length };
  }
}

/** Puts entries in place of neighbouring segments, under the name of the first; they must fit into one. */
export async function replaceSegments(
  store: Store,
  replaced: readonly Segment[],
  entries: Iterable<readonly [string, string]>,
): Promise<void> {
  const [packed] = pack(entries);
  await commit(store, (operation) => {
    for (const { usedAt, id } of replaced) {
      operation.delete(["results", usedAt, id]).delete(["resultMarks", usedAt, id]);
    }
    if (packed !== undefined) put(operation, replaced[0].usedAt, replaced[0].id, packed);
  });
}

function put(operation: Deno.AtomicOperation, usedAt: number, id: string, { lines, marks }: Packed): void {
  operation.set(["results", usedAt, id], lines).set(["resultMarks", usedAt, id], marks);
}

function* pack(entries: Iterable<readonly [string, string]>): Generator<Packed> {
  const encoder = new TextEncoder();
  const buffer = new Uint8Array(LONGEST_VALUE);
  let length = 0;
  let marks: number[] = [];
  for (const [signature, text] of entries) {
    const line = `${signature} ${text}\n`;
    let { read, written } = encoder.encodeInto(line, buffer.subarray(length));
    if (read < line.length && length > 0) {
      yield { lines: buffer.slice(0, length), marks: marksBytes(marks) };
      [length, marks] = [0, []];
      ({ read, written } = encoder.encodeInto(line, buffer));
    }
    if (read < line.length) continue;
    length += written;
    marks.push(markOf(signature));
  }
  if (length > 0) yield { lines: buffer.slice(0, length), marks: marksBytes(marks) };
}

function unpack(bytes: Uint8Array): Omit<ResultEntry, "usedAt">[] {
  const lines = new TextDecoder().decode(bytes).split("\n");
  lines.pop();
  return lines.map((line) => {
    const end = line.indexOf(" ");
    return { signature: line.slice(0, end), text: line.slice(end + 1) };
  });
}

/** The first 48 bits of a signature in hex; what is none may share its mark with others. */
function markOf(signature: string): number {
  return parseInt(signature.slice(0, 2 * MARK_BYTES), 16) || 0;
}

function marksBytes(marks: readonly number[]): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(marks.length * MARK_BYTES));
  for (const [i, mark] of marks.entries()) {
    bytes.setUint16(i * MARK_BYTES, Math.floor(mark / 2 ** 32));
    bytes.setUint32(i * MARK_BYTES + 2, mark % 2 ** 32);
  }
  return new Uint8Array(bytes.buffer);
}

function hasAny({ buffer, byteOffset, byteLength }: Uint8Array, marks: ReadonlySet<number>): boolean {
  const bytes = new DataView(buffer, byteOffset, byteLength);
  for (let at = 0; at + MARK_BYTES <= byteLength; at += MARK_BYTES) {
    if (marks.has(bytes.getUint16(at) * 2 ** 32 + bytes.getUint32(at + 2))) return true;
  }
  return false;
}
