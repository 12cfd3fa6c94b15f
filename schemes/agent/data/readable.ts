/**
 * What an agent may read for modules that it confines: it may itself read more than they, and must not lend them that. A
 * path that leads elsewhere, through links too, is not followed.
 */
import { PackError } from "./packer.ts";

/** Folders below which it may read; undefined: everywhere. */
export type Readable = readonly string[] | undefined;

/** Whether a path leads to where may be read, as far as it leads anywhere. */
export function isReadable(path: string, readable: Readable): boolean {
  if (readable === undefined) return true;
  const real = realPath(path);
  return real !== undefined && isBelow(real, readable);
}

/** Opens a file; what lies at its path when it is open is what was opened. Throws a {@linkcode PackError}. */
export function openReadable(path: string, readable: Readable): Deno.FsFile {
  if (readable === undefined) return Deno.openSync(path);
  const real = realPath(path);
  if (real === undefined || !isBelow(real, readable)) throw refused(path);
  const file = Deno.openSync(real);
  // Somebody may have put a link in its place meanwhile.
  const [opened, there] = [file.statSync(), Deno.lstatSync(real)];
  if (realPath(real) === real && opened.ino === there.ino && opened.dev === there.dev && there.isFile) return file;
  file.close();
  throw refused(path);
}

function refused(path: string): PackError {
  return new PackError(`names ${path}, which modules here may not read`);
}

function isBelow(real: string, folders: readonly string[]): boolean {
  return folders.some((folder) => real.startsWith(`${realPath(folder) ?? folder}/`));
}

function realPath(path: string): string | undefined {
  try {
    return Deno.realPathSync(path);
  } catch {
    return undefined;
  }
}
