/**
 * Values and files too big for the KV, in files beside it that are called by the hash of what they hold:
 *
 *     values/ab/<sha256>            never changed once it has this name
 *     values/new/<anything>         on its way there
 *
 * A file is on disk, name and all, before anything in the KV names it. Whoever uses one sets its time, so that a
 * collection of garbage in another process leaves it alone.
 */
import { createHash } from "node:crypto";
import { ifThere } from "../if_there.ts";
import { openFileHash } from "./file_state.ts";
import type { Store } from "./store.ts";

/** A store, as far as its files go; what has no KV may have files of the same form. */
export type StoreFolder = Pick<Store, "directory">;

/** A file that is to become part of the store with {@linkcode settleFiles}. */
export interface StagedFile {
  /** SHA-256 in hex. */
  readonly hash: string;
  /** Bytes. */
  readonly size: number;
  /** Where it lies until then; undefined when the store has it already. */
  readonly temporary?: string;
}

const READ_ONLY = 0o444;
const SYNCED_AT_ONCE = 16;

/** Where the file of a hash lies. */
export function valuePath({ directory }: StoreFolder, hash: string): string {
  return `${directory}/values/${hash.slice(0, 2)}/${hash}`;
}

/** Writes bytes, given in parts; synchronous, so that a value is kept as it is now. */
export function stageBytes(store: StoreFolder, parts: readonly Uint8Array[]): StagedFile {
  const hasher = createHash("sha256");
  let size = 0;
  for (const part of parts) {
    hasher.update(part);
    size += part.length;
  }
  const hash = hasher.digest("hex");
  if (useValue(store, { hash, size })) return { hash, size };
  const temporary = newPath(store);
  orRemoved(temporary, () => {
    using file = Deno.openSync(temporary, { write: true, createNew: true, mode: READ_ONLY });
    for (const part of parts) writeAll(file, part);
  });
  return { hash, size, temporary };
}

/** Copies a file. */
export async function stageFile(store: StoreFolder, path: string): Promise<StagedFile> {
  using file = await Deno.open(path);
  return await stageOpenFile(store, file);
}

/** Copies a file that is open, from its beginning. */
export async function stageOpenFile(store: StoreFolder, from: Deno.FsFile): Promise<StagedFile> {
  const temporary = newPath(store);
  using file = Deno.openSync(temporary, { write: true, createNew: true, mode: READ_ONLY });
  let size = 0;
  const hash = await openFileHash(from, (bytes) => {
    orRemoved(temporary, () => writeAll(file, bytes));
    size += bytes.length;
  });
  return { hash, size, temporary };
}

/** Makes files part of the store; what is written of them may be lost with the power. */
export function publishFiles(store: StoreFolder, staged: readonly StagedFile[]): void {
  for (const { hash, temporary } of staged) {
    if (temporary === undefined) continue;
    const path = valuePath(store, hash);
    Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true, mode: 0o700 });
    Deno.renameSync(temporary, path);
  }
}

/** Makes files part of the store. When it resolves they are there after a failure of power, too. */
export async function settleFiles(store: StoreFolder, staged: readonly StagedFile[]): Promise<void> {
  const folders = new Set<string>();
  for (let from = 0; from < staged.length; from += SYNCED_AT_ONCE) {
    await Promise.all(
      staged.slice(from, from + SYNCED_AT_ONCE).map(async ({ hash, temporary }) => {
        if (temporary === undefined) return;
        await sync(temporary);
        const path = valuePath(store, hash);
        const folder = path.slice(0, path.lastIndexOf("/"));
        await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
        await Deno.rename(temporary, path);
        folders.add(folder);
      }),
    );
  }
  if (folders.size > 0) folders.add(`${store.directory}/values`);
  for (const folder of folders) await sync(folder);
}

/** Whether the store has the file, with all its bytes; it is not garbage for the next hour then. */
export function useValue(store: StoreFolder, { hash, size }: Pick<StagedFile, "hash" | "size">): boolean {
  const path = valuePath(store, hash);
  return ifThere(() => {
    if (Deno.statSync(path).size !== size) return false;
    const now = new Date();
    Deno.utimeSync(path, now, now);
    return true;
  }) ?? false;
}

/** The content of a file; undefined where it is not there as it was. `verify`: its hash is looked at, too. */
export function readValue(
  store: StoreFolder,
  { hash, size }: Pick<StagedFile, "hash" | "size">,
  { verify = false }: { verify?: boolean } = {},
): Uint8Array | undefined {
  const bytes = ifThere(() => Deno.readFileSync(valuePath(store, hash)));
  if (bytes === undefined || bytes.length !== size) return undefined;
  return verify && createHash("sha256").update(bytes).digest("hex") !== hash ? undefined : bytes;
}

/** Removes a file that is not what it should be, so that it is made anew. */
export function dropValue(store: StoreFolder, hash: string): void {
  ifThere(() => Deno.removeSync(valuePath(store, hash)));
}

/** Where files are on their way. */
export function newFolder({ directory }: StoreFolder): string {
  return `${directory}/values/new`;
}

function newPath({ directory }: StoreFolder): string {
  const folder = newFolder({ directory });
  Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
  return `${folder}/${crypto.randomUUID()}`;
}

/** What could not be written, as on a full disk, leaves nothing. */
function orRemoved(path: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    Deno.removeSync(path);
    throw error;
  }
}

function writeAll(file: Deno.FsFile, bytes: Uint8Array): void {
  for (let from = 0; from < bytes.length;) from += file.writeSync(bytes.subarray(from));
}

async function sync(path: string): Promise<void> {
  using file = await Deno.open(path);
  await file.sync();
}
