/** One end of a line, as far as bytes are moved through it: what it offers, and what it asks for. */
import type { Blob, BlobSource } from "./blob.ts";
import type { BlobFolder } from "./blob_folder.ts";
import type { AskingMessage, DataMessage, SendData } from "./messages.ts";
import { Receiver, TransferError } from "./receiver.ts";
import { Sender } from "./sender.ts";

/** Transfers that are asked for at a time. */
const MOST_AT_ONCE = 4;

/** See the head of the file. */
export class DataEnd {
  readonly #source: BlobSource;
  readonly #folder: BlobFolder;
  readonly #receiver = new Receiver();
  #sender: Sender | undefined;
  /** Called when something is asked of the other side: there may be no line. */
  onNeed: () => void = () => {};

  /** `source`: what the other side may have; `folder`: where what it has goes. */
  constructor(source: BlobSource, folder: BlobFolder) {
    this.#source = source;
    this.#folder = folder;
  }

  /** There is a line, the first or another one. */
  connect(send: SendData): void {
    this.#sender?.stop();
    this.#sender = new Sender(this.#source, send);
    this.#receiver.connect(send);
  }

  /** The line is over; another may come. */
  disconnect(): void {
    this.#sender?.stop();
    this.#sender = undefined;
    this.#receiver.disconnect();
  }

  /** No other line comes. */
  end(why: string): void {
    this.disconnect();
    this.#receiver.end(new TransferError(why));
  }

  hear(message: DataMessage, bytes?: Uint8Array): void {
    if (isAsking(message)) this.#sender?.hear(message);
    else this.#receiver.hear(message, bytes);
  }

  /** Whether something is asked for that has not come. */
  get isWaiting(): boolean {
    return this.#receiver.isWaiting;
  }

  /** Whether the other side has all of them. */
  async hasAll(blobs: readonly Blob[]): Promise<boolean> {
    const answer = this.#receiver.hasAll(blobs);
    this.onNeed();
    return await answer;
  }

  /** Sees to it that all are in the folder; gives how many bytes came for that. Rejects with a TransferError. */
  async bring(blobs: readonly Blob[], signal?: AbortSignal): Promise<number> {
    const lacking = blobs.filter((blob) => !this.#folder.has(blob)).values();
    let came = 0;
    const bringSome = async (): Promise<void> => {
      for (const blob of lacking) {
        await this.#folder.receive(blob, (from) => {
          came += blob.size - from;
          return this.stream(blob, from, signal);
        });
      }
    };
    await Promise.all(Array.from({ length: MOST_AT_ONCE }, bringSome));
    return came;
  }

  /** What the other side has, from a place on; it is not verified. */
  async *stream(blob: Blob, from: number, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
    const pieces = this.#receiver.stream(blob, from, signal);
    const first = pieces.next(); // now it is asked for
    this.onNeed();
    try {
      for (let read = await first; !read.done; read = await pieces.next()) yield read.value;
    } finally {
      await pieces.return(undefined);
    }
  }
}

function isAsking(message: DataMessage): message is AskingMessage {
  return message.kind !== "piece" && message.kind !== "gone" && message.kind !== "has";
}
