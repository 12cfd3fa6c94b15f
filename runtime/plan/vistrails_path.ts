/** When a path was last changed, as VisTrails 2.2 hashes it. */
import { join } from "node:path";

/**
 * In whole seconds since 1970; of a directory the latest of it and of all directories in it, whose files are not looked
 * at. Undefined where something is not there or cannot be read.
 */
export function modificationTime(path: string): number | undefined {
  try {
    const statistics = Deno.statSync(path);
    return statistics.isDirectory ? latestOfDirectories(path) : secondsOf(statistics);
  } catch {
    return undefined;
  }
}

/** Links are followed and may lead in circles, hence each directory is looked at once. */
function latestOfDirectories(root: string): number {
  const visited = new Set<string>();
  const pending = [root];
  let latest = -Infinity;
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    const real = Deno.realPathSync(path);
    if (visited.has(real)) continue;
    visited.add(real);
    latest = Math.max(latest, secondsOf(Deno.statSync(real)));
    for (const { name, isDirectory, isSymlink } of Deno.readDirSync(real)) {
      const inner = join(real, name);
      if (isDirectory || (isSymlink && leadsToDirectory(inner))) pending.push(inner);
    }
  }
  return latest;
}

function secondsOf({ mtime }: Deno.FileInfo): number {
  return Math.trunc(Number(mtime) / 1000);
}

function leadsToDirectory(link: string): boolean {
  try {
    return Deno.statSync(link).isDirectory;
  } catch {
    return false;
  }
}
