/**
 * Folders of temporary files: made in one way, so that their paths can be told from others later, and so that what a
 * killed program has left is removed by one that comes after it.
 *
 * Who makes a folder locks it as long as it lives: the system gives the lock back, however that ends, and it holds
 * between containers too. A folder is given its last name when it is locked, so one of such a name and without a lock is
 * nobody's any more.
 */
import { InputError, messageOf } from "./errors.ts";

const LONG_NAME = /^vt_(?:[a-z]+_)?[0-9a-f]{24}$/;
// Deno writes a random number of 64 bits without the zeros that it begins with: one in 16 has less than 16 digits.
const INSIDE = /[/\\]vt_(?:[a-z]+_)?(?:[0-9a-f]{8,16}|[0-9a-f]{24})[/\\][^/\\]/;

/** Of the folders that this thread has made. */
const locks = new Map<string, Deno.FsFile>();
/** Where it has looked for what others have left. */
const cleared = new Set<string>();

/**
 * Makes a folder that whoever asks for it removes. Throws an InputError where none can be made.
 *
 * @param dir where it is made: the system's place for temporary files if nothing is said
 * @param purpose one word that tells people who find it what it is for
 */
export function makeTemporaryFolder(dir?: string, purpose?: string): string {
  const prefix = purpose === undefined ? "vt_" : `vt_${purpose}_`;
  const made = newFolder(dir, prefix);
  const parent = made.slice(0, made.lastIndexOf(prefix) - 1);
  if (!cleared.has(parent)) {
    cleared.add(parent);
    clear(parent);
  }
  const lock = lockOf(made);
  if (lock === undefined) return made;
  const path = `${parent}/${prefix}${randomDigits()}`;
  Deno.renameSync(made, path);
  locks.set(path, lock);
  return path;
}

function newFolder(dir: string | undefined, prefix: string): string {
  try {
    return Deno.makeTempDirSync({ dir, prefix });
  } catch (error) {
    const place = dir ?? (Deno.env.get("TMPDIR") || "/tmp");
    throw new InputError(
      `Cannot make a temporary folder in ${place}: ${messageOf(error)}; TMPDIR names another place`,
      { cause: error },
    );
  }
}

/** Removes such a folder with all that is in it; nothing where it has gone already. */
export async function removeTemporaryFolder(path: string): Promise<void> {
  await Deno.remove(path, { recursive: true }).catch(() => removeAll(path));
  unlock(path);
}

/** The same at once, for who cannot wait. */
export function removeTemporaryFolderSync(path: string): void {
  removeAll(path);
  unlock(path);
}

/** Whether a path lies in such a folder, which may be long gone. */
export function liesInTemporaryFolder(path: string): boolean {
  return INSIDE.test(path);
}

/** Removes what programs of this user have left that have ended without doing so. */
function clear(parent: string): void {
  try {
    for (const { name, isDirectory } of Deno.readDirSync(parent)) {
      if (isDirectory && LONG_NAME.test(name)) clearOne(`${parent}/${name}`);
    }
  } catch {
    // This program may not look there, or not remove what it finds: it is no worse than before.
  }
}

function clearOne(path: string): void {
  using lock = lockOf(path);
  if (lock === undefined || lock.statSync().uid !== Deno.uid()) return;
  try {
    removeAll(path);
  } catch {
    // Another time.
  }
}

/** Undefined where somebody else has it, and where folders cannot be locked. */
function lockOf(path: string): Deno.FsFile | undefined {
  let file: Deno.FsFile | undefined;
  try {
    file = Deno.openSync(path);
    if (file.tryLockSync(true)) return file;
  } catch {
    // It is of another user, has just gone, or this system does not lock folders.
  }
  file?.close();
  return undefined;
}

function unlock(path: string): void {
  locks.get(path)?.close();
  locks.delete(path);
}

/** Also what is in folders that nobody may write to. */
function removeAll(path: string): void {
  try {
    Deno.removeSync(path, { recursive: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    if (!(error instanceof Deno.errors.PermissionDenied)) throw error;
    makeWritable(path);
    Deno.removeSync(path, { recursive: true });
  }
}

function makeWritable(folder: string): void {
  Deno.chmodSync(folder, 0o700);
  for (const { name, isDirectory } of Deno.readDirSync(folder)) if (isDirectory) makeWritable(`${folder}/${name}`);
}

function randomDigits(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
