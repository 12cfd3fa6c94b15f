/** Asks the other side for bytes. When the line breaks, and another is there, it goes on where it stopped. */
import type { Blob } from "./blob.ts";
import type { SendData, SendingMessage } from "./messages.ts";

/** The other side does not have the bytes, or not as they should be. */
export class TransferError extends Error {
  override readonly name = "TransferError";
}

/** Something that is asked, as often as there is another line, until it is answered. */
interface Question {
  readonly blobs: readonly Blob[];
  readonly resolve: (all: boolean) => void;
  readonly reject: (error: Error) => void;
}

interface Receiving {
  readonly blob: Blob;
  /** Up to where all has come. */
  at: number;
  readonly pieces: Uint8Array[];
  failure: Error | undefined;
  wake: () => void;
}

/** See the head of the file. */
export class Receiver {
  /** Bytes that came. */
  received = 0;
  readonly #transfers = new Map<number, Receiving>();
  readonly #questions = new Map<number, Question>();
  #send: SendData | undefined;
  #last = 0;

  /** There is a line: what was under way goes on. */
  connect(send: SendData): void {
    this.#send = send;
    for (const [transfer, receiving] of [...this.#transfers]) {
      this.#transfers.delete(transfer);
      this.#ask(receiving);
    }
    for (const [transfer, { blobs }] of this.#questions) send({ kind: "has?", transfer, blobs });
  }

  /** The line is over; another may come. */
  disconnect(): void {
    this.#send = undefined;
  }

  /** No other line will come. */
  end(error: Error): void {
    this.#send = undefined;
    for (const receiving of this.#transfers.values()) fail(receiving, error);
    for (const { reject } of this.#questions.values()) reject(error);
    this.#questions.clear();
  }

  /** Whether something was asked that is not answered. */
  get isWaiting(): boolean {
    return this.#transfers.size > 0 || this.#questions.size > 0;
  }

  /** Whether the other side has all of them. */
  async hasAll(blobs: readonly Blob[]): Promise<boolean> {
    const { promise, resolve, reject } = Promise.withResolvers<boolean>();
    const transfer = ++this.#last;
    this.#questions.set(transfer, { blobs, resolve, reject });
    this.#send?.({ kind: "has?", transfer, blobs });
    return await promise;
  }

  hear(message: SendingMessage, bytes: Uint8Array | undefined): void {
    const { transfer } = message;
    if (message.kind === "has") {
      this.#questions.get(transfer)?.resolve(message.all === true);
      return void this.#questions.delete(transfer);
    }
    const receiving = this.#transfers.get(transfer);
    if (receiving === undefined) return; // of an earlier line, or not wanted any more
    if (message.kind === "gone") return fail(receiving, new TransferError(String(message.why).slice(0, 400)));
    const length = bytes?.length ?? 0;
    if (length === 0 || receiving.at + length > receiving.blob.size) {
      return fail(receiving, new TransferError("it is longer than it should be"));
    }
    receiving.at += length;
    receiving.pieces.push(bytes!);
    this.received += length;
    receiving.wake();
  }

  /** The bytes from `from` on. They are not verified. Rejects with a {@linkcode TransferError}. */
  async *stream(blob: Blob, from = 0, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
    signal?.throwIfAborted();
    if (from === blob.size) return;
    const receiving: Receiving = { blob, at: from, pieces: [], failure: undefined, wake: () => {} };
    const abort = (): void => fail(receiving, signal!.reason);
    signal?.addEventListener("abort", abort);
    this.#ask(receiving);
    try {
      for (let given = from; given < blob.size;) {
        if (receiving.failure !== undefined) throw receiving.failure;
        const piece = receiving.pieces.shift();
        if (piece === undefined) {
          await new Promise<void>((resolve) => receiving.wake = resolve);
          continue;
        }
        given += piece.length;
        yield piece;
        this.#tell(receiving, piece.length);
      }
    } finally {
      signal?.removeEventListener("abort", abort);
      this.#close(receiving);
    }
  }

  #ask(receiving: Receiving): void {
    const transfer = ++this.#last;
    this.#transfers.set(transfer, receiving);
    this.#send?.({ kind: "get", transfer, ...receiving.blob, from: receiving.at });
  }

  #tell(receiving: Receiving, bytes: number): void {
    const transfer = this.#numberOf(receiving);
    if (transfer !== undefined) this.#send?.({ kind: "took", transfer, bytes });
  }

  #close(receiving: Receiving): void {
    const transfer = this.#numberOf(receiving);
    if (transfer === undefined) return;
    this.#transfers.delete(transfer);
    if (receiving.at < receiving.blob.size) this.#send?.({ kind: "stop", transfer });
  }

  #numberOf(sought: Receiving): number | undefined {
    return this.#transfers.entries().find(([, receiving]) => receiving === sought)?.[0];
  }
}

function fail(receiving: Receiving, error: Error): void {
  receiving.failure ??= error;
  receiving.wake();
}
