/** What lies at a path, as a text that changes when it does. */
import { createHash } from "node:crypto";

/** Files up to this many bytes are compared by their content, larger ones by size and time. */
export const LONGEST_HASHED = 64 * 2 ** 20;

/** Folders with more in them are not compared. */
const MOST_ENTRIES = 10_000;

const READ_AT_ONCE = 2 ** 20;

/** `absent`, or the size and time of a file, or those of all in a folder; undefined where that cannot be told. */
export function fileState(path: string): string | undefined {
  try {
    const info = Deno.statSync(path);
    if (info.isFile) return infoText(info);
    if (!info.isDirectory) return undefined;
    const lines: string[] = [];
    for (const { name, info } of walk(path)) lines.push(`${name}\0${info.isDirectory ? "" : infoText(info)}`);
    return `folder ${createHash("sha256").update(lines.sort().join("\n")).digest("hex")}`;
  } catch (error) {
    return error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory ? "absent" : undefined;
  }
}

/**
 * The content of a file, as `sha256` and a hash, where it is not too large; otherwise what {@linkcode fileState} says.
 * Undefined where that cannot be told.
 */
export async function contentState(path: string): Promise<string | undefined> {
  try {
    const { isFile, size } = await Deno.stat(path);
    if (isFile && size <= LONGEST_HASHED) return `sha256 ${await contentHash(path)}`;
  } catch {
    // What can be said of a file that cannot be read, fileState says.
  }
  return fileState(path);
}

/** SHA-256 of a file's content in hex; `copy` is given the bytes as they are read. */
export async function contentHash(path: string, copy?: (bytes: Uint8Array) => void): Promise<string> {
  using file = await Deno.open(path);
  return await openFileHash(file, copy);
}

/** The same of a file that is open. */
export async function openFileHash(file: Deno.FsFile, copy?: (bytes: Uint8Array) => void): Promise<string> {
  const hash = createHash("sha256");
  const buffer = new Uint8Array(READ_AT_ONCE);
  for (let read = await file.read(buffer); read !== null; read = await file.read(buffer)) {
    const bytes = buffer.subarray(0, read);
    hash.update(bytes);
    copy?.(bytes);
  }
  return hash.digest("hex");
}

/** The same of a file that is read at once; undefined where it cannot be read. */
export function contentHashSync(path: string): string | undefined {
  try {
    return createHash("sha256").update(Deno.readFileSync(path)).digest("hex");
  } catch {
    return undefined;
  }
}

/** Bytes of the file of a {@linkcode fileState}; undefined of anything but a file. */
export function fileSize(state: string): number | undefined {
  const bytes = /^(\d+) bytes/.exec(state)?.[1];
  return bytes === undefined ? undefined : Number(bytes);
}

/** Something in a folder; `name` is its path inside. */
export interface FolderEntry {
  readonly name: string;
  readonly info: Deno.FileInfo;
}

/** All in a folder. Throws where there is too much, and for links to folders and to nothing. */
export function* walk(folder: string): Generator<FolderEntry> {
  const waiting = [""];
  let count = 0;
  for (let inside = waiting.pop(); inside !== undefined; inside = waiting.pop()) {
    for (const { name: last, isSymlink } of Deno.readDirSync(`${folder}/${inside}`)) {
      const name = inside + last;
      const info = Deno.statSync(`${folder}/${name}`);
      if (++count > MOST_ENTRIES || (isSymlink && info.isDirectory)) throw new Error(`Cannot compare folder ${folder}`);
      yield { name, info };
      if (info.isDirectory) waiting.push(`${name}/`);
    }
  }
}

/** Size and time of the last change; in one text, since either alone may stay the same. */
function infoText({ size, mtime }: Deno.FileInfo): string {
  return `${size} bytes of ${mtime?.getTime()}`;
}
