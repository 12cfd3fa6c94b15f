/** A value on its way: what it is, and by their hashes the bytes and files that belong to it. */
import type { FolderItem } from "../../../runtime/store/views.ts";
import { isItem, isName } from "../../../runtime/store/views.ts";
import { type Blob, isBlob } from "./blob.ts";

/** See the head of the file; plain data, as JSON has it. */
export interface Packed {
  /** The value as the store has it (`value_frame.ts`): by its hash, or where it is short the bytes in base64. */
  readonly frame: Blob | string;
  /** What its paths stand for, by their numbers in the frame. */
  readonly paths: readonly PackedPath[];
  /** Values in it that are not here, by their numbers. */
  readonly remotes: readonly Packed[];
}

/** What lies at a path. */
export type PackedPath =
  /** Nothing, or nothing that can be sent: the name alone travels. */
  | { readonly kind: "name"; readonly name: string }
  | ({ readonly kind: "file"; readonly name: string; readonly isExecutable: boolean } & Blob)
  | { readonly kind: "folder"; readonly name: string; readonly items: readonly FolderItem[] };

/** All bytes that a value needs, each once. */
export function blobsOf(packed: Packed): readonly Blob[] {
  const blobs = new Map<string, Blob>();
  const add = ({ hash, size }: Blob): void => void blobs.set(hash, { hash, size });
  const waiting: Packed[] = [packed];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    if (typeof one.frame !== "string") add(one.frame);
    for (const path of one.paths) {
      if (path.kind === "file") add(path);
      if (path.kind === "folder") { for (const [, hash, size] of path.items) if (hash !== null) add({ hash, size }); }
    }
    waiting.push(...one.remotes);
  }
  return [...blobs.values()];
}

/** Bytes that all of it takes. */
export function sizeOf(packed: Packed): number {
  return blobsOf(packed).reduce((sum, { size }) => sum + size, 0);
}

const DEEPEST = 8;

/** Whether something that came from outside is a packed value. */
export function isPacked(value: unknown, depth = 0): value is Packed {
  if (typeof value !== "object" || value === null || depth > DEEPEST) return false;
  const { frame, paths, remotes } = value as Partial<Packed>;
  return (typeof frame === "string" || isBlob(frame)) && Array.isArray(paths) && paths.every(isPackedPath) &&
    Array.isArray(remotes) && remotes.every((one) => isPacked(one, depth + 1));
}

function isPackedPath(path: unknown): path is PackedPath {
  if (typeof path !== "object" || path === null) return false;
  const { kind, name, items } = path as Readonly<Record<string, unknown>>;
  if (typeof name !== "string") return false;
  if (kind === "name") return true;
  if (!isName(name)) return false;
  return kind === "file" ? isBlob(path) : kind === "folder" && Array.isArray(items) && items.every(isItem);
}
