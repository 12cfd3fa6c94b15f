/** Replaces a file as a whole: whoever looks, at any moment, finds the old one or the new one. */
import { InputError, VistrailFileError } from "../errors.ts";
import { crc32 } from "../zip/crc32.ts";
import { checkSource } from "./vistrail_source.ts";

/** A file that is about to be replaced; nobody else who comes this way replaces it meanwhile. */
export interface FileToReplace extends Disposable {
  /** Its content. */
  readonly bytes: Uint8Array;
  /**
   * Writes the new content beside it, lets `check` read that, and puts it in the old one's place, with the same
   * permissions and, where this user may do that, the same owner. Throws `InputError` and leaves the file alone when
   * that fails or the file has changed since it was opened.
   */
  replace(parts: readonly Uint8Array[], check: (written: Deno.FsFile) => Promise<void>): Promise<void>;
}

/** Opens the file; throws `InputError` when it is not there, or may not be written. */
export async function openToReplace(named: string): Promise<FileToReplace> {
  return await explained(named, async () => {
    const path = await Deno.realPath(named);
    for (;;) {
      const file = await openWritable(path);
      try {
        // Waits for others who are saving it. Where the file system has no locks, the last of them wins.
        await file.lock(true).catch(() => {});
        const info = await file.stat();
        if (await isStillAt(path, info)) {
          return opened({ named, path, info, bytes: await readAll(file, info.size) }, file);
        }
      } catch (error) {
        file.close();
        throw error;
      }
      file.close();
    }
  });
}

interface Target {
  readonly named: string;
  readonly path: string;
  readonly info: Deno.FileInfo;
}

function opened({ bytes, ...target }: Target & { readonly bytes: Uint8Array }, file: Deno.FsFile): FileToReplace {
  return {
    bytes,
    replace: (parts, check) => explained(target.named, () => replace(target, parts, check)),
    [Symbol.dispose]: () => file.close(),
  };
}

/** False when someone has put another file in its place. */
async function isStillAt(path: string, { dev, ino }: Deno.FileInfo): Promise<boolean> {
  const info = await Deno.stat(path);
  return info.dev === dev && info.ino === ino;
}

async function openWritable(path: string): Promise<Deno.FsFile> {
  checkSource(await Deno.stat(path));
  return await Deno.open(path, { read: true, write: true });
}

async function readAll(file: Deno.FsFile, size: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(size);
  for (let done = 0; done < size;) {
    const count = await file.read(bytes.subarray(done));
    if (count === null) throw new Deno.errors.UnexpectedEof("it became shorter while it was read");
    done += count;
  }
  return bytes;
}

async function replace(
  { named, path, info }: Target,
  parts: readonly Uint8Array[],
  check: (written: Deno.FsFile) => Promise<void>,
): Promise<void> {
  const folder = path.slice(0, path.lastIndexOf("/")) || "/";
  const prefix = temporaryPrefix(path.slice(path.lastIndexOf("/") + 1));
  await removeLeftovers(folder, prefix);
  const temporary = `${folder}/${prefix}${crypto.randomUUID().slice(0, 8)}`;
  try {
    using file = await Deno.open(temporary, { createNew: true, read: true, write: true, mode: 0o600 });
    for (const part of parts) for (let done = 0; done < part.length;) done += await file.write(part.subarray(done));
    await file.sync();
    await check(file);
    await takeOver(temporary, info);
    if (!isSame(info, await Deno.stat(path))) throw changedMeanwhile(named);
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
  await syncFolder(folder);
}

/** An error that says that somebody else has saved the file. */
export function changedMeanwhile(path: string): InputError {
  return new InputError(`Cannot save ${path}: it has changed since it was read, run the command again`);
}

function isSame(a: Deno.FileInfo, b: Deno.FileInfo): boolean {
  return a.dev === b.dev && a.ino === b.ino && a.size === b.size && a.mtime?.getTime() === b.mtime?.getTime();
}

/** Short enough for any file system, and the same for all who save this file. */
function temporaryPrefix(name: string): string {
  return `.vt-saving-${crc32(new TextEncoder().encode(name)).toString(16).padStart(8, "0")}-`;
}

/** What a save left behind that was killed; this one holds the lock, so that none is under way. */
async function removeLeftovers(folder: string, prefix: string): Promise<void> {
  for await (const { name: other, isFile } of Deno.readDir(folder)) {
    if (isFile && other.startsWith(prefix)) await Deno.remove(`${folder}/${other}`).catch(() => {});
  }
}

async function takeOver(path: string, { uid, gid, mode }: Deno.FileInfo): Promise<void> {
  const own = await Deno.stat(path);
  if (own.uid !== uid) await Deno.chown(path, uid, gid).catch(() => {});
  else if (own.gid !== gid) await Deno.chown(path, null, gid).catch(() => {});
  if (mode !== null) await Deno.chmod(path, mode & 0o777);
}

/** So that the new name outlives a loss of power; not every file system can. */
async function syncFolder(folder: string): Promise<void> {
  try {
    using directory = await Deno.open(folder);
    await directory.sync();
  } catch (error) {
    if (!(error instanceof Error && isOfSystem(error))) throw error;
  }
}

/** Says of the system's errors what could not be done. */
async function explained<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof VistrailFileError) throw error.in(path);
    if (error instanceof InputError || !(error instanceof Error) || !isOfSystem(error)) throw error;
    const problem = error instanceof Deno.errors.NotFound
      ? "there is no such file"
      : error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotCapable
      ? "it, or its folder, may not be written"
      : error.message;
    throw new InputError(`Cannot save ${path}: ${problem}`, { cause: error });
  }
}

/** Errors that Deno has no class for, such as a full disk, carry the system's code. */
function isOfSystem(error: Error): boolean {
  return "code" in error || Object.values(Deno.errors).some((kind) => error instanceof kind);
}
