/** A package of the npm registry in a folder outside the checkout, so that no peer is a dependency of the project. */
import { outputOf } from "./peer_program.ts";

/**
 * The folder whose `node_modules` holds this version; undefined when it is not there and cannot be, or may not be,
 * installed.
 */
export async function npmFolder(name: string, version: string, install: boolean): Promise<string | undefined> {
  const folder = `${cacheDirectory()}/vt/peers/${name}-${version}`;
  const isInstalled = (): boolean => isThere(`${folder}/node_modules/${name}/package.json`);
  if (isInstalled()) return folder;
  if (!install) return undefined;
  Deno.mkdirSync(folder, { recursive: true });
  Deno.writeTextFileSync(`${folder}/package.json`, JSON.stringify({ dependencies: { [name]: version } }));
  await outputOf(Deno.execPath(), ["install", "--quiet", "--node-modules-dir=auto"], folder);
  return isInstalled() ? folder : undefined;
}

function cacheDirectory(): string {
  const [cache, home] = [Deno.env.get("XDG_CACHE_HOME"), Deno.env.get("HOME")];
  if (cache?.startsWith("/")) return cache;
  return home?.startsWith("/") ? `${home}/.cache` : "/var/tmp";
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
