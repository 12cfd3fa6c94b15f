/**
 * Files and directories that are kept, under the SHA-256 of what they hold:
 *
 *     content/ab/<sha256>          a file, or a directory with all that is in it; never changed once it has this name
 *     named/ab/<sha256>/<name>     the same file again, with a name that modules understand
 *     new/<anything>               on its way there
 *
 * What is kept is read-only. Two programs may keep the same at a time: who comes second finds it there.
 */
import { ModuleError } from "vt";
import { ifThere } from "../../runtime/if_there.ts";
import { statOf } from "../basic/file_system.ts";
import { hashOf, type Kind, kindOf, treeOf } from "./content_hash.ts";

/** What a kept path holds; plain data. */
export interface Content {
  readonly kind: Kind;
  /** SHA-256 in hex. */
  readonly hash: string;
  /** Bytes, of a directory those of all its files. */
  readonly size: number;
}

const FILE = 0o444;
const PROGRAM = 0o555;
const FOLDER = 0o555;
const LONGEST_NAME = 200;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Keeps what lies at a path. When it resolves the content is on disk. */
export async function keepContent(folder: string, path: string): Promise<Content> {
  const kind = kindOf(path);
  const found = await hashOf(path, kind);
  if (hasContent(folder, found)) return found;
  if (kind === "directory" && isEmpty(path)) throw new ModuleError("This directory is empty");
  const growing = newPath(folder);
  try {
    if (kind === "file") await copyFile(path, growing, FILE);
    else await copyTree(path, growing);
    // The original may have changed meanwhile: what was copied counts.
    const copied = await hashOf(growing, kind);
    await settle(folder, growing, copied);
    return copied;
  } finally {
    if (statOf(growing) !== undefined) removeTree(growing);
  }
}

/** Whether the content is there, with all its bytes where it is a file. */
export function hasContent(folder: string, { kind, hash, size }: Content): boolean {
  const info = ifThere(() => Deno.statSync(contentPath(folder, hash)));
  if (info === undefined) return false;
  return kind === "file" ? info.isFile && info.size === size : info.isDirectory;
}

/** The path at which a module finds the content; `name` is what its last part is called, of a file. */
export function givenPath(folder: string, { kind, hash }: Content, name: string): string {
  const path = contentPath(folder, hash);
  if (kind === "directory") return path;
  const named = `${folder}/named/${hash.slice(0, 2)}/${hash}`;
  Deno.mkdirSync(named, { recursive: true });
  const given = `${named}/${fileName(name)}`;
  try {
    Deno.linkSync(path, given);
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  }
  return given;
}

/** A path for something that is on its way into the folder; what has been on its way for a day is removed. */
export function newPath(folder: string): string {
  Deno.mkdirSync(`${folder}/new`, { recursive: true, mode: 0o700 });
  for (const { name } of Deno.readDirSync(`${folder}/new`)) removeOld(`${folder}/new/${name}`);
  return `${folder}/new/${crypto.randomUUID()}`;
}

/** Makes a file or directory outlast a failure of power. */
export async function sync(path: string): Promise<void> {
  using file = await Deno.open(path);
  await file.sync();
}

/** Removes a directory of which parts are read-only. */
export function removeTree(path: string): void {
  if (Deno.lstatSync(path).isDirectory) {
    Deno.chmodSync(path, 0o700);
    for (const { name, isDirectory } of Deno.readDirSync(path)) if (isDirectory) removeTree(`${path}/${name}`);
  }
  Deno.removeSync(path, { recursive: true });
}

function isEmpty(folder: string): boolean {
  return Deno.readDirSync(folder).next().done ?? false;
}

function contentPath(folder: string, hash: string): string {
  return `${folder}/content/${hash.slice(0, 2)}/${hash}`;
}

function fileName(name: string): string {
  const safe = name.replaceAll(/[/\\\0]/g, "_").slice(-LONGEST_NAME);
  return ["", ".", ".."].includes(safe) ? "file" : safe;
}

function removeOld(path: string): void {
  // Another program may be faster.
  ifThere(() => {
    const { mtime } = Deno.lstatSync(path);
    if (mtime !== null && Date.now() - mtime.getTime() > DAY_MS) removeTree(path);
  });
}

async function settle(folder: string, growing: string, content: Content): Promise<void> {
  const path = contentPath(folder, content.hash);
  const parent = path.slice(0, path.lastIndexOf("/"));
  await Deno.mkdir(parent, { recursive: true });
  try {
    await Deno.rename(growing, path);
  } catch (error) {
    if (!hasContent(folder, content)) throw error;
  }
  // It could not have been moved without the right to write to it.
  if (content.kind === "directory") await Deno.chmod(path, FOLDER);
  for (const one of [parent, `${folder}/content`, folder]) await sync(one);
}

async function copyTree(from: string, to: string): Promise<void> {
  const folders = [to];
  await Deno.mkdir(to);
  for (const { name, isDirectory, isExecutable } of treeOf(from)) {
    if (isDirectory) {
      folders.push(`${to}/${name}`);
      await Deno.mkdir(`${to}/${name}`);
    } else {
      await copyFile(`${from}/${name}`, `${to}/${name}`, isExecutable ? PROGRAM : FILE);
    }
  }
  for (const folder of folders.reverse()) {
    if (folder !== to) await Deno.chmod(folder, FOLDER);
    await sync(folder);
  }
}

async function copyFile(from: string, to: string, mode: number): Promise<void> {
  await Deno.copyFile(from, to);
  await Deno.chmod(to, mode);
  await sync(to);
}
