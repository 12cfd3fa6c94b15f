/** Values to what travels for them. */
import { messageOf } from "../../../runtime/errors.ts";
import { joinBytes } from "../../../runtime/join_bytes.ts";
import { fileState } from "../../../runtime/store/file_state.ts";
import type { RemoteValue } from "../../../runtime/store/remote_value.ts";
import { encodeValue } from "../../../runtime/store/value_codec.ts";
import { frameParts } from "../../../runtime/store/value_frame.ts";
import { folderItems, isExecutable } from "../../../runtime/store/views.ts";
import type { Blob } from "./blob.ts";
import { BIG } from "./cut_out.ts";
import type { Packed, PackedPath } from "./packed.ts";

/** Where bytes are put, so that the other side may have them. */
export interface BlobSink {
  /** Bytes in parts, which do not change any more. */
  putBytes(parts: readonly Uint8Array[]): Blob | Promise<Blob>;
  putFile(path: string): Promise<Blob>;
  /** Whether what lies at a path may be looked at; else its name alone travels. */
  mayRead?(path: string): boolean;
  /** What travels for a value that is elsewhere. */
  putRemote(value: RemoteValue): Packed;
}

/** A value cannot travel: the message goes on behind the words for it. */
export class PackError extends Error {
  override readonly name = "PackError";
}

/** Packs a value. Rejects with a {@linkcode PackError}. */
export async function packValue(value: unknown, sink: BlobSink): Promise<Packed> {
  const encoded = encodeValue(value, { mayHoldRemotes: true });
  if (encoded === undefined) throw new PackError("cannot leave this program");
  const { text, attachments, paths: found, remotes = [] } = encoded;
  const parts = frameParts({ text, attachments, paths: [] }, []);
  const size = parts.reduce((sum, { length }) => sum + length, 0);
  const frame = size < BIG ? joinBytes(parts).toBase64() : await sink.putBytes(parts);
  const paths: PackedPath[] = [];
  for (const { name } of found) paths.push(await packPath(name, sink));
  return { frame, paths, remotes: remotes.map((remote) => sink.putRemote(remote)) };
}

async function packPath(path: string, sink: BlobSink): Promise<PackedPath> {
  if (sink.mayRead?.(path) === false) return { kind: "name", name: path };
  const state = fileState(path);
  if (state === "absent" || (state === undefined && !isFolder(path))) return { kind: "name", name: path };
  try {
    const { isDirectory, mode } = await Deno.stat(path);
    const name = lastPart(Deno.realPathSync(path) === "/" ? "root" : path);
    if (isDirectory) return { kind: "folder", name, items: await folderItems(path, (file) => sink.putFile(file)) };
    return { kind: "file", name, isExecutable: isExecutable(mode), ...await sink.putFile(path) };
  } catch (error) {
    if (error instanceof PackError) throw error;
    throw new PackError(`names ${path}, which cannot be read: ${messageOf(error)}`);
  }
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

function lastPart(path: string): string {
  const last = path.replace(/\/+$/, "").replace(/^.*\//s, "");
  return last === "" || last === "." || last === ".." ? "data" : last;
}
