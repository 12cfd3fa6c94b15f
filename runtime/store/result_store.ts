/**
 * Results that outlive the program, by signature. They are read from memory, and written in groups: what has come
 * since the last write is written together.
 */
import type { KnownResult, ResultCache } from "../interpreter/result_cache.ts";
import { holdsLost } from "../python/held_value.ts";
import type { Masker } from "../secrets/masker.ts";
import {
  finishResult,
  type Keeping,
  namesRemotes,
  readBigValue,
  restoreResult,
  resultText,
  type ResultToKeep,
  takeResult,
} from "./kept_result.ts";
import { Recent } from "./recent.ts";
import { addResults, findResults, hasResults, type ResultEntry } from "./result_index.ts";
import { type Store, StoreError } from "./store.ts";
import { settleFiles, type StagedFile } from "./value_files.ts";

/** Results of this and of earlier programs. Disposing of it makes durable what was set. */
export interface PersistentResults extends ResultCache, AsyncDisposable {
  /** Brings into memory what the store knows of these signatures: `get` finds nothing else of earlier programs. */
  prefetch(signatures: Iterable<string>): Promise<void>;
  /** Resolves when all that was set is on disk; throws when it could not be written. */
  flush(): Promise<void>;
  /** Signatures of this program's results that cannot be kept: no later program will know them. */
  readonly unkept: ReadonlySet<string>;
}

/** How results are kept. */
export interface ResultOptions {
  /** Whether a file will be gone after the run: results that name it keep a copy. */
  readonly isTemporary?: (path: string) => boolean;
  /** Finds secrets: results with such in them are known only as long as the program runs. */
  readonly masker?: Masker;
}

/** What is known of a result that is on disk. */
type Written = Pick<ResultEntry, "text" | "usedAt">;

const FLUSH_AFTER_MS = 50;
const DAY_MS = 24 * 60 * 60 * 1000;
/** Characters of results, and bytes of big values, that stay in memory. */
const MOST_IN_MEMORY = 256 * 2 ** 20;
const MOST_BIG_IN_MEMORY = 64 * 2 ** 20;

/** Opens the results of a store. */
export function openResults(store: Store, options: ResultOptions = {}): PersistentResults {
  return new StoredResults(store, { isTemporary: options.isTemporary ?? (() => false), masker: options.masker });
}

class StoredResults implements PersistentResults {
  readonly unkept = new Set<string>();
  holdsRemotes = false;
  readonly #store: Store;
  readonly #keeping: Keeping;
  /** Results of this program that are not on disk, or cannot be; entries of all others. */
  readonly #memory = new Recent<Written | KnownResult>(
    MOST_IN_MEMORY,
    (slot) => "text" in slot ? slot.text.length + 200 : 1000,
  );
  readonly #big = new Recent<{ readonly value: unknown; readonly size: number }>(
    MOST_BIG_IN_MEMORY,
    ({ size }) => size,
  );
  #pending = new Map<string, ResultToKeep | Written>();
  #writing: Promise<void> = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failure: unknown;

  constructor(store: Store, keeping: Keeping) {
    this.#store = store;
    this.#keeping = keeping;
  }

  get(signature: string): KnownResult | undefined {
    const slot = this.#memory.get(signature);
    if (slot === undefined) return undefined;
    if (!("text" in slot)) return holdsLost(Object.values(slot.outputs)) ? undefined : slot;
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
      const taken = takeResult(this.#store, result, this.#keeping);
      if (taken === undefined) this.unkept.add(signature);
      else this.#put(signature, taken);
    } catch (error) {
      this.#failure = this.#explained(error);
    }
  }

  async prefetch(signatures: Iterable<string>): Promise<void> {
    if (!await hasResults(this.#store)) return;
    const wanted = new Set<string>();
    for (const signature of signatures) if (this.#memory.get(signature) === undefined) wanted.add(signature);
    for await (const { signature, text, usedAt } of findResults(this.#store, wanted)) {
      this.#memory.set(signature, { text, usedAt });
      this.holdsRemotes ||= namesRemotes(text);
    }
  }

  async flush(): Promise<void> {
    await this.#write();
    if (this.#failure !== undefined) throw this.#failure;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.flush();
  }

  #use(signature: string, { text }: Written): void {
    const entry = { usedAt: Date.now(), text };
    this.#memory.set(signature, entry);
    this.#put(signature, entry);
  }

  #put(signature: string, pending: ResultToKeep | Written): void {
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
    const texts = new Map<string, string>();
    const staged: StagedFile[] = [];
    for (const [signature, one] of pending) {
      if ("text" in one) {
        texts.set(signature, one.text);
        continue;
      }
      const finished = one.hasPaths ? await finishResult(this.#store, one, this.#keeping.masker) : one;
      const made = finished && resultText(finished);
      if (made === undefined) {
        this.unkept.add(signature);
        continue;
      }
      texts.set(signature, made.text);
      for (const file of made.staged) staged.push(file);
    }
    await settleFiles(this.#store, staged);
    await addResults(this.#store, texts);
    const usedAt = Date.now();
    for (const [signature, text] of texts) {
      if (!this.#pending.has(signature)) this.#memory.set(signature, { text, usedAt });
    }
  }

  #explained(error: unknown): unknown {
    if (!(error instanceof Error && "code" in error)) return error;
    return new StoreError(`Cannot keep results in ${this.#store.directory}: ${error.message}`, { cause: error });
  }
}
