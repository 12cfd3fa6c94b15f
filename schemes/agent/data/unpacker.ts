/** What has arrived, to values: all bytes that they need are in a folder. */
import { decodeValue } from "../../../runtime/store/value_codec.ts";
import { publishFiles } from "../../../runtime/store/value_files.ts";
import { readFrame } from "../../../runtime/store/value_frame.ts";
import { stageList, viewOf } from "../../../runtime/store/views.ts";
import { PathValue } from "../../../runtime/values.ts";
import type { BlobFolder } from "./blob_folder.ts";
import type { Packed, PackedPath } from "./packed.ts";
import { TransferError } from "./receiver.ts";

/** The value again. Throws a {@linkcode TransferError} where something of it is not there, or damaged. */
export function unpackValue(packed: Packed, folder: BlobFolder): unknown {
  const { frame, paths, remotes } = packed;
  const read = readFrame(bytesOf(frame, folder));
  const inside = remotes.map((remote) => unpackValue(remote, folder));
  const found = paths.map((path) => new PathValue(pathAt(path, folder)));
  const value = read && decodeValue({ ...read, paths: found, remotes: inside, hasPickles: true });
  if (value !== undefined) return value.value;
  if (typeof frame !== "string") folder.drop(frame);
  throw new TransferError("a value arrived damaged");
}

function bytesOf(frame: Packed["frame"], folder: BlobFolder): Uint8Array {
  if (typeof frame !== "string") return Deno.readFileSync(folder.pathOf(frame));
  try {
    return Uint8Array.fromBase64(frame);
  } catch {
    return new Uint8Array(); // no frame
  }
}

function pathAt(path: PackedPath, folder: BlobFolder): string {
  if (path.kind === "name") return path.name;
  const view = path.kind === "file" ? viewOf(folder, path) : viewOfFolder(path, folder);
  if (view !== undefined) return view;
  throw new TransferError(`${path.kind} ${path.name} is not there as it was`);
}

function viewOfFolder({ name, items }: PackedPath & { kind: "folder" }, folder: BlobFolder): string | undefined {
  const list = stageList(folder, items);
  publishFiles(folder, [list]);
  return viewOf(folder, { kind: "folder", name, hash: list.hash, size: list.size });
}
