/** Where the store lies, and why there. Creates nothing. */
import { InputError } from "../errors.ts";

/** A directory for the store. */
export interface StorePlace {
  /** Absolute; it need not exist. */
  readonly directory: string;
  /** What decided: an option, a variable of the environment, or that the home directory is not on this machine. */
  readonly because: "--store" | "VT_STORE" | "XDG_DATA_HOME" | "HOME" | "network";
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

function defaultPlace({ environment, user, fileSystem }: StoreSurroundings): StorePlace {
  const data = environment("XDG_DATA_HOME");
  const home = environment("HOME");
  const usual: Pick<StorePlace, "directory" | "because"> | undefined = data?.startsWith("/")
    ? { directory: `${data}/vt`, because: "XDG_DATA_HOME" }
    : home?.startsWith("/")
    ? { directory: `${home}/.local/share/vt`, because: "HOME" }
    : undefined;
  const type = usual === undefined ? "" : fileSystem(usual.directory);
  if (usual !== undefined && !isNetworkFileSystem(type)) return { ...usual, fileSystem: type };
  const why = usual === undefined ? "HOME is not set" : `${usual.directory} lies on a network file system (${type})`;
  const local = `/var/tmp/vt-${user}`;
  const localType = fileSystem(local);
  if (isNetworkFileSystem(localType)) {
    throw new InputError(`Cannot keep the store: ${why}, and so does ${local}; name a local directory with --store`);
  }
  const notice = `The store is ${local}: ${why}`;
  return { directory: local, because: "network", fileSystem: localType, notice };
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
  };
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
