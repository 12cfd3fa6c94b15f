/** An agent's part in moving values: what a call needs is brought here, what comes of it stays here. */
import type { RecordedValue } from "../../../runtime/record/log.ts";
import { recordedValue } from "../../../runtime/record/recorded_value.ts";
import { publishFiles, stageOpenFile } from "../../../runtime/store/value_files.ts";
import type { Blob } from "./blob.ts";
import { type BlobFolder, isFull } from "./blob_folder.ts";
import { type Cut, cutOut, type Place, putBack } from "./cut_out.ts";
import type { DataEnd } from "./data_end.ts";
import { blobsOf, isPacked, type Packed } from "./packed.ts";
import { type BlobSink, PackError, packValue } from "./packer.ts";
import { isReadable, openReadable } from "./readable.ts";
import { TransferError } from "./receiver.ts";
import { unpackValue } from "./unpacker.ts";

/** A value that was taken out of what is said, and where it stood. */
export interface PackedAt {
  readonly place: Place;
  readonly packed: Packed;
  /** Of one that comes from an agent: as the record has it. */
  readonly recorded?: RecordedValue;
}

/** Outputs by port and number; `null` stands where one stays. */
export interface KeptColumns {
  readonly columns: Readonly<Record<string, readonly unknown[]>>;
  readonly kept: readonly PackedAt[];
}

/** Puts values that were sent where they stood; gives what they needed. Rejects with a {@linkcode TransferError}. */
export async function receiveValues(
  nested: unknown,
  sent: unknown,
  { end, folder, signal }: { readonly end: DataEnd; readonly folder: BlobFolder; readonly signal?: AbortSignal },
): Promise<readonly Blob[]> {
  if (!isListOfPacked(sent)) throw new TransferError("what was sent is damaged");
  const blobs = sent.flatMap(({ packed }) => blobsOf(packed));
  await end.bring(blobs, signal);
  putBack(nested, sent.map(({ place, packed }) => ({ place, value: unpackValue(packed, folder) })));
  return blobs;
}

function isListOfPacked(sent: unknown): sent is readonly PackedAt[] {
  return Array.isArray(sent) &&
    sent.every((one) =>
      typeof one === "object" && one !== null && isPacked(one.packed) && Array.isArray(one.place) &&
      one.place.length > 0
    );
}

/** Outputs by port and number: the big ones stay in the folder. Rejects with a {@linkcode PackError}. */
export function keepColumns(
  columns: KeptColumns["columns"],
  folder: BlobFolder,
  isCut?: (value: unknown) => boolean,
): KeptColumns | Promise<KeptColumns> {
  const { rest, cuts } = cutOut(columns, 2, isCut);
  return cuts.length === 0 ? { columns, kept: [] } : keepCuts(rest, cuts, folder);
}

async function keepCuts(
  rest: KeptColumns["columns"],
  cuts: readonly Cut[],
  folder: BlobFolder,
): Promise<KeptColumns> {
  const kept: PackedAt[] = [];
  for (const { place, value } of cuts) {
    try {
      const packed = await packValue(value, sinkInto(folder));
      kept.push({ place, packed, recorded: isAllHere(packed) ? recordedValue(value) : { type: "Path" } });
    } catch (error) {
      throw new PackError(`the value of output port '${place[0]}' ${whyNot(error)}`);
    }
  }
  return { columns: rest, kept };
}

/** What may not be read is not to be hashed either. */
function isAllHere({ paths }: Packed): boolean {
  return paths.every(({ kind }) => kind !== "name");
}

function whyNot(error: unknown): string {
  if (error instanceof PackError) return error.message;
  return isFull(error) ? "cannot be kept: the disk is full" : `cannot be kept: ${error}`;
}

function sinkInto(folder: BlobFolder): BlobSink {
  return {
    putBytes: (parts) => folder.put(parts),
    async putFile(path): Promise<Blob> {
      using file = openReadable(path, folder.readable);
      const staged = await stageOpenFile(folder, file);
      publishFiles(folder, [staged]);
      return { hash: staged.hash, size: staged.size };
    },
    mayRead: (path) => isReadable(path, folder.readable),
    putRemote(): never {
      throw new PackError("is elsewhere");
    },
  };
}
