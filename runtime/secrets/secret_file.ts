/**
 * The file in which a person keeps secrets, `secrets.json` in the store's directory: names and values, not encrypted.
 * Nobody but its owner may read it; it is not part of the database, whose old pages stay on disk.
 */
import { isSecretName } from "../authoring/secret_reference.ts";
import { InputError, messageOf } from "../errors.ts";

/** Characters of one value. */
export const LONGEST_SECRET = 65_536;

/** Bytes of a file that is read; more is none of ours. */
const LONGEST_FILE = 16 * 2 ** 20;

/** Path of the file in a store's directory. */
export function secretFile(directory: string): string {
  return `${directory}/secrets.json`;
}

/** The secrets in the file; none where there is no file. Refuses a file that others may read. */
export function readSecretFile(directory: string): ReadonlyMap<string, string> {
  const path = secretFile(directory);
  let text: string;
  try {
    const { size, mode, isFile } = Deno.lstatSync(path);
    if (!isFile || size > LONGEST_FILE) throw new InputError(`Cannot read the secrets in ${path}: it is no such file`);
    if (mode !== null && (mode & 0o077) !== 0) {
      throw new InputError(`Cannot read the secrets in ${path}: others may read it, chmod 600 ends that`);
    }
    text = Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return new Map();
    if (error instanceof InputError) throw error;
    throw new InputError(`Cannot read the secrets in ${path}: ${messageOf(error)}`, { cause: error });
  }
  return parsed(text, path);
}

function parsed(text: string, path: string): ReadonlyMap<string, string> {
  let entries: [string, unknown][];
  try {
    entries = Object.entries(JSON.parse(text) as object);
  } catch {
    // The message of the parser would show a part of the file.
    throw new InputError(`Cannot read the secrets in ${path}: it is damaged`);
  }
  if (!entries.every((entry): entry is [string, string] => isSecretName(entry[0]) && typeof entry[1] === "string")) {
    throw new InputError(`Cannot read the secrets in ${path}: it is damaged`);
  }
  return new Map(entries);
}

/** Sets a secret, or with undefined removes it; whether there was one. The directory is made where there is none. */
export function changeSecret(directory: string, name: string, value: string | undefined): boolean {
  Deno.mkdirSync(directory, { recursive: true, mode: 0o700 });
  using lock = Deno.openSync(`${directory}/secrets.lock`, { create: true, write: true, mode: 0o600 });
  lock.lockSync(true);
  const secrets = new Map(readSecretFile(directory));
  const wasThere = secrets.has(name);
  if (value === undefined) secrets.delete(name);
  else secrets.set(name, value);
  if (value !== undefined || wasThere) replace(secretFile(directory), JSON.stringify(Object.fromEntries(secrets)));
  return wasThere;
}

/** Puts a new file in the place of the old one, so that a crash leaves one of both. */
function replace(path: string, text: string): void {
  const temporary = `${path}.${crypto.randomUUID()}`;
  const bytes = new TextEncoder().encode(text);
  using file = Deno.openSync(temporary, { write: true, createNew: true, mode: 0o600 });
  for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
  file.syncSync();
  Deno.renameSync(temporary, path);
}
