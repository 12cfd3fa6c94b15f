/** Files and folders that nobody but their owner may look into. */
import { InputError, messageOf } from "../../runtime/errors.ts";

/** Writes a file of mode 0600 in one step. `isNew`: one that is there already stays. */
export function writePrivateFile(path: string, text: string, { isNew = false } = {}): void {
  const temporary = `${path}.${crypto.randomUUID()}`;
  Deno.writeTextFileSync(temporary, text, { mode: 0o600, createNew: true });
  try {
    if (isNew) Deno.linkSync(temporary, path);
    else Deno.renameSync(temporary, path);
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  } finally {
    if (isNew) Deno.removeSync(temporary);
  }
}

/** Reads a secret file; one that others may read is no secret, and refused. */
export function readPrivateFile(path: string, what: string): string {
  try {
    const { mode } = Deno.statSync(path);
    if (mode !== null && (mode & 0o077) !== 0) {
      throw new InputError(`Cannot use ${what} in ${path}: others may read it; chmod 600 ${path}`);
    }
    return Deno.readTextFileSync(path).trim();
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`Cannot read ${what} in ${path}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** Makes a folder of mode 0700, or makes sure that the one that is there belongs to this user alone. */
export function makePrivateFolder(path: string): void {
  Deno.mkdirSync(path, { recursive: true, mode: 0o700 });
  const { isDirectory, uid, mode } = Deno.lstatSync(path);
  if (!isDirectory || (uid !== null && uid !== Deno.uid())) {
    throw new InputError(`Cannot use ${path}: it is no folder of this user`);
  }
  if (mode !== null && (mode & 0o077) !== 0) Deno.chmodSync(path, 0o700);
}
