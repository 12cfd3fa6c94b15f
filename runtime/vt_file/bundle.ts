/** Opens a file that holds a vistrail: a zip bundle, a bare `.xml`, or a `.vtl` link to one of them. */
import { InputError, VistrailFileError } from "../errors.ts";
import type { Pipeline } from "../pipeline/pipeline.ts";
import type { MashupTrail } from "../vistrail/mashup.ts";
import { materialise } from "../vistrail/materialise.ts";
import { type FindSubworkflow, pipelineOf } from "../vistrail/pipeline_at.ts";
import type { StoredWorkflow } from "../vistrail/stored_workflow.ts";
import { abstractionUuid, defaultVersion } from "../vistrail/version_tree.ts";
import { versionNamed, type Vistrail } from "../vistrail/vistrail.ts";
import { openZip, type Zip } from "../zip/zip.ts";
import { readLink, type VistrailLink } from "./link.ts";
import { readMashupTrail } from "./mashup_xml.ts";
import { contentHash, isBareDocument, readSource } from "./vistrail_source.ts";
import { readVistrail } from "./vistrail_xml.ts";
import type { LogWorkflowExec } from "./vistrails_log.ts";
import { readVistrailsLog } from "./vistrails_log_xml.ts";

const LINKS = 8;

/** What a file holds. Only the vistrail has been read; the rest is read when asked for. */
export interface VistrailBundle {
  /** As it was named. */
  readonly path: string;
  readonly vistrail: Vistrail;
  /** Number or tag that a `.vtl` link asks for, `""` otherwise. */
  readonly linkedVersion: string;
  /** The app that a `.vtl` link asks for. */
  readonly linkedMashup?: VistrailLink["mashup"];
  /** Names of all files in the bundle; empty for a bare document. */
  readonly members: readonly string[];
  /** Names of pictures of versions. */
  readonly thumbnails: readonly string[];
  /** Members that VisTrails' rules do not cover. */
  readonly unknownMembers: readonly string[];
  /** SHA-256 of the file as it was read, 64 hexadecimal digits: what `saveVistrail` expects to find. */
  contentHash(): Promise<string>;
  /** A member as it is. */
  read(member: string): Promise<Uint8Array>;
  /** The executions, oldest first. */
  executions(): Promise<readonly LogWorkflowExec[]>;
  mashups(): Promise<readonly MashupTrail[]>;
  /** Sub-workflows that travel with the bundle, by member name. */
  abstractions(): Promise<ReadonlyMap<string, Vistrail>>;
}

/** A file's name and the version wanted of it, `undefined` where none is named. */
export interface FileVersion {
  readonly file: string;
  readonly version?: string;
}

/** Opens the file; throws `VistrailFileError` naming it. */
export async function openVistrail(path: string): Promise<VistrailBundle> {
  try {
    return await open(path, { path, version: "", links: 0 });
  } catch (error) {
    if (error instanceof VistrailFileError && error.place.file === undefined) throw error.in(path);
    throw error;
  }
}

/** Splits `file.vt:tag`: a name that exists as it stands is a file alone, else what follows the first colon is the version. */
export async function splitVersion(argument: string): Promise<FileVersion> {
  const drive = /^[A-Za-z]:[\\/]/.test(argument) && Deno.build.os === "windows" ? 2 : 0;
  const colon = argument.indexOf(":", drive);
  if (colon < 0 || await exists(argument)) return { file: argument };
  const version = argument.slice(colon + 1);
  return version === "" ? { file: argument.slice(0, colon) } : { file: argument.slice(0, colon), version };
}

/** Number of the version that `named` means: a number, a tag, or the one that the link or VisTrails would take. */
export function bundleVersion(bundle: VistrailBundle, named?: string): number {
  const wanted = named ?? bundle.linkedVersion;
  if (wanted === "") return defaultVersion(bundle.vistrail);
  try {
    return versionNamed(bundle.vistrail, wanted);
  } catch (error) {
    if (error instanceof InputError) throw new InputError(`${bundle.path}: ${error.message}`);
    throw error;
  }
}

/** The pipeline of a version, sub-workflows of the bundle included. */
export async function bundlePipeline(bundle: VistrailBundle, version: number): Promise<Pipeline> {
  try {
    const workflow = materialise(bundle.vistrail, version);
    if (!hasAbstraction(workflow)) return pipelineOf(workflow);
    return pipelineOf(workflow, finder(await bundle.abstractions()));
  } catch (error) {
    if (error instanceof VistrailFileError && error.place.file === undefined) throw error.in(bundle.path);
    throw error;
  }
}

function hasAbstraction({ modules }: StoredWorkflow): boolean {
  return modules.some(({ what, workflow }) =>
    what === "abstraction" || (workflow !== null && hasAbstraction(workflow))
  );
}

/** Looks first for the file of that very uuid, then for one that knows it, then for one of that name. */
function finder(abstractions: ReadonlyMap<string, Vistrail>): FindSubworkflow {
  return ({ name, namespace }) => {
    const named = (file: string) =>
      [...abstractions].find(([member]) => member.slice(member.lastIndexOf("/") + 1) === file)?.[1];
    const exact = named(`abstraction_${name}(${namespace}).xml`);
    if (exact !== undefined) return exact;
    const all = [...abstractions.values()];
    return all.find((vistrail) => abstractionUuid(vistrail) === namespace) ??
      all.find(({ annotations }) => annotations.some(({ value }) => value === namespace)) ??
      named(`abstraction_${name}.xml`);
  };
}

interface Source {
  /** The name under which the bundle is known: the link's, where it was reached through one. */
  readonly path: string;
  readonly version: string;
  readonly mashup?: VistrailLink["mashup"];
  readonly links: number;
}

async function open(path: string, source: Source): Promise<VistrailBundle> {
  return await openBytes(await readSource(path), path, source);
}

async function openBytes(bytes: Uint8Array, path: string, source: Source): Promise<VistrailBundle> {
  if (path.endsWith(".vtl")) return await follow(bytes, path, source);
  const hash = () => contentHash(bytes);
  if (/\.[cm]?[jt]sx?$/.test(path)) throw new VistrailFileError("It is a script, which has no versions");
  if (isBareDocument(path, bytes)) return { ...bareBundle(readVistrail(bytes), source), contentHash: hash };
  const zip = openZip(bytes);
  if (!zip.members.has("vistrail")) throw new VistrailFileError("Cannot read the bundle: it does not contain vistrail");
  return { ...zipBundle(zip, readVistrail(await zip.read("vistrail")), source), contentHash: hash };
}

async function follow(bytes: Uint8Array, path: string, source: Source): Promise<VistrailBundle> {
  if (source.links === LINKS) {
    throw new VistrailFileError(`Cannot follow the link: more than ${LINKS} lead on to another`);
  }
  const link = readLink(bytes);
  const next: Source = {
    path: source.path,
    version: source.version || link.version,
    mashup: source.mashup ?? link.mashup,
    links: source.links + 1,
  };
  if (link.content !== undefined) return await openBytes(link.content, "", next);
  const filename = link.filename ?? "";
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  return await open(filename.startsWith("/") ? filename : folder + filename, next);
}

function bareBundle(vistrail: Vistrail, { path, version, mashup }: Source): Omit<VistrailBundle, "contentHash"> {
  return {
    path,
    vistrail,
    linkedVersion: version,
    linkedMashup: mashup,
    members: [],
    thumbnails: [],
    unknownMembers: [],
    read: (member) =>
      Promise.reject(new VistrailFileError(`There is no member ${JSON.stringify(member)}`, { file: path })),
    executions: () => Promise.resolve([]),
    mashups: () => Promise.resolve([]),
    abstractions: () => Promise.resolve(new Map()),
  };
}

function zipBundle(
  zip: Zip,
  vistrail: Vistrail,
  { path, version, mashup }: Source,
): Omit<VistrailBundle, "contentHash"> {
  const members = [...zip.members.keys()];
  const kinds = Map.groupBy(members, kindOf);
  const read = async (member: string) => await inFile(path, () => zip.read(member));
  const parsed = async <T>(member: string, parse: (bytes: Uint8Array) => T) =>
    await inFile(path, () => inMember(member, async () => parse(await zip.read(member))));
  return {
    path,
    vistrail,
    linkedVersion: version,
    linkedMashup: mashup,
    members,
    thumbnails: kinds.get("thumbnail") ?? [],
    unknownMembers: kinds.get("unknown") ?? [],
    read,
    executions: async () => zip.members.has("log") ? await parsed("log", readVistrailsLog) : [],
    mashups: async () => {
      const trails: MashupTrail[] = [];
      for (const member of kinds.get("mashup") ?? []) trails.push(await parsed(member, readMashupTrail));
      return trails;
    },
    abstractions: async () => {
      const found = new Map<string, Vistrail>();
      for (const member of kinds.get("abstraction") ?? []) found.set(member, await parsed(member, readVistrail));
      return found;
    },
  };
}

type MemberKind = "vistrail" | "log" | "thumbnail" | "mashup" | "abstraction" | "unknown";

function kindOf(member: string): MemberKind {
  if (member === "vistrail" || member === "log") return member;
  if (member.startsWith("thumbs/") && member.endsWith(".png")) return "thumbnail";
  if (member.startsWith("mashups/")) return "mashup";
  return /(^|\/)abstraction_[^/]*$/.test(member) ? "abstraction" : "unknown";
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch {
    return false;
  }
}

/** Says of errors in which member they are. */
async function inMember<T>(member: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof VistrailFileError)) throw error;
    throw new VistrailFileError(`${error.reason} (member ${JSON.stringify(member)})`, error.place, { cause: error });
  }
}

async function inFile<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof VistrailFileError && error.place.file === undefined) throw error.in(path);
    throw error;
  }
}
