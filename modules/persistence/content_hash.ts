/** What a file or a directory holds, as one hash: equal for equal content, whatever its name and its times. */
import { createHash } from "node:crypto";
import { ModuleError, python } from "vt";
import { statOf } from "../basic/file_system.ts";
import type { Content } from "./content.ts";

/** What can be kept. */
export type Kind = "file" | "directory";

/** Something in a directory. */
export interface TreeEntry {
  /** Its path inside. */
  readonly name: string;
  readonly isDirectory: boolean;
  readonly isExecutable: boolean;
}

/** Directories with more in them are not kept: links may lead in circles. */
const MOST_ENTRIES = 1_000_000;
const READ_AT_ONCE = 2 ** 20;

/** What lies at a path. Throws where that cannot be kept, with VisTrails' texts. */
export function kindOf(path: string): Kind {
  const info = statOf(path);
  if (info === undefined) throw new python.PythonError("TypeError", "Do not support this type of path");
  if (info.isFile) return "file";
  if (info.isDirectory) return "directory";
  throw new ModuleError("Path is something not a file or a directory");
}

/** Hash and size of what lies at a path. Of the files in a directory it counts which are executable. */
export async function hashOf(path: string, kind: Kind): Promise<Content> {
  if (kind === "file") return { kind, ...await hashOfFile(path) };
  const hash = createHash("sha256").update("directory\n");
  let bytes = 0;
  for (const { name, isDirectory, isExecutable } of treeOf(path)) {
    if (isDirectory) {
      hash.update(`${JSON.stringify([name])}\n`);
      continue;
    }
    const file = await hashOfFile(`${path}/${name}`);
    hash.update(`${JSON.stringify([name, file.hash, isExecutable])}\n`);
    bytes += file.size;
  }
  return { kind, hash: hash.digest("hex"), size: bytes };
}

/** All in a directory, each behind the directory that it is in; links are followed. */
export function* treeOf(folder: string): Generator<TreeEntry> {
  const waiting = [""];
  let count = 0;
  for (let inside = waiting.pop(); inside !== undefined; inside = waiting.pop()) {
    const names = Array.from(Deno.readDirSync(`${folder}/${inside}`), ({ name }) => name).sort();
    for (const last of names) {
      const name = inside + last;
      if (++count > MOST_ENTRIES) throw new ModuleError(`Cannot keep ${folder}: more than ${MOST_ENTRIES} files`);
      const { isFile, isDirectory, mode } = Deno.statSync(`${folder}/${name}`);
      if (!isFile && !isDirectory) throw new ModuleError(`Cannot keep ${folder}: ${name} is no file`);
      yield { name, isDirectory, isExecutable: isFile && ((mode ?? 0) & 0o100) !== 0 };
      if (isDirectory) waiting.push(`${name}/`);
    }
  }
}

async function hashOfFile(path: string): Promise<{ hash: string; size: number }> {
  const hash = createHash("sha256");
  using file = await Deno.open(path);
  const buffer = new Uint8Array(READ_AT_ONCE);
  let size = 0;
  for (let read = await file.read(buffer); read !== null; read = await file.read(buffer)) {
    hash.update(buffer.subarray(0, read));
    size += read;
  }
  return { hash: hash.digest("hex"), size };
}
