/** Whether what is about to be kept has a secret in it. */
import type { Masker } from "../secrets/masker.ts";
import { walk } from "./file_state.ts";
import type { EncodedValue } from "./value_codec.ts";

const READ_AT_ONCE = 2 ** 20;

/** Of a value. */
export function holdsSecret({ text, attachments, paths }: EncodedValue, masker: Masker): boolean {
  return masker.isIn(text) || paths.some(({ name }) => masker.isIn(name)) ||
    attachments.some((bytes) => masker.isInBytes(bytes));
}

/** Of a file's content, or of a folder: the names and contents of all in it. */
export async function pathHoldsSecret(path: string, masker: Masker): Promise<boolean> {
  const { isDirectory } = await Deno.stat(path);
  if (!isDirectory) return await fileHoldsSecret(path, masker);
  for (const { name, info } of walk(path)) {
    if (masker.isIn(name) || (info.isFile && await fileHoldsSecret(`${path}/${name}`, masker))) return true;
  }
  return false;
}

/** Pieces overlap by as much as a secret may be cut off. */
async function fileHoldsSecret(path: string, masker: Masker): Promise<boolean> {
  const overlap = 4 * masker.forms[0].length;
  const buffer = new Uint8Array(READ_AT_ONCE + overlap);
  using file = await Deno.open(path);
  let kept = 0;
  for (
    let read = await file.read(buffer.subarray(kept));
    read !== null;
    read = await file.read(buffer.subarray(kept))
  ) {
    const length = kept + read;
    if (masker.isInBytes(buffer.subarray(0, length))) return true;
    kept = Math.min(overlap, length);
    buffer.copyWithin(0, length - kept, length);
  }
  return false;
}
