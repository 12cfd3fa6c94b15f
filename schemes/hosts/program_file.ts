/** The file that is brought to a host: vt as one program, of this version and for the host's platform. */
import { createHash } from "node:crypto";
import { InputError } from "../../runtime/errors.ts";
import { selfFile } from "../../runtime/self_command.ts";
import { VERSION } from "../../runtime/version.ts";
import { ownPlatform } from "./platform.ts";

/** A program that can be brought. */
export interface ProgramFile {
  readonly path: string;
  /** SHA-256 of its content, in hex. */
  readonly hash: string;
  /** Bytes. */
  readonly size: number;
}

/** What the search depends on. */
export interface ProgramPlaces {
  /** The program that runs, where it is one file for this platform. */
  readonly self?: string;
  /** Folders in which files for platforms lie, the most wanted first. */
  readonly folders: readonly string[];
}

/** Where this vt looks: itself, beside itself, and where `deno task compile` writes. */
export function programPlaces(): ProgramPlaces {
  const self = selfFile();
  if (self === undefined) return { folders: [`${sourceFolder()}/dist`] };
  return { self, folders: [self.slice(0, self.lastIndexOf("/")) || "/"] };
}

function sourceFolder(): string {
  return decodeURIComponent(new URL("../../deno.json", import.meta.url).pathname).replace(/\/deno\.json$/, "");
}

/** The program for a platform; undefined where there is none. */
export async function findProgram(platform: string, places = programPlaces()): Promise<ProgramFile | undefined> {
  const { self, folders } = places;
  const candidates = [
    ...(self !== undefined && platform === ownPlatform() ? [self] : []),
    ...folders.map((folder) => `${folder}/${programName(platform)}`),
  ];
  for (const path of candidates) {
    const found = await programAt(path);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Why there is no program for a platform, and what to do. */
export function missingProgram(platform: string, { self, folders } = programPlaces()): InputError {
  const isOwn = platform === ownPlatform();
  const command = `deno task compile${isOwn ? "" : ` --target ${platform}`}`;
  const path = `${folders[0]}/${programName(platform)}`;
  const how = self === undefined
    ? `make it with ${command}, which writes ${path}`
    : `put vt ${VERSION} for ${platform} there as ${path}; ${command} in its source makes it`;
  return new InputError(`there is no program of vt ${VERSION} for ${platform} to bring: ${how}`);
}

function programName(platform: string): string {
  return `vt-${VERSION}-${platform}`;
}

const known = new Map<string, ProgramFile>();

/** Its content is read once, as long as it does not change. */
async function programAt(path: string): Promise<ProgramFile | undefined> {
  let info: Deno.FileInfo;
  try {
    info = await Deno.stat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return undefined;
    throw error;
  }
  if (!info.isFile) return undefined;
  const key = `${path}\n${info.size}\n${Number(info.mtime)}`;
  let found = known.get(key);
  if (found === undefined) known.set(key, found = { path, size: info.size, hash: await hashOf(path) });
  return found;
}

async function hashOf(path: string): Promise<string> {
  const hasher = createHash("sha256");
  using file = await Deno.open(path);
  for await (const piece of file.readable) hasher.update(piece);
  return hasher.digest("hex");
}
