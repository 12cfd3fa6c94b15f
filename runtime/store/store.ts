/**
 * The store: a Deno KV file in a directory of this machine, shared by every vt that runs there. Other processes may
 * write at any time, so that what is read may be old when it is written: {@linkcode commit} checks and tries again.
 */
import { InputError, messageOf } from "../errors.ts";
import { isForeign, type StorePlace } from "./store_path.ts";

/** The store cannot be opened, read or written. */
export class StoreError extends InputError {
  override readonly name = "StoreError";
}

/** An open store. */
export interface Store extends Disposable {
  readonly directory: string;
  readonly kv: Deno.Kv;
}

/** Version of what the keys and values mean; a store of a newer one is not touched. */
const SCHEMA = 1;

/** Longest value of the KV in bytes is 65,536; this leaves room for what serialisation adds. */
export const LONGEST_VALUE = 60_000;

const PATIENCE_MS = 20_000;

/** Opens the store for writing; makes it, readable by its owner alone, where there is none. */
export async function openStore({ directory, because }: StorePlace): Promise<Store> {
  return await saying(directory, "open", async () => {
    Deno.mkdirSync(directory, { recursive: true, mode: 0o700 });
    if (because === "otherwise") refuseForeign(directory);
    return await open(directory);
  });
}

/** Opens a store that is there; undefined where there is none. Creates none. */
export async function openExistingStore({ directory }: StorePlace): Promise<Store | undefined> {
  if (!isThere(storeFile(directory))) return undefined;
  return await saying(directory, "open", () => open(directory));
}

/** The database inside a store's directory. */
export function storeFile(directory: string): string {
  return `${directory}/store.sqlite3`;
}

/**
 * Commits what `fill` puts into the operation, all or nothing. When another process was faster, or has the database
 * locked, `fill` is called again, so it must read anew what it checks. Gives what `fill` returned at last.
 */
export async function commit<T>(store: Store, fill: (operation: Deno.AtomicOperation) => T | Promise<T>): Promise<T> {
  return await saying(store.directory, "write", () =>
    untilUnlocked(async () => {
      const operation = store.kv.atomic();
      const result = await fill(operation);
      operation.sum(["changes"], 1n);
      return (await operation.commit()).ok ? { result } : undefined;
    }));
}

/** How many commits the store has seen: it grows with each, whoever made it. */
export async function changes(store: Store): Promise<bigint> {
  return (await read(store, (kv) => kv.get<Deno.KvU64>(["changes"]))).value?.value ?? 0n;
}

/** Reads, and waits while another process has the database locked. */
export async function read<T>(store: Store, from: (kv: Deno.Kv) => Promise<T>): Promise<T> {
  return await saying(store.directory, "read", () => untilUnlocked(async () => ({ result: await from(store.kv) })));
}

/** The entries of a range in the order of their keys, `batch` of them in memory at a time. */
export async function* list<T>(
  store: Store,
  selector: Deno.KvListSelector,
  { reverse = false, batch = 100 }: { reverse?: boolean; batch?: number } = {},
): AsyncGenerator<Deno.KvEntry<T>> {
  let cursor: string | undefined;
  while (true) {
    const page = await read(store, async (kv) => {
      const entries = kv.list<T>(selector, { limit: batch, reverse, cursor });
      const found = await Array.fromAsync(entries);
      return { found, cursor: found.length < batch ? undefined : entries.cursor };
    });
    yield* page.found;
    if (page.cursor === undefined) return;
    cursor = page.cursor;
  }
}

async function open(directory: string): Promise<Store> {
  const kv = await untilUnlocked(async () => ({ result: await Deno.openKv(storeFile(directory)) }));
  const store = { directory, kv, [Symbol.dispose]: () => kv.close() };
  try {
    await checkSchema(store);
    return store;
  } catch (error) {
    kv.close();
    throw error;
  }
}

async function checkSchema(store: Store): Promise<void> {
  const known = (await read(store, (kv) => kv.get<number>(["schema"]))).value;
  const schema = known ?? await commit(store, async (operation) => {
    const found = await store.kv.get<number>(["schema"]);
    if (found.value === null) operation.check(found).set(["schema"], SCHEMA);
    return found.value ?? SCHEMA;
  });
  if (schema <= SCHEMA) return;
  throw new StoreError(
    `Cannot open the store ${store.directory}: a newer vt wrote it (schema ${schema}, this vt knows ${SCHEMA})`,
  );
}

function refuseForeign(directory: string): void {
  if (!isForeign(directory)) return;
  throw new StoreError(
    `Cannot use the store ${directory}: it must be a directory of yours that others may not enter, name one with --store`,
  );
}

/** Does it again, ever more slowly, while it gives undefined or the database is locked. */
async function untilUnlocked<T>(attempt: () => Promise<{ result: T } | undefined>): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS;
  for (let pause = 1;; pause = Math.min(pause * 2, 200)) {
    try {
      const done = await attempt();
      if (done !== undefined) return done.result;
    } catch (error) {
      if (!isLocked(error) || performance.now() > deadline) throw error;
    }
    if (performance.now() > deadline) throw new StoreError("Cannot write the store: others write to it all the time");
    await new Promise((resume) => setTimeout(resume, pause * (0.5 + Math.random())));
  }
}

function isLocked(error: unknown): boolean {
  return error instanceof TypeError && error.message.includes("database is locked");
}

/** Says of a failure of the database or its files what was tried and where; a bug stays what it is. */
async function saying<T>(directory: string, verb: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!isFailureOfFiles(error)) throw error;
    const advice = verb === "open" ? "; --store or VT_STORE names another" : "";
    throw new StoreError(`Cannot ${verb} the store ${directory}: ${error.message}${advice}`, { cause: error });
  }
}

function isFailureOfFiles(error: unknown): error is Error {
  return error instanceof Error && !(error instanceof InputError) &&
    ("code" in error || /database|disk/.test(error.message));
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return false;
    throw new StoreError(`Cannot read the store ${path}: ${messageOf(error)}`, { cause: error });
  }
}
