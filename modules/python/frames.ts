/**
 * Frames: how messages travel between vt and the Python host. The length of the JSON text and that of all attachments,
 * four bytes each with the highest first; the text; the attachments, whose lengths the message gives as `sizes`.
 */

/** A message and the bytes that belong to it. */
export interface Frame<Message = unknown> {
  readonly message: Message;
  readonly attachments: readonly Uint8Array[];
}

const HEAD = 8;
const MAX_LENGTH = 2 ** 31;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A frame's bytes, the attachments as pieces of their own. */
export function frameBytes({ message, attachments }: Frame<object>): Uint8Array<ArrayBuffer>[] {
  const sizes = attachments.map((part) => part.length);
  const text = encoder.encode(JSON.stringify(sizes.length === 0 ? message : { ...message, sizes }));
  const first = new Uint8Array(HEAD + text.length);
  const view = new DataView(first.buffer);
  view.setUint32(0, text.length);
  view.setUint32(4, sizes.reduce((sum, size) => sum + size, 0));
  first.set(text, HEAD);
  return [first, ...attachments.map((part) => part as Uint8Array<ArrayBuffer>)];
}

/** Cuts what arrives, in pieces of any size, into frames. */
export class FrameReader {
  #pieces: Uint8Array[] = [];
  #length = 0;
  #wanted = HEAD;

  /** The frames that are complete with this piece. Throws on what cannot be a frame. */
  *take(piece: Uint8Array): Generator<Frame> {
    this.#pieces.push(piece);
    this.#length += piece.length;
    while (this.#length >= this.#wanted) {
      const bytes = this.#joined();
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      const [size, rest] = [view.getUint32(0), view.getUint32(4)];
      if (size + rest > MAX_LENGTH) throw new RangeError(`Cannot read a frame: ${size + rest} bytes, fewer wanted`);
      this.#wanted = HEAD + size + rest;
      if (bytes.length < this.#wanted) return;
      this.#pieces = [bytes.subarray(this.#wanted)];
      this.#length -= this.#wanted;
      yield frameOf(bytes.subarray(HEAD, HEAD + size), bytes.subarray(HEAD + size, this.#wanted));
      this.#wanted = HEAD;
    }
  }

  #joined(): Uint8Array {
    if (this.#pieces.length === 1) return this.#pieces[0];
    const bytes = new Uint8Array(this.#length);
    let at = 0;
    for (const piece of this.#pieces) {
      bytes.set(piece, at);
      at += piece.length;
    }
    this.#pieces = [bytes];
    return bytes;
  }
}

function frameOf(text: Uint8Array, rest: Uint8Array): Frame {
  const message: { readonly sizes?: readonly number[] } = JSON.parse(decoder.decode(text));
  let at = 0;
  const attachments = (message.sizes ?? []).map((size) => rest.subarray(at, at += size));
  return { message, attachments };
}
