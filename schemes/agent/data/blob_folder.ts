/**
 * A folder of bytes by their hash, in the form of the store's: `values/` and `views/`. Of what is on its way there a part
 * stays when it breaks off, and is taken up by whoever wants the same bytes next; nobody waits for another.
 */
import { createHash } from "node:crypto";
import {
  dropValue,
  newFolder,
  publishFiles,
  stageBytes,
  type StoreFolder,
  useValue,
  valuePath,
} from "../../../runtime/store/value_files.ts";
import { piecesOf } from "../../file_pieces.ts";
import type { Blob, BlobSource } from "./blob.ts";
import { TransferError } from "./receiver.ts";

/** Gives the bytes from a place on. */
export type OpenStream = (from: number) => AsyncIterable<Uint8Array>;

/** A part that nobody has written to for so long is not on its way any more. */
const IDLE_MS = 5_000;

/** See the head of the file. */
export class BlobFolder implements BlobSource, StoreFolder {
  /** Parts that this program writes. */
  readonly #growing = new Set<string>();
  /** What is being received, by hash: whoever wants the same waits for it. */
  readonly #receiving = new Map<string, Promise<void>>();

  /** `readable`: where files may be taken from. */
  constructor(readonly directory: string, readonly readable?: readonly string[]) {}

  /** Whether it is there; it is not garbage for a while then. */
  has(blob: Blob): boolean {
    return useValue(this, blob);
  }

  pathOf({ hash }: Blob): string {
    return valuePath(this, hash);
  }

  /** Puts bytes into it, given in parts. */
  put(parts: readonly Uint8Array[]): Blob {
    const staged = stageBytes(this, parts);
    publishFiles(this, [staged]);
    return { hash: staged.hash, size: staged.size };
  }

  open(blob: Blob, from: number): AsyncIterable<Uint8Array> | undefined {
    return this.has(blob) ? piecesOf(this.pathOf(blob), from) : undefined;
  }

  /** Sees to it that it is there; what is there of it is not asked for again. */
  async receive(blob: Blob, open: OpenStream): Promise<void> {
    for (;;) {
      if (this.has(blob)) return;
      const other = this.#receiving.get(blob.hash);
      if (other === undefined) break;
      await other.catch(() => {});
    }
    const received = this.#receive(blob, open).finally(() => this.#receiving.delete(blob.hash));
    this.#receiving.set(blob.hash, received);
    await received;
  }

  async #receive(blob: Blob, open: OpenStream): Promise<void> {
    const path = `${newFolder(this)}/${blob.hash}-${crypto.randomUUID()}`;
    Deno.mkdirSync(newFolder(this), { recursive: true, mode: 0o700 });
    this.#growing.add(path);
    try {
      this.#takeUp(blob, path);
      await grow(path, blob, open);
      publishFiles(this, [{ ...blob, temporary: path }]);
    } finally {
      this.#growing.delete(path);
    }
  }

  /** Takes the longest part that others have left, if any: who renames it first has it. */
  #takeUp({ hash, size }: Blob, path: string): void {
    const parts = [...Deno.readDirSync(newFolder(this))].map(({ name }) => `${newFolder(this)}/${name}`)
      .filter((other) => other.startsWith(`${newFolder(this)}/${hash}-`) && !this.#growing.has(other))
      .flatMap((other) => idlePart(other) ?? [])
      .filter((part) => part.size <= size)
      .sort((a, b) => b.size - a.size);
    for (const part of parts) {
      try {
        return Deno.renameSync(part.path, path);
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      }
    }
  }

  /** Removes what is not what it should be. */
  drop({ hash }: Blob): void {
    dropValue(this, hash);
  }
}

/** Undefined for one that somebody writes, or has taken. */
function idlePart(path: string): { readonly path: string; readonly size: number } | undefined {
  try {
    const { size, mtime } = Deno.statSync(path);
    return Date.now() - Number(mtime) < IDLE_MS ? undefined : { path, size };
  } catch {
    return undefined;
  }
}

/** Writes what a part lacks and looks at the whole; one that is wrong, or for which there is no room, is removed. */
async function grow(path: string, { hash, size }: Blob, open: OpenStream): Promise<void> {
  using file = await Deno.open(path, { read: true, write: true, create: true, mode: 0o600 });
  const hasher = createHash("sha256");
  let at = 0;
  for await (const piece of piecesOf(path, 0)) {
    hasher.update(piece);
    at += piece.length;
  }
  await file.seek(at, Deno.SeekMode.Start);
  try {
    for await (const piece of open(at)) {
      hasher.update(piece);
      for (let from = 0; from < piece.length;) from += await file.write(piece.subarray(from));
      at += piece.length;
    }
  } catch (error) {
    if (!isFull(error)) throw error;
    Deno.removeSync(path);
    throw new TransferError("its disk is full");
  }
  if (at !== size || hasher.digest("hex") !== hash) {
    Deno.removeSync(path);
    throw new TransferError("it changed while it was sent, or arrived damaged");
  }
  Deno.chmodSync(path, 0o444);
}

/** Whether there is no room on a disk. */
export function isFull(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT");
}
