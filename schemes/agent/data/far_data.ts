/** An agent's part in moving values: what a call needs is brought here, what comes of it stays here. */
import type { RecordedValue } from "../../../runtime/record/log.ts";
import { recordedValue } from "../../../runtime/record/recorded_value.ts";
import { publishFiles, stageFile } from "../../../runtime/store/value_files.ts";
import type { Blob } from "./blob.ts";
import type { BlobFolder } from "./blob_folder.ts";
import { cutOut, type Place, putBack } from "./cut_out.ts";
import type { DataEnd } from "./data_end.ts";
import { blobsOf, isPacked, type Packed } from "./packed.ts";
import { type BlobSink, PackError, packValue } from "./packer.ts";
import { TransferError } from "./receiver.ts";
import { unpackValue } from "./unpacker.ts";

/** A value that was taken out of what is said, and where it stood. */
export interface PackedAt {
  readonly place: Place;
  readonly packed: Packed;
  /** Of one that comes from an agent: as the record has it. */
  readonly recorded?: RecordedValue;
}

/** Puts values that were sent where they stood. Rejects with a {@linkcode TransferError}. */
export async function receiveValues(
  nested: unknown,
  sent: unknown,
  { end, folder, signal }: { readonly end: DataEnd; readonly folder: BlobFolder; readonly signal?: AbortSignal },
): Promise<void> {
  if (!isListOfPacked(sent)) throw new TransferError("what was sent is damaged");
  await end.bring(sent.flatMap(({ packed }) => blobsOf(packed)), signal);
  putBack(nested, sent.map(({ place, packed }) => ({ place, value: unpackValue(packed, folder) })));
}

function isListOfPacked(sent: unknown): sent is readonly PackedAt[] {
  return Array.isArray(sent) &&
    sent.every((one) =>
      typeof one === "object" && one !== null && isPacked(one.packed) && Array.isArray(one.place) &&
      one.place.length > 0
    );
}

/** Outputs by port and number: the big ones stay in the folder. Rejects with a {@linkcode PackError}. */
export async function keepColumns(
  columns: Readonly<Record<string, readonly unknown[]>>,
  folder: BlobFolder,
): Promise<{ readonly columns: Readonly<Record<string, readonly unknown[]>>; readonly kept: readonly PackedAt[] }> {
  const { rest, cuts } = cutOut(columns, 2);
  const kept: PackedAt[] = [];
  for (const { place, value } of cuts) {
    kept.push({ place, packed: await packValue(value, sinkInto(folder)), recorded: recordedValue(value) });
  }
  return { columns: rest, kept };
}

function sinkInto(folder: BlobFolder): BlobSink {
  return {
    putBytes: (parts) => folder.put(parts),
    async putFile(path): Promise<Blob> {
      const staged = await stageFile(folder, path);
      publishFiles(folder, [staged]);
      return { hash: staged.hash, size: staged.size };
    },
    putRemote(): never {
      throw new PackError("a value that is elsewhere");
    },
  };
}
