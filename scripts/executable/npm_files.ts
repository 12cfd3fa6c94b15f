/** The packages of the program as a folder `node_modules`. */
import { denoInfo, type NpmPackage } from "./module_graph.ts";
import type { TarFile } from "./tar.ts";

/**
 * The files of these packages, taken from Deno's cache. A package that is there in one version lies at the top; of
 * several the others lie inside those that need them. Throws where one is not in the cache.
 */
export async function npmFiles(packages: ReadonlyMap<string, NpmPackage>): Promise<readonly TarFile[]> {
  const { npmCache } = await denoInfo<{ readonly npmCache: string }>([]);
  return placesOf(packages).flatMap(({ place, name, version }) => {
    const folder = cachedFolder(npmCache, name, version);
    return filesIn(folder).map((file) => ({ path: `${place}/${file}`, bytes: Deno.readFileSync(`${folder}/${file}`) }));
  });
}

/** Where each package goes, from the folder of the program. */
export function placesOf(
  packages: ReadonlyMap<string, NpmPackage>,
): readonly { readonly place: string; readonly name: string; readonly version: string }[] {
  const byName = Map.groupBy(packages.values(), ({ name }) => name);
  const top = (name: string): NpmPackage => byName.get(name)![0];
  return [...packages.values()].flatMap((each) => {
    if (top(each.name) === each) return [{ ...each, place: `node_modules/${each.name}` }];
    const users = [...packages].filter(([, { dependencies }]) =>
      dependencies.some((dependency) => packages.get(dependency) === each)
    );
    for (const [user, { name }] of users) {
      if (packages.get(user) !== top(name)) throw new Error(`Cannot place ${each.name}@${each.version} for ${user}`);
    }
    return users.map(([, { name }]) => ({ ...each, place: `node_modules/${name}/node_modules/${each.name}` }));
  });
}

/** What tells the licence of a package in Deno's cache, where it says one. */
export async function packageLicence(): Promise<(name: string, version: string) => string | undefined> {
  const { npmCache } = await denoInfo<{ readonly npmCache: string }>([]);
  return (name, version) => {
    const { license } = JSON.parse(Deno.readTextFileSync(`${cachedFolder(npmCache, name, version)}/package.json`));
    return typeof license === "string" ? license : undefined;
  };
}

/** The cache has a folder for each registry. */
function cachedFolder(cache: string, name: string, version: string): string {
  for (const { name: registry } of Deno.readDirSync(cache)) {
    const folder = `${cache}/${registry}/${name}/${version}`;
    try {
      if (Deno.statSync(folder).isDirectory) return folder;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  throw new Error(`Cannot find ${name}@${version} in ${cache}: deno task lock fetches it`);
}

/** All but what only debuggers read. */
function filesIn(folder: string, below = ""): string[] {
  return [...Deno.readDirSync(`${folder}/${below}`)].flatMap(({ name, isDirectory }) => {
    if (isDirectory) return filesIn(folder, `${below}${name}/`);
    return name.endsWith(".map") || name === ".initialized" ? [] : [below + name];
  });
}
