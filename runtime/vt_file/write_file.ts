/** Writes a file that is not there yet, or that may be replaced; nobody finds half of it. */
import { InputError } from "../errors.ts";
import { rewriteZip } from "../zip/zip_writer.ts";

/** The end record of an archive without members. */
const EMPTY_ZIP = Uint8Array.of(0x50, 0x4b, 5, 6, ...new Uint8Array(18));

/** A bundle with these members, in parts. */
export async function newBundle(
  contents: ReadonlyMap<string, Uint8Array>,
  date: Date,
): Promise<readonly Uint8Array[]> {
  return await rewriteZip(EMPTY_ZIP, { contents, date });
}

/** Writes the file; throws `InputError` where that fails, and where it exists and `force` is false. */
export async function writeFile(
  path: string,
  parts: readonly Uint8Array[],
  { force }: { readonly force: boolean },
): Promise<void> {
  const slash = path.lastIndexOf("/") + 1;
  const temporary = `${path.slice(0, slash)}.vt-writing-${crypto.randomUUID().slice(0, 8)}`;
  try {
    if (await exists(path) && !force) throw alreadyThere(path);
    await writeParts(temporary, parts);
    if (force) await Deno.rename(temporary, path);
    else await placeNew(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    if (error instanceof InputError || !(error instanceof Error)) throw error;
    const problem = error instanceof Deno.errors.NotFound
      ? "there is no such folder"
      : error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotCapable
      ? "its folder may not be written"
      : error.message;
    throw new InputError(`Cannot write ${path}: ${problem}`, { cause: error });
  }
}

async function writeParts(path: string, parts: readonly Uint8Array[]): Promise<void> {
  using file = await Deno.open(path, { createNew: true, write: true });
  for (const part of parts) for (let done = 0; done < part.length;) done += await file.write(part.subarray(done));
  await file.sync();
}

/** A link is refused where the name is taken, even at the last moment; file systems without links are renamed in. */
async function placeNew(temporary: string, path: string): Promise<void> {
  try {
    await Deno.link(temporary, path);
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) throw alreadyThere(path);
    await Deno.rename(temporary, path);
    return;
  }
  await Deno.remove(temporary);
}

function alreadyThere(path: string): InputError {
  return new InputError(`Cannot write ${path}: it exists, use --force to replace it`);
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
