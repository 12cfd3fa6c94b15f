/**
 * What both sides say to each other to move bytes. Who lacks some asks for them, from where it stopped; who has them sends
 * pieces, and no more than so many that the other has not taken yet.
 *
 *     get   →            which bytes, from where on
 *           ←   piece    some of them
 *     took  →            how many of them are taken: more may come
 *           ←   gone     there are no more: it does not have them, or cannot read them
 *     stop  →            no more are wanted
 *     has?  →            whether it has all of these, each by its hash and size
 *           ←   has      whether it has
 */

import type { Blob } from "./blob.ts";

/** A number that who asks has given to the transfer. */
export interface InTransfer {
  readonly transfer: number;
}

/** From who lacks the bytes. */
export type AskingMessage =
  | (InTransfer & { readonly kind: "get"; readonly hash: string; readonly size: number; readonly from: number })
  | (InTransfer & { readonly kind: "took"; readonly bytes: number })
  | (InTransfer & { readonly kind: "stop" })
  | (InTransfer & { readonly kind: "has?"; readonly blobs: readonly Blob[] });

/** From who has them; the bytes of a piece go beside it. */
export type SendingMessage =
  | (InTransfer & { readonly kind: "piece" })
  | (InTransfer & { readonly kind: "gone"; readonly why: string })
  | (InTransfer & { readonly kind: "has"; readonly all: boolean });

/** Either. */
export type DataMessage = AskingMessage | SendingMessage;

/** Bytes that may be on their way at a time, in one transfer. */
export const WINDOW = 4 * 2 ** 20;

/** Bytes of a piece at most. */
export const PIECE = 256 * 2 ** 10;

const KINDS: ReadonlySet<string> = new Set(["get", "took", "stop", "piece", "gone", "has?", "has"]);

/** Whether a message is about bytes. */
export function isDataMessage(message: { readonly kind: string }): message is DataMessage {
  return KINDS.has(message.kind);
}

/** Says something to the other side; what it gives resolves when more may be said. */
export type SendData = (message: DataMessage, bytes?: Uint8Array) => void | Promise<void>;
