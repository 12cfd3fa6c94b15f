/** Which version of an npm package an import means: what a lock file says, else the specifier alone. */

const ROOT = new URL("../../", import.meta.url).href;

interface LockFile {
  /** Versions by `npm:name@range`. */
  readonly specifiers?: Readonly<Record<string, string>>;
  /** By `name@version`. */
  readonly npm?: Readonly<Record<string, { readonly integrity?: string }>>;
}

const lockFiles = new Map<string, Promise<LockFile | undefined>>();

/**
 * The version and the hash of `npm:name@range/path`, imported by the file at `from`, by the `deno.lock` beside that file
 * or above it, then by that of vt. Without one, the specifier.
 */
export async function npmVersion(specifier: string, from: string): Promise<string> {
  const [, name, range = "*"] = /^npm:\/?((?:@[^/@]+\/)?[^/@]+)(?:@([^/]+))?/.exec(specifier) ?? [];
  if (name === undefined) return specifier;
  for (const folder of [...foldersAbove(from), ROOT]) {
    const lock = await lockFile(folder);
    const version = lock?.specifiers?.[`npm:${name}@${range}`];
    if (version !== undefined) return `${name}@${version} ${lock?.npm?.[`${name}@${version}`]?.integrity ?? ""}`;
  }
  return specifier;
}

function foldersAbove(url: string): string[] {
  const folders: string[] = [];
  for (let folder = new URL("./", url).href; !folders.includes(folder); folder = new URL("../", folder).href) {
    folders.push(folder);
  }
  return folders;
}

function lockFile(folder: string): Promise<LockFile | undefined> {
  let lock = lockFiles.get(folder);
  if (lock === undefined) {
    lock = Deno.readTextFile(new URL("deno.lock", folder)).then((text) => JSON.parse(text) as LockFile)
      .catch(() => undefined);
    lockFiles.set(folder, lock);
  }
  return lock;
}
