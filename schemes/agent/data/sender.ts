/** Sends what the other side asks for, as fast as it takes it. */
import { messageOf } from "../../../runtime/errors.ts";
import { type BlobSource, isBlob } from "./blob.ts";
import { type AskingMessage, PIECE, type SendData, WINDOW } from "./messages.ts";

/** Transfers of one line at a time: others are told to ask again. */
const MOST_TRANSFERS = 64;

interface Sending {
  /** Bytes that are on their way. */
  flying: number;
  isStopped: boolean;
  /** Goes on when there is room. */
  wake: () => void;
}

/** See the head of the file. */
export class Sender {
  /** Bytes that were sent. */
  sent = 0;
  readonly #source: BlobSource;
  readonly #send: SendData;
  readonly #transfers = new Map<number, Sending>();

  constructor(source: BlobSource, send: SendData) {
    this.#source = source;
    this.#send = send;
  }

  hear(message: AskingMessage): void {
    const { transfer } = message;
    if (message.kind === "get") return this.#begin(message);
    if (message.kind === "has?") return void this.#send({ kind: "has", transfer, all: this.#hasAll(message.blobs) });
    const sending = this.#transfers.get(transfer);
    if (sending === undefined) return;
    if (message.kind === "stop") sending.isStopped = true;
    else sending.flying = Math.max(0, sending.flying - Math.max(0, Number(message.bytes) || 0));
    sending.wake();
  }

  #hasAll(blobs: unknown): boolean {
    return Array.isArray(blobs) && blobs.every((blob) => isBlob(blob) && this.#source.has(blob));
  }

  /** The line is over: whoever asked asks again on the next one. */
  stop(): void {
    for (const sending of this.#transfers.values()) {
      sending.isStopped = true;
      sending.wake();
    }
  }

  #begin({ transfer, hash, size, from }: AskingMessage & { kind: "get" }): void {
    const isWrong = !isBlob({ hash, size }) || !Number.isSafeInteger(from) || from < 0 || from > size;
    const refuse = (why: string): void => void this.#send({ kind: "gone", transfer, why });
    if (isWrong || this.#transfers.has(transfer)) return refuse("it was not asked for as it should be");
    if (this.#transfers.size >= MOST_TRANSFERS) return refuse("too much is asked for at a time");
    const pieces = this.#source.open({ hash, size }, from);
    if (pieces === undefined) return refuse("it is not there any more");
    const sending: Sending = { flying: 0, isStopped: false, wake: () => {} };
    this.#transfers.set(transfer, sending);
    this.#sendAll(transfer, sending, pieces)
      .catch((error) => refuse(messageOf(error)))
      .finally(() => this.#transfers.delete(transfer));
  }

  async #sendAll(transfer: number, sending: Sending, pieces: AsyncIterable<Uint8Array>): Promise<void> {
    for await (const bytes of pieces) {
      for (let at = 0; at < bytes.length; at += PIECE) {
        while (!sending.isStopped && sending.flying >= WINDOW) {
          await new Promise<void>((resolve) => sending.wake = resolve);
        }
        if (sending.isStopped) return;
        const piece = bytes.subarray(at, at + PIECE);
        sending.flying += piece.length;
        this.sent += piece.length;
        await this.#send({ kind: "piece", transfer }, piece);
      }
    }
  }
}
