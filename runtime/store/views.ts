/**
 * Files and folders of the store under names that modules can use:
 *
 *     views/ab/<sha256>/<name>      a link to a file of values/, or a folder of such links
 *
 * They are read-only, since they share their bytes with the store; they are made when they are wanted, and stay.
 */
import { isThere } from "../if_there.ts";
import { walk } from "./file_state.ts";
import { readValue, stageBytes, type StagedFile, type StoreFolder, useValue, valuePath } from "./value_files.ts";
import { frameParts, isHash, readFrame } from "./value_frame.ts";

/** One thing in a folder of the store: its path inside, the file of its content (null: a folder), its bytes. */
export type FolderItem = readonly [name: string, hash: string | null, size: number, isExecutable: boolean];

/** What a view shows. */
export interface Viewed extends Pick<StagedFile, "hash" | "size"> {
  /** The hash of a folder is that of the list of what is in it. */
  readonly kind: "file" | "folder";
  /** The last part of its path. */
  readonly name: string;
  readonly isExecutable?: boolean;
}

const READ_ONLY_FOLDER = 0o555;
const EXECUTABLE = 0o555;

/** The path at which a module finds it; undefined when it is not in the store, or not as it was. */
export function viewOf(store: StoreFolder, viewed: Viewed): string | undefined {
  if (!isName(viewed.name) || !useValue(store, viewed)) return undefined;
  const folder = viewFolder(store, viewed.hash);
  const path = `${folder}/${viewed.name}`;
  if (isThere(path)) return path;
  Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (viewed.kind === "file") {
    link(store, path, viewed);
    return path;
  }
  const items = itemsOf(store, viewed);
  if (items?.every(([, hash, size]) => hash === null || useValue(store, { hash, size })) !== true) return undefined;
  makeFolder(store, path, items);
  return path;
}

/** What a path shows, if it is one that {@linkcode viewOf} gave. */
export function viewedAt(store: StoreFolder, path: string): Viewed | undefined {
  const start = `${store.directory}/views/`;
  const [ab, hash, name, ...more] = path.startsWith(start) ? path.slice(start.length).split("/") : [];
  if (!isHash(hash) || !isName(name ?? "") || more.length > 0 || ab !== hash.slice(0, 2)) return undefined;
  const { isDirectory, mode } = Deno.statSync(path);
  const { size } = Deno.statSync(valuePath(store, hash));
  return { kind: isDirectory ? "folder" : "file", name, hash, size, isExecutable: !isDirectory && isExecutable(mode) };
}

/** Whether a path lies in the store. */
export function isInViews({ directory }: StoreFolder, path: string): boolean {
  return path.startsWith(`${directory}/views/`);
}

/** The folder of all views of a hash. */
function viewFolder({ directory }: StoreFolder, hash: string): string {
  return `${directory}/views/${hash.slice(0, 2)}/${hash}`;
}

/** Removes all views of a hash. */
export function removeViews(folder: string): void {
  makeWritable(folder);
  Deno.removeSync(folder, { recursive: true });
}

/** What a folder holds, sorted by name. `of`: the content of the file at a path. */
export async function folderItems(
  folder: string,
  of: (path: string) => Promise<Pick<StagedFile, "hash" | "size">>,
): Promise<FolderItem[]> {
  const items: FolderItem[] = [];
  for (const { name, info } of walk(folder)) {
    if (info.isDirectory) {
      items.push([name, null, 0, false]);
      continue;
    }
    const { hash, size } = await of(`${folder}/${name}`);
    items.push([name, hash, size, isExecutable(info.mode)]);
  }
  return items.sort(([a], [b]) => a < b ? -1 : 1);
}

/** Writes the list by which a folder is known. */
export function stageList(store: StoreFolder, items: readonly FolderItem[]): StagedFile {
  const files = [...new Set(items.map(([, hash]) => hash).filter((hash) => hash !== null))];
  return stageBytes(store, frameParts({ text: JSON.stringify(items), attachments: [], paths: [] }, files));
}

/** Whether the mode of a file says that its owner may execute it. */
export function isExecutable(mode: number | null): boolean {
  return ((mode ?? 0) & 0o100) !== 0;
}

function makeWritable(folder: string): void {
  const waiting = [folder];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    Deno.chmodSync(at, 0o700);
    for (const { name, isDirectory } of Deno.readDirSync(at)) if (isDirectory) waiting.push(`${at}/${name}`);
  }
}

function makeFolder(store: StoreFolder, path: string, items: readonly FolderItem[]): void {
  const growing = `${path.slice(0, path.lastIndexOf("/"))}/.${crypto.randomUUID()}`;
  const folders = [growing];
  Deno.mkdirSync(growing);
  for (const [name, hash, _size, isExecutable] of items) {
    const inside = `${growing}/${name}`;
    if (hash === null) {
      Deno.mkdirSync(inside);
      folders.push(inside);
    } else {
      link(store, inside, { hash, isExecutable });
    }
  }
  for (const folder of folders.reverse()) Deno.chmodSync(folder, READ_ONLY_FOLDER);
  try {
    Deno.renameSync(growing, path);
  } catch (error) {
    removeViews(growing);
    if (!isThere(path)) throw error;
  }
}

/** A link shares the mode with its file, so that what may be executed is copied. */
function link(store: StoreFolder, path: string, { hash, isExecutable }: Pick<Viewed, "hash" | "isExecutable">): void {
  const from = valuePath(store, hash);
  try {
    if (!isExecutable) return Deno.linkSync(from, path);
    Deno.copyFileSync(from, path);
    Deno.chmodSync(path, EXECUTABLE);
  } catch (error) {
    if (!isThere(path)) throw error;
  }
}

/** The content of a folder, its folders before what is in them. */
function itemsOf(store: StoreFolder, list: Pick<StagedFile, "hash" | "size">): readonly FolderItem[] | undefined {
  const bytes = readValue(store, list);
  const frame = bytes === undefined ? undefined : readFrame(bytes);
  try {
    const items: unknown = JSON.parse(frame?.text ?? "");
    return Array.isArray(items) && items.every(isItem) ? items : undefined;
  } catch {
    return undefined;
  }
}

/** Whether something that came from outside is an item of a folder. */
export function isItem(item: unknown): item is FolderItem {
  if (!Array.isArray(item)) return false;
  const [name, hash, size] = item;
  return typeof name === "string" && name.split("/").every(isName) && (hash === null || isHash(hash)) &&
    typeof size === "number";
}

/** Whether a text names something in a folder, and nothing outside. */
export function isName(name: string): boolean {
  return name !== "" && name !== "." && name !== ".." && !/[/\0]/.test(name);
}
