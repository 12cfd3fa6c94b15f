/**
 * The last step of unpacking, done by the Deno that was unpacked, which shows that programs run there. Gives the folder
 * its name; of several that try at once one wins. Arguments: the folder, and the path that it is to have.
 */

const UNUSED_MS = 90 * 24 * 3_600_000;
const ABANDONED_MS = 3_600_000;

/** See the head of the file. */
export function publish(fresh: string, path: string): void {
  makeLasting(fresh);
  Deno.writeTextFileSync(`${fresh}/.used`, "");
  if (!takeName(fresh, path) && !isWhole(path)) {
    Deno.renameSync(path, `${fresh}/broken`);
    takeName(fresh, path);
    Deno.removeSync(`${path}/broken`, { recursive: true });
  }
  removeOld(path.slice(0, path.lastIndexOf("/")));
}

/** Whether the folder could be renamed: a name that others have taken stays theirs. */
function takeName(fresh: string, path: string): boolean {
  try {
    Deno.renameSync(fresh, path);
    return true;
  } catch {
    return false;
  }
}

function isWhole(path: string): boolean {
  return isThere(`${path}/bin/deno`) && isThere(`${path}/app/main.ts`);
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** Against a loss of power, and against those that clean temporary folders: the sticky bit tells them to leave a file. */
function makeLasting(folder: string): void {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) makeLasting(path);
    else if (!path.startsWith(Deno.env.get("DENO_DIR") ?? "\0")) {
      using file = Deno.openSync(path);
      file.syncSync();
      makeSticky(path);
    }
  }
}

function makeSticky(path: string): void {
  try {
    Deno.chmodSync(path, (Deno.statSync(path).mode! & 0o777) | 0o1000);
  } catch {
    // Not every system lets everyone do so.
  }
}

/** What a killed start left, and versions that were not used for long. */
function removeOld(folder: string): void {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    if (!isDirectory) continue;
    const path = `${folder}/${name}`;
    const isAbandoned = name.startsWith(".new.") && age(path) > ABANDONED_MS;
    const isUnused = /^[0-9a-f]{24}$/.test(name) && age(`${path}/.used`) > UNUSED_MS;
    if (isAbandoned || isUnused) Deno.removeSync(path, { recursive: true });
  }
}

function age(path: string): number {
  try {
    return Date.now() - Number(Deno.statSync(path).mtime);
  } catch {
    return 0;
  }
}

if (import.meta.main) publish(Deno.args[0], Deno.args[1]);
