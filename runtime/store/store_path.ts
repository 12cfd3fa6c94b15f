/** Where the store lies, and why there. Creates nothing. */
import { accessSync, constants } from "node:fs";
import { InputError } from "../errors.ts";

/** A directory for the store. */
export interface StorePlace {
  /** Absolute; it need not exist. */
  readonly directory: string;
  /** What decided: an option, a variable of the environment, or that the usual place will not do. */
  readonly because: "--store" | "VT_STORE" | "XDG_DATA_HOME" | "HOME" | "otherwise";
  /** Type of the file system, `""` where the system does not tell. */
  readonly fileSystem: string;
  /** What the user should be told in one line. */
  readonly notice?: string;
}

/** What the choice depends on. */
export interface StoreSurroundings {
  readonly environment: (name: string) => string | undefined;
  readonly workingDirectory: string;
  readonly user: number;
  /** Type of the file system under an absolute path that need not exist; `""` if unknown. */
  readonly fileSystem: (path: string) => string;
  /** As {@linkcode canBeMade}. */
  readonly canBeMade: (path: string) => boolean;
  /** As {@linkcode isForeign}. */
  readonly isForeign: (path: string) => boolean;
}

/** Chooses the store's directory; `named` is what `--store` says. A named one must not lie on a network file system. */
export function storePlace(named?: string, surroundings: StoreSurroundings = thisProcess()): StorePlace {
  const { environment, workingDirectory, fileSystem } = surroundings;
  const variable = environment("VT_STORE");
  const given = named ?? (variable || undefined);
  if (given === undefined) return defaultPlace(surroundings);
  if (given === "") throw new InputError("Cannot open the store: its directory is an empty name");
  const directory = given.startsWith("/") ? given : `${workingDirectory}/${given}`;
  const type = fileSystem(directory);
  const because = named === undefined ? "VT_STORE" : "--store";
  if (isNetworkFileSystem(type)) {
    throw new InputError(
      `Cannot keep the store in ${directory} (${because}): it lies on a network file system (${type}), name a local directory`,
    );
  }
  return { directory, because, fileSystem: type };
}

function defaultPlace(surroundings: StoreSurroundings): StorePlace {
  const { environment, fileSystem, canBeMade } = surroundings;
  const data = environment("XDG_DATA_HOME");
  const home = environment("HOME");
  const usual: Pick<StorePlace, "directory" | "because"> | undefined = data?.startsWith("/")
    ? { directory: `${data}/vt`, because: "XDG_DATA_HOME" }
    : home?.startsWith("/")
    ? { directory: `${home}/.local/share/vt`, because: "HOME" }
    : undefined;
  if (usual === undefined) return placeElsewhere("HOME is not set", surroundings);
  const { directory } = usual;
  const type = fileSystem(directory);
  if (isNetworkFileSystem(type)) {
    return placeElsewhere(`${directory} lies on a network file system (${type})`, surroundings);
  }
  if (!canBeMade(directory)) return placeElsewhere(`${directory} cannot be made`, surroundings);
  return { ...usual, fileSystem: type };
}

/** In a folder that anybody may write to: others may have been there first. */
function placeElsewhere(why: string, { user, fileSystem, isForeign }: StoreSurroundings): StorePlace {
  const directory = `/var/tmp/vt-${user}`;
  const type = fileSystem(directory);
  if (isNetworkFileSystem(type)) {
    throw new InputError(
      `Cannot keep the store: ${why}, and ${directory} lies on a network file system (${type}); name a local directory with --store`,
    );
  }
  if (isForeign(directory)) {
    throw new InputError(
      `Cannot keep the store: ${why}, and ${directory} is not a directory of yours that others may not enter; name one with --store`,
    );
  }
  return { directory, because: "otherwise", fileSystem: type, notice: `The store is ${directory}: ${why}` };
}

/** Whether files of this type of file system are shared with other machines: their locks cannot be trusted. */
export function isNetworkFileSystem(type: string): boolean {
  return /^(nfs\d*|cifs|smb.*|lustre|gpfs|beegfs.*|afs|ceph|9p|glusterfs|pvfs2|panfs|wekafs|virtiofs|davfs2?|ocfs2|gfs2)$/
    .test(type) ||
    /^fuse\.(sshfs|glusterfs|ceph.*|s3fs|rclone|gcsfuse|davfs2?|juicefs|moosefs|lizardfs|cvmfs2?)$/.test(type);
}

/** Type of the file system that holds an absolute real path, after the text of `/proc/self/mountinfo`. */
export function mountedType(mountinfo: string, path: string): string {
  let best = { length: -1, type: "" };
  for (const line of mountinfo.split("\n")) {
    const [before, after] = line.split(" - ", 2);
    const point = before.split(" ")[4]?.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(parseInt(octal, 8)));
    if (point === undefined || after === undefined) continue;
    const within = point === "/" || path === point || path.startsWith(`${point}/`);
    if (within && point.length >= best.length) best = { length: point.length, type: after.split(" ")[0] };
  }
  return best.type;
}

function thisProcess(): StoreSurroundings {
  return {
    environment: (name) => Deno.env.get(name),
    workingDirectory: Deno.cwd(),
    user: Deno.uid() ?? 0,
    fileSystem: (path) => mountedType(readIfThere("/proc/self/mountinfo"), realPath(path)),
    canBeMade,
    isForeign,
  };
}

/** Whether there is a directory at an absolute path, or this user may make one. */
export function canBeMade(path: string): boolean {
  for (let at = path;; at = at.slice(0, at.lastIndexOf("/"))) {
    try {
      if (!Deno.statSync(at || "/").isDirectory) return false;
      if (at !== path) accessSync(at || "/", constants.W_OK | constants.X_OK);
      return true;
    } catch (error) {
      if (at === "" || !(error instanceof Deno.errors.NotFound)) return false;
    }
  }
}

/** Whether there is something at a path that others own or may enter. */
export function isForeign(path: string): boolean {
  try {
    const { isDirectory, uid, mode } = Deno.lstatSync(path);
    return !isDirectory || uid !== Deno.uid() || (mode !== null && (mode & 0o077) !== 0);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function readIfThere(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return "";
  }
}

/** The path with the links in its existing part resolved. */
function realPath(path: string): string {
  const parts = path.split("/");
  for (let length = parts.length; length > 1; length--) {
    try {
      const existing = Deno.realPathSync(parts.slice(0, length).join("/"));
      return [existing === "/" ? "" : existing, ...parts.slice(length)].join("/");
    } catch {
      continue;
    }
  }
  return path;
}
