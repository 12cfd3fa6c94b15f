/** What an agent has for moving the values of one session; what the session uses stays while it is there. */
import type { FramedValue } from "../../frames.ts";
import { type BlobFolder } from "./blob_folder.ts";
import { hasPlaces, isForTheRoad } from "./cut_out.ts";
import { DataEnd } from "./data_end.ts";
import { keepColumns, type KeptColumns, receiveValues } from "./far_data.ts";
import type { DataMessage } from "./messages.ts";
import { blobsOf } from "./packed.ts";
import { TransferError } from "./receiver.ts";
import { sendThrough, type Way } from "./send_through.ts";

/** Values of a call; behind them stands what travels by its hash. */
export const CALL_VALUES = 4;

/** What is said of a call. */
export interface CallFacts {
  /** What has a secret in it stays in memory. */
  readonly secrets?: Readonly<Record<string, string>>;
}

/** See the head of the file. */
export class SessionData {
  readonly #end: DataEnd;
  readonly #folder: BlobFolder;
  readonly #held = new Set<string>();

  constructor(folder: BlobFolder) {
    this.#folder = folder;
    this.#end = new DataEnd(folder, folder);
  }

  /** Whether the session has used something of this hash. */
  holds(hash: string): boolean {
    return this.#held.has(hash);
  }

  connect(way: Way): void {
    this.#end.connect(sendThrough(way));
  }

  disconnect(): void {
    this.#end.disconnect();
  }

  /** Nobody will come back. */
  end(): void {
    this.#end.end("the session is closed");
  }

  hear(message: DataMessage, values: readonly FramedValue[]): void {
    this.#end.hear(message, values[0]?.attachments[0]);
  }

  /** Puts the values of a call where they stood. Rejects with an Error that says why something cannot be had. */
  async receive(values: readonly unknown[], signal: AbortSignal): Promise<void> {
    const sent = values[CALL_VALUES];
    try {
      const blobs = await receiveValues(values, sent, { end: this.#end, folder: this.#folder, signal });
      for (const { hash } of blobs) this.#held.add(hash);
    } catch (error) {
      if (!(error instanceof TransferError)) throw error;
      throw new Error(`its values cannot be brought to ${Deno.hostname()}: ${error.message}`, { cause: error });
    }
  }

  /** Whether there is something in it that cannot go as it is. */
  mustMove(value: unknown, call: CallFacts): boolean {
    return isCutOf(call)(value);
  }

  /** Big outputs, and all files, stay here. Rejects with a {@linkcode PackError}. */
  keep(columns: KeptColumns["columns"], call: CallFacts): KeptColumns | Promise<KeptColumns> {
    const keeping = keepColumns(columns, this.#folder, isCutOf(call));
    return keeping instanceof Promise ? keeping.then((kept) => this.#hold(kept)) : keeping;
  }

  #hold(kept: KeptColumns): KeptColumns {
    for (const { packed } of kept.kept) for (const { hash } of blobsOf(packed)) this.#held.add(hash);
    return kept;
  }
}

function isCutOf({ secrets }: CallFacts): (value: unknown) => boolean {
  return secrets === undefined ? isForTheRoad : hasPlaces;
}
