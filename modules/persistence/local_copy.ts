/** Copies of kept files where people want them. */
import { ModuleError, python } from "vt";
import { copyDirectory, isInside, nameOf, statOf, systemErrorText } from "../basic/file_system.ts";
import { removeTree } from "./content.ts";
import { type Kind, treeOf } from "./content_hash.ts";
import type { PersistentReference } from "./persistent_ref.ts";

const FILE = 0o644;
const PROGRAM = 0o755;

/** The copy outside that a module reads or writes. */
export interface Local {
  readonly path: string;
  readonly isRead: boolean;
  readonly isWritten: boolean;
}

/** What is on the ports that tell of it. */
export interface LocalPorts {
  readonly localPath?: unknown;
  readonly readLocal?: unknown;
  readonly writeLocal?: unknown;
}

/** What the ports and the reference tell, the ports first; undefined where there is no such copy. */
export function localOf(ref: PersistentReference, { localPath, readLocal, writeLocal }: LocalPorts): Local | undefined {
  const path = localPath === undefined ? ref.localPath : nameOf(localPath);
  if (!path) return undefined;
  const counts = (port: unknown, otherwise: boolean): boolean =>
    localPath === undefined || port === undefined ? otherwise : python.truth(port);
  return { path, isRead: counts(readLocal, ref.localRead), isWritten: counts(writeLocal, ref.localWriteback) };
}

/** What is copied, and whence. */
export interface LocalCopy {
  readonly kind: Kind;
  readonly from: string;
  readonly to: string;
  /** Nothing may be written here, nor what it lies in be replaced. */
  readonly repository: string;
}

/** Copies a kept file or directory; what was there is replaced when the copy is whole. The copy can be written to. */
export function writeLocalCopy({ kind, from, to, repository }: LocalCopy): void {
  refuseRepository(to, repository);
  const path = to.replace(/(?<=.)\/+$/, "");
  const growing = `${path}.${crypto.randomUUID()}`;
  try {
    if (kind === "file") {
      Deno.copyFileSync(from, growing);
      Deno.chmodSync(growing, FILE);
      Deno.renameSync(growing, path);
    } else {
      copyWritable(from, growing);
      replaceDirectory(path, growing);
    }
  } catch (error) {
    if (statOf(growing) !== undefined) removeTree(growing);
    if (error instanceof ModuleError) throw error;
    throw new python.PythonError("IOError", systemErrorText(error, to), { cause: error });
  }
}

function refuseRepository(to: string, repository: string): void {
  const parent = statOf(to) === undefined ? parentOf(to) : to;
  if (statOf(parent) === undefined) return; // to copy fails, with the system's reason
  if (isInside(parent, repository) || (parent === to && isInside(repository, to))) {
    throw new ModuleError(`Cannot write a copy to ${to}: the kept files are there, name another path`);
  }
}

function parentOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) || "/" : ".";
}

function copyWritable(from: string, to: string): void {
  copyDirectory(from, to);
  for (const { name, isDirectory, isExecutable } of treeOf(to)) {
    if (!isDirectory) Deno.chmodSync(`${to}/${name}`, isExecutable ? PROGRAM : FILE);
  }
}

/** The old one is moved away first: a directory that is not empty cannot be replaced in one step. */
function replaceDirectory(path: string, growing: string): void {
  if (statOf(path) === undefined) return Deno.renameSync(growing, path);
  const old = `${growing}.old`;
  Deno.renameSync(path, old);
  Deno.renameSync(growing, path);
  removeTree(old);
}
