/**
 * What an agent must not forget of a session when it is killed: which requests were begun, and answers that nobody has
 * heard yet. A file of frames that only grows, and begins anew when nothing in it counts any more.
 */
import type { EncodedValue } from "../../../runtime/store/value_codec.ts";
import { frameBytes, type FramedValue, FrameReader } from "../../frames.ts";
import type { Item } from "../protocol.ts";

/** The first record. */
export interface SessionRecord {
  readonly kind: "session";
  readonly id: string;
  readonly keepMs: number;
}

/** Something that a journal holds. */
export type JournalRecord =
  | SessionRecord
  | { readonly kind: "begun"; readonly requests: readonly { readonly key: number; readonly name: string }[] }
  /** What was said of requests and not heard yet, of each the answer last; the values are those of the items. */
  | { readonly kind: "answered"; readonly items: readonly Item[] }
  | { readonly kind: "settled"; readonly keys: readonly number[] };

/** The file below. */
export interface JournalFile extends Disposable {
  writeSync(bytes: Uint8Array): number;
  truncateSync(length: number): void;
  syncData(): Promise<void>;
}

/** How the file of a path is opened: emptied, or at its end. */
export type OpenJournalFile = (path: string, isNew: boolean) => JournalFile;

/** On this machine's disks. */
export const openFile: OpenJournalFile = (path, isNew) => {
  const file = Deno.openSync(path, { create: true, write: true, truncate: isNew, append: !isNew, mode: 0o600 });
  if (!isNew) file.seekSync(0, Deno.SeekMode.End);
  return file;
};

/** See the head of the file. */
export class Journal implements AsyncDisposable {
  readonly #path: string;
  readonly #open: OpenJournalFile;
  #file: JournalFile;
  readonly #first: SessionRecord;
  #length: number;
  /** What is being brought to the disk, and whether more was written meanwhile. */
  #syncing: JournalFile | undefined;
  #isSyncWanted = false;
  #synced: Promise<void> = Promise.resolve();
  readonly #left = new Set<JournalFile>();
  #isClosed = false;

  constructor(path: string, first: SessionRecord, { open = openFile, length = 0 }: {
    readonly open?: OpenJournalFile;
    /** Bytes of a file that goes on; 0: it begins. */
    readonly length?: number;
  } = {}) {
    this.#path = path;
    this.#first = first;
    this.#open = open;
    this.#file = open(path, length === 0);
    this.#length = length;
    if (length > 0) this.#file.truncateSync(length);
    else this.append(first);
  }

  /** Bytes that it has. */
  get length(): number {
    return this.#length;
  }

  /** Adds a record, whole or not at all: throws where the disk is full. A crash of this program does not undo it. */
  append(record: JournalRecord, values: readonly EncodedValue[] = []): void {
    const before = this.#length;
    try {
      for (const bytes of frameBytes(record, values)) this.#write(bytes);
    } catch (error) {
      this.#length = before;
      this.#file.truncateSync(before);
      throw error;
    }
    this.#syncSoon();
  }

  /** These are all that counts: they take the place of what it has, at once. */
  renew(records: readonly (readonly [JournalRecord, (readonly EncodedValue[])?])[]): void {
    const [path, old, length] = [`${this.#path}.new`, this.#file, this.#length];
    this.#file = this.#open(path, true);
    this.#length = 0;
    try {
      for (const [record, values] of [[this.#first] as const, ...records]) this.append(record, values);
      Deno.renameSync(path, this.#path);
      this.#leave(old);
    } catch (error) {
      this.#leave(this.#file);
      [this.#file, this.#length] = [old, length];
      throw error;
    }
  }

  /** The session is over. */
  async remove(): Promise<void> {
    await this[Symbol.asyncDispose]();
    await Deno.remove(this.#path).catch(() => {}); // somebody may have cleaned up
  }

  /** Closes it, once what was written lies on the disk. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#synced;
    this.#file[Symbol.dispose]();
  }

  /** Closes a file that another one has taken the place of. */
  #leave(file: JournalFile): void {
    if (this.#syncing === file) this.#left.add(file);
    else file[Symbol.dispose]();
  }

  #write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) {
      const written = this.#file.writeSync(bytes.subarray(at));
      at += written;
      this.#length += written;
    }
  }

  /** Beside the work: who hears an answer does not wait for the disk. What a crash of the machine loses is unknown then. */
  #syncSoon(): void {
    this.#isSyncWanted = true;
    if (this.#syncing === undefined) this.#synced = this.#sync();
  }

  async #sync(): Promise<void> {
    while (this.#isSyncWanted) {
      this.#isSyncWanted = false;
      const file = this.#syncing = this.#file;
      await file.syncData().catch(() => {});
      this.#syncing = undefined;
      if (this.#left.delete(file)) file[Symbol.dispose]();
    }
  }
}

/** What a journal said when its agent ended. */
export interface Remembered {
  readonly session: SessionRecord;
  /** Begun, and never answered. */
  readonly interrupted: ReadonlyMap<number, string>;
  /** Answered, and never heard. */
  readonly answered: readonly { readonly item: Item; readonly value: FramedValue }[];
  /** Bytes up to the end of the last whole record. */
  readonly length: number;
}

/** Reads a journal; undefined for one that does not even begin. What was being written when the agent ended is left out. */
export function readJournal(path: string): Remembered | undefined {
  let session: SessionRecord | undefined;
  const interrupted = new Map<number, string>();
  const answered = new Map<number, Remembered["answered"][number][]>();
  let length = 0;
  for (const { record, values, end } of recordsIn(path)) {
    length = end;
    if (record.kind === "session") session = record;
    else if (record.kind === "begun") { for (const { key, name } of record.requests) interrupted.set(key, name); }
    else if (record.kind === "answered") {
      const said = record.items.map((item, i) => ({ item, value: values[i] }));
      for (const [key, items] of Map.groupBy(said, ({ item }) => item.key)) {
        interrupted.delete(key);
        answered.set(key, items);
      }
    } else {
      for (const key of record.keys) {
        interrupted.delete(key);
        answered.delete(key);
      }
    }
  }
  return session && { session, interrupted, answered: [...answered.values()].flat(), length };
}

interface ReadRecord {
  readonly record: JournalRecord;
  readonly values: readonly FramedValue[];
  /** Where it ends in the file. */
  readonly end: number;
}

function* recordsIn(path: string): Generator<ReadRecord> {
  using file = Deno.openSync(path);
  const frames = new FrameReader();
  for (;;) {
    const piece = new Uint8Array(1 << 20);
    const count = file.readSync(piece);
    if (count === null) return;
    try {
      for (const { message, values } of frames.take(piece.subarray(0, count))) {
        if (typeof message !== "object" || message === null) return;
        yield { record: message as JournalRecord, values, end: frames.taken };
      }
    } catch (error) {
      if (error instanceof SyntaxError || error instanceof RangeError) return; // the end was damaged
      throw error;
    }
  }
}
