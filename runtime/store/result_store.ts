/**
 * Results that outlive the program, by signature. They are read from memory, and written in groups: what has come
 * since the last write is one commit. The key:
 *
 *     ["result", signature]     ResultEntry
 */
import type { KnownResult, ResultCache } from "../interpreter/result_cache.ts";
import { finishResult, readBigValue, restoreResult, resultText, type ResultToKeep, takeResult } from "./kept_result.ts";
import { Recent } from "./recent.ts";
import { commit, list, read, type Store, StoreError } from "./store.ts";
import { settleFiles, type StagedFile } from "./value_files.ts";

/** What the index holds of one result. */
export interface ResultEntry {
  /** Milliseconds since 1970, to the day. */
  readonly usedAt: number;
  /** See kept_result.ts. */
  readonly text: string;
}

/** Results of this and of earlier programs. Disposing of it makes durable what was set. */
export interface PersistentResults extends ResultCache, AsyncDisposable {
  /** Brings into memory what the store knows of these signatures: `get` finds nothing else of earlier programs. */
  prefetch(signatures: Iterable<string>): Promise<void>;
  /** Resolves when all that was set is on disk; throws when it could not be written. */
  flush(): Promise<void>;
}

/** How results are kept. */
export interface ResultOptions {
  /** Whether a file will be gone after the run: results that name it keep a copy. */
  readonly isTemporary?: (path: string) => boolean;
}

const FLUSH_AFTER_MS = 50;
const DAY_MS = 24 * 60 * 60 * 1000;
/** Characters of results, and bytes of big values, that stay in memory. */
const MOST_IN_MEMORY = 256 * 2 ** 20;
const MOST_BIG_IN_MEMORY = 64 * 2 ** 20;
/** What a commit may hold: the limits of the KV are 1000 changes and 800 KiB. */
const MOST_IN_COMMIT = 500;
const LONGEST_COMMIT = 350_000;

/** Opens the results of a store. */
export function openResults(store: Store, options: ResultOptions = {}): PersistentResults {
  return new StoredResults(store, options.isTemporary ?? (() => false));
}

class StoredResults implements PersistentResults {
  readonly #store: Store;
  readonly #isTemporary: (path: string) => boolean;
  /** Results of this program that are not on disk, or cannot be; entries of all others. */
  readonly #memory = new Recent<ResultEntry | KnownResult>(
    MOST_IN_MEMORY,
    (slot) => "text" in slot ? slot.text.length + 200 : 1000,
  );
  readonly #big = new Recent<{ readonly value: unknown; readonly size: number }>(
    MOST_BIG_IN_MEMORY,
    ({ size }) => size,
  );
  #pending = new Map<string, ResultToKeep | ResultEntry>();
  #writing: Promise<void> = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failure: unknown;

  constructor(store: Store, isTemporary: (path: string) => boolean) {
    this.#store = store;
    this.#isTemporary = isTemporary;
  }

  get(signature: string): KnownResult | undefined {
    const slot = this.#memory.get(signature);
    if (slot === undefined || !("text" in slot)) return slot;
    let known: KnownResult | undefined;
    try {
      known = restoreResult(this.#store, slot.text, (hash, size) => this.#readBig(hash, size));
    } catch {
      // What cannot be read is made anew.
      known = undefined;
    }
    if (known === undefined) this.#memory.delete(signature);
    else if (Date.now() - slot.usedAt > DAY_MS) this.#use(signature, slot);
    return known;
  }

  set(signature: string, result: KnownResult): void {
    this.#memory.set(signature, result);
    if (this.#failure !== undefined) return;
    try {
      const taken = takeResult(this.#store, result, this.#isTemporary);
      if (taken !== undefined) this.#put(signature, taken);
    } catch (error) {
      this.#failure = this.#explained(error);
    }
  }

  async prefetch(signatures: Iterable<string>): Promise<void> {
    const wanted = new Set<string>();
    for (const signature of signatures) if (this.#memory.get(signature) === undefined) wanted.add(signature);
    for await (const [signature, entry] of entriesOf(this.#store, wanted)) this.#memory.set(signature, entry);
  }

  async flush(): Promise<void> {
    await this.#write();
    if (this.#failure !== undefined) throw this.#failure;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.flush();
  }

  #use(signature: string, { text }: ResultEntry): void {
    const entry = { usedAt: Date.now(), text };
    this.#memory.set(signature, entry);
    this.#put(signature, entry);
  }

  #put(signature: string, pending: ResultToKeep | ResultEntry): void {
    this.#pending.set(signature, pending);
    this.#timer ??= setTimeout(() => void this.#write(), FLUSH_AFTER_MS);
  }

  #readBig(hash: string, size: number): { readonly value: unknown } | undefined {
    const known = this.#big.get(hash);
    if (known !== undefined) return known;
    const found = readBigValue(this.#store, hash, size);
    if (found !== undefined) this.#big.set(hash, { ...found, size });
    return found;
  }

  /** Queues a write behind those under way; a failure is kept for those who flush. */
  #write(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#writePending()).catch((error) => {
      this.#failure ??= this.#explained(error);
    });
    return this.#writing;
  }

  async #writePending(): Promise<void> {
    if (this.#pending.size === 0) return;
    const pending = this.#pending;
    this.#pending = new Map();
    const entries: [signature: string, entry: ResultEntry][] = [];
    const staged: StagedFile[] = [];
    for (const [signature, one] of pending) {
      if ("text" in one) {
        entries.push([signature, one]);
        continue;
      }
      const finished = one.hasPaths ? await finishResult(this.#store, one) : one;
      const made = finished && resultText(finished);
      if (made === undefined) continue;
      entries.push([signature, { usedAt: Date.now(), text: made.text }]);
      for (const file of made.staged) staged.push(file);
    }
    await settleFiles(this.#store, staged);
    for (const group of groups(entries)) {
      await commit(this.#store, (operation) => {
        for (const [signature, entry] of group) operation.set(["result", signature], entry);
      });
    }
    for (const [signature, entry] of entries) if (!this.#pending.has(signature)) this.#memory.set(signature, entry);
  }

  #explained(error: unknown): unknown {
    if (!(error instanceof Error && "code" in error)) return error;
    return new StoreError(`Cannot keep results in ${this.#store.directory}: ${error.message}`, { cause: error });
  }
}

type Entries = [signature: string, entry: ResultEntry][];

function* groups(entries: Entries): Generator<Entries> {
  let group: Entries = [];
  let length = 0;
  for (const one of entries) {
    const more = one[1].text.length + 200;
    if (group.length === MOST_IN_COMMIT || length + more > LONGEST_COMMIT) {
      yield group;
      [group, length] = [[], 0];
    }
    group.push(one);
    length += more;
  }
  if (group.length > 0) yield group;
}

/** Entries from which the size of the index is told: signatures are spread evenly. */
const MOST_SAMPLED = 500;
const LISTED_AT_ONCE = 1000;
/** The KV reads so many entries by their keys at once. */
const READ_AT_ONCE = 10;
/** Entries are listed so many times faster than they are read by their keys. */
const LISTING_IS_FASTER = 3;

async function* entriesOf(store: Store, wanted: ReadonlySet<string>): AsyncGenerator<[string, ResultEntry]> {
  if (wanted.size === 0) return;
  const known = await estimatedCount(store, Math.min(MOST_SAMPLED, wanted.size));
  if (known === 0) return;
  if (known < wanted.size * LISTING_IS_FASTER) {
    const options = { batch: LISTED_AT_ONCE };
    for await (const { key, value } of list<ResultEntry>(store, { prefix: ["result"] }, options)) {
      const signature = String(key[1]);
      if (wanted.has(signature) && isEntry(value)) yield [signature, value];
    }
    return;
  }
  const signatures = [...wanted];
  for (let from = 0; from < signatures.length; from += READ_AT_ONCE) {
    const keys = signatures.slice(from, from + READ_AT_ONCE).map((signature) => ["result", signature]);
    for (const { key, value } of await read(store, (kv) => kv.getMany<ResultEntry[]>(keys))) {
      if (isEntry(value)) yield [String(key[1]), value];
    }
  }
}

async function estimatedCount(store: Store, sampled: number): Promise<number> {
  const sample = await read(store, (kv) => Array.fromAsync(kv.list({ prefix: ["result"] }, { limit: sampled })));
  if (sample.length < sampled) return sample.length;
  return sampled / (parseInt(String(sample[sampled - 1].key[1]).slice(0, 12), 16) / 2 ** 48);
}

function isEntry(value: ResultEntry | null): value is ResultEntry {
  return typeof value?.text === "string";
}
