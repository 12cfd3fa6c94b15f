/** What a kept input depends on beside its ports: which version is the latest, and how a local copy is now. */
import { createHash } from "node:crypto";
import type { PortsBeforeRun } from "vt";
import { statOf } from "../basic/file_system.ts";
import { treeOf } from "./content_hash.ts";
import { localOf } from "./local_copy.ts";
import { isReference, persistentRef } from "./persistent_ref.ts";
import { Repository, repositoryFolder } from "./repository.ts";

/** As a text that changes with it; undefined where all that counts comes through `value`. */
export function outsideOf({ written, connected }: PortsBeforeRun, dataDirectory: string): string | undefined {
  const isFed = (port: string): boolean => connected.has(port) || written[port] !== undefined;
  const ref = isReference(written.ref) ? written.ref : persistentRef();
  const local = localOf(ref, written);
  const mayBeRead = local !== undefined && (local.isRead || connected.has("readLocal"));
  const localState = mayBeRead ? stateOf(local.path) : "";
  if (isFed("value")) return mayBeRead ? localState : undefined;
  if (local?.isRead && !connected.has("readLocal")) return localState;
  const repository = new Repository(repositoryFolder(dataDirectory));
  // A reference that comes in later may name anything.
  const version = connected.has("ref")
    ? repository.state()
    : ref.id === null
    ? ""
    : repository.find(ref.id, ref.version)?.version;
  return `${version ?? "absent"}\n${localState}`;
}

/** Sizes and times of what lies at a path. */
function stateOf(path: string): string {
  const info = statOf(path);
  if (info === undefined) return "absent";
  if (!info.isDirectory) return infoText(info);
  const hash = createHash("sha256");
  try {
    for (const { name } of treeOf(path)) hash.update(`${name}\0${infoText(Deno.statSync(`${path}/${name}`))}\n`);
  } catch {
    return "unreadable"; // to keep it fails, with the reason
  }
  return hash.digest("hex");
}

function infoText({ size, mtime, isDirectory }: Deno.FileInfo): string {
  return isDirectory ? "directory" : `${size} bytes of ${mtime?.getTime()}`;
}
