/**
 * What is kept of a path that a result holds. What a run made in its temporary folder is copied into the store, where
 * it is found again under its own name. Of all else the path is kept, and how the file was: when it has changed, the
 * result is not known any more.
 */
import { PathValue } from "../values.ts";
import { contentHash, contentHashSync, fileSize, fileState, LONGEST_HASHED } from "./file_state.ts";
import type { Store } from "./store.ts";
import { type StagedFile, stageFile } from "./value_files.ts";
import { isHash } from "./value_frame.ts";
import { folderItems, isExecutable, isInViews, stageList, type Viewed, viewedAt, viewOf } from "./views.ts";

/** See the head of the file; plain data. */
export type KeptPath = Viewed | FoundPath;

/** A path elsewhere, and what lay there. */
interface FoundPath {
  readonly kind: "elsewhere";
  readonly name: string;
  readonly state: string;
  /** SHA-256 of a file that is not too large. */
  readonly hash?: string;
}

/** A path of a value that is kept, and how the file was at that time. */
export interface PathToKeep {
  readonly path: string;
  readonly state: string;
  readonly isTemporary: boolean;
}

/** What is kept of a path, and the files that have to be settled before anything names them. */
export interface PathKept {
  readonly kept: KeptPath;
  readonly staged: readonly StagedFile[];
}

/** Takes down how things are at the path now; undefined where that cannot be told. */
export function lookAt({ name: path }: PathValue, isTemporary: (path: string) => boolean): PathToKeep | undefined {
  const state = fileState(path);
  return state === undefined ? undefined : { path, state, isTemporary: state !== "absent" && isTemporary(path) };
}

/** Keeps a path; undefined when what lies there has changed since {@linkcode lookAt}. */
export async function keepPath(store: Store, toKeep: PathToKeep): Promise<PathKept | undefined> {
  try {
    const kept = await keep(store, toKeep);
    return fileState(toKeep.path) === toKeep.state ? kept : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** The path again; undefined when what lies there has changed, or is in the store no more. Trusts nothing it is given. */
export function restorePath(store: Store, given: unknown): PathValue | undefined {
  if (typeof given !== "object" || given === null) return undefined;
  const { kind, name, hash, size, state, isExecutable } = given as Readonly<Record<string, unknown>>;
  if (typeof name !== "string") return undefined;
  if (kind === "elsewhere") return isAsFound({ name, state, hash }) ? new PathValue(name) : undefined;
  if ((kind !== "file" && kind !== "folder") || !isHash(hash) || typeof size !== "number") return undefined;
  const path = viewOf(store, { kind, name, hash, size, isExecutable: isExecutable === true });
  return path === undefined ? undefined : new PathValue(path);
}

/** The file of the store that a kept path needs. */
export function fileOf(kept: KeptPath): string | undefined {
  return kept.kind === "elsewhere" ? undefined : kept.hash;
}

async function keep(store: Store, { path, state, isTemporary }: PathToKeep): Promise<PathKept> {
  const viewed = viewedAt(store, path);
  if (viewed !== undefined) return { kept: viewed, staged: [] };
  if (isTemporary || (state !== "absent" && isInViews(store, path))) {
    const { isDirectory, mode } = await Deno.stat(path);
    return isDirectory ? await keepFolder(store, path) : await keepFile(store, path, isExecutable(mode));
  }
  const size = fileSize(state);
  const hash = size === undefined || size > LONGEST_HASHED ? {} : { hash: await contentHash(path) };
  return { kept: { kind: "elsewhere", name: path, state, ...hash }, staged: [] };
}

async function keepFile(store: Store, path: string, isExecutable: boolean): Promise<PathKept> {
  const staged = await stageFile(store, path);
  const { hash, size } = staged;
  return { kept: { kind: "file", name: lastPart(path), hash, size, isExecutable }, staged: [staged] };
}

async function keepFolder(store: Store, path: string): Promise<PathKept> {
  const staged: StagedFile[] = [];
  const items = await folderItems(path, async (inside) => {
    const file = await stageFile(store, inside);
    staged.push(file);
    return file;
  });
  const list = stageList(store, items);
  const { hash, size } = list;
  return { kept: { kind: "folder", name: lastPart(path), hash, size }, staged: [...staged, list] };
}

/** A file of which the content did not change is as it was, whatever its time. */
function isAsFound({ name, state, hash }: { name: string; state: unknown; hash: unknown }): boolean {
  const now = fileState(name);
  if (now === undefined || now === state) return now !== undefined;
  const size = fileSize(now);
  return size !== undefined && size === fileSize(String(state)) && isHash(hash) && contentHashSync(name) === hash;
}

function lastPart(path: string): string {
  return path.replace(/\/+$/, "").replace(/^.*\//s, "");
}
