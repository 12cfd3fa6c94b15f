/** Where downloads are kept, so that what has not changed is not fetched again: VisTrails' own folder. */
import { ModuleError } from "vt";
import { statOf } from "../basic/file_system.ts";
import { quotePlus } from "./percent.ts";

const LONGEST_NAME = 100;
const LONGEST_BEGINNING = LONGEST_NAME - 41;

/** A download may be so large, in bytes, unless `VT_DOWNLOAD_LIMIT` says otherwise. */
const LARGEST = 10e9;

/** In a URL of ssh a password goes on to the `@`, in others a `/` ends the host before. */
const PASSWORD = /^(ssh:\/\/[^/@:]*):[^@]*@|^([\w+.-]+:\/\/[^/?#@:]*):[^/?#@]*@/;

/** The folder, made if need be: `$VT_DOWNLOADS`, else `~/.vistrails/HTTP`, which VisTrails uses too. */
export function downloadFolder(): string {
  const home = Deno.env.get("HOME");
  const folder = Deno.env.get("VT_DOWNLOADS") || (home && `${home}/.vistrails/HTTP`);
  if (!folder) throw new ModuleError("Cannot keep downloads: neither VT_DOWNLOADS nor HOME is set");
  Deno.mkdirSync(folder, { recursive: true });
  return folder;
}

/** Bytes that a download may have. */
export function downloadLimit(): number {
  const limit = Number(Deno.env.get("VT_DOWNLOAD_LIMIT") || LARGEST);
  if (limit >= 0) return limit;
  throw new ModuleError(
    `Cannot limit downloads: VT_DOWNLOAD_LIMIT is ${Deno.env.get("VT_DOWNLOAD_LIMIT")}, bytes wanted`,
  );
}

/** The file's name for a URL; a password in the URL is no part of it. */
export async function cacheName(url: string): Promise<string> {
  const quoted = quotePlus(url.replace(PASSWORD, "$1$2@"));
  if (quoted.length <= LONGEST_NAME) return quoted;
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-1", new TextEncoder().encode(quoted)));
  return `${quoted.slice(0, LONGEST_BEGINNING)}_${hash.toHex()}`;
}

/** Puts a file in place when it is whole: `write` makes it under another name, which is gone if it fails. */
export async function replaceWhole(path: string, write: (path: string) => Promise<unknown>): Promise<void> {
  const part = `${path}.${crypto.randomUUID()}`;
  try {
    await write(part);
    Deno.renameSync(part, path);
  } catch (error) {
    if (statOf(part) !== undefined) Deno.removeSync(part);
    throw error;
  }
}
