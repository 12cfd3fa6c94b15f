/**
 * Frames: how messages travel through a pipe. Four bytes, the highest first, with the length of the header; the header,
 * JSON; the attachments of its values, whose lengths it tells.
 */
import { decodeNode, type EncodedValue, encodeValue } from "../runtime/store/value_codec.ts";
import { PathValue } from "../runtime/values.ts";
import type { Codec } from "./messages.ts";

/** A value as it is taken out of a frame. */
export interface FramedValue {
  /** As `JSON.parse` gives it. */
  readonly node: unknown;
  readonly paths: readonly string[];
  readonly attachments: readonly Uint8Array[];
}

/** A message with its values. */
export interface Frame {
  readonly message: unknown;
  readonly values: readonly FramedValue[];
}

/** The most bytes that the parts of a frame may have. */
export interface FrameLimits {
  readonly header: number;
  readonly attachments: number;
}

const LIMITS: FrameLimits = { header: 2 ** 30, attachments: 2 ** 32 };

/** A value that was taken out of a frame, for another frame. */
export function encodedAgain({ node, paths, attachments }: FramedValue): EncodedValue {
  return { text: JSON.stringify(node), paths: paths.map((name) => new PathValue(name)), attachments };
}

/** The codec of pipes. */
export const frameCodec: Codec<EncodedValue, FramedValue> = codecWith({ hasPickles: true });

/** The codec of pipes to who may not start programs: a pickle from there would be a way to do it. */
export const suspiciousCodec: Codec<EncodedValue, FramedValue> = codecWith({ hasPickles: false });

function codecWith({ hasPickles }: { readonly hasPickles: boolean }): Codec<EncodedValue, FramedValue> {
  return {
    encode: encodeValue,
    decode: ({ node, paths, attachments }) =>
      decodeNode(node, { attachments, paths: paths.map((name) => new PathValue(name)), hasPickles }),
  };
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The bytes of a frame, long attachments as pieces of their own. */
export function frameBytes(message: object, values: readonly EncodedValue[] = []): Uint8Array<ArrayBuffer>[] {
  const headers = values.map(({ text, paths, attachments }) => {
    if (paths.length === 0 && attachments.length === 0) return `{"node":${text},"paths":[],"sizes":[]}`;
    const names = JSON.stringify(paths.map(({ name }) => name));
    return `{"node":${text},"paths":${names},"sizes":${JSON.stringify(attachments.map((part) => part.length))}}`;
  });
  const header = encoder.encode(`{"message":${JSON.stringify(message)},"values":[${headers.join()}]}`);
  const first = new Uint8Array(4 + header.length);
  new DataView(first.buffer).setUint32(0, header.length);
  first.set(header, 4);
  return [first, ...values.flatMap(({ attachments }) => attachments as readonly Uint8Array<ArrayBuffer>[])];
}

interface Header {
  readonly message: unknown;
  readonly values: readonly { readonly node: unknown; readonly paths: readonly string[]; readonly sizes: number[] }[];
}

type Part = "length" | "header" | "attachments";

/** Cuts what arrives, in pieces of any size, into frames. */
export class FrameReader {
  /** Heeded from the next part on. */
  limits: FrameLimits = LIMITS;
  /** Bytes of all whole frames so far. */
  taken = 0;
  #size = 0;
  #pieces: Uint8Array[] = [];
  #length = 0;
  #header: Header | undefined;
  /** Bytes of the part that comes next: a length, a header, or attachments. */
  #wanted = 4;
  #part: Part = "length";

  /** The frames that are complete with this piece. Throws on what cannot be a frame. */
  *take(piece: Uint8Array): Generator<Frame> {
    this.#pieces.push(piece);
    this.#length += piece.length;
    while (this.#length >= this.#wanted) {
      const frame = this.#read(this.#cut());
      if (frame !== undefined) yield frame;
    }
  }

  #read(bytes: Uint8Array): Frame | undefined {
    switch (this.#part) {
      case "length":
        return this.#expect("header", new DataView(bytes.buffer, bytes.byteOffset).getUint32(0), this.limits.header);
      case "header": {
        const header: Header = JSON.parse(decoder.decode(bytes));
        this.#header = header;
        const size = header.values.reduce((sum, { sizes }) => sum + sizes.reduce((a, b) => a + b, 0), 0);
        return this.#expect("attachments", size, this.limits.attachments);
      }
      case "attachments":
        this.#expect("length", 4, 4);
        this.taken += this.#size;
        this.#size = 0;
        return framed(this.#header!, bytes);
    }
  }

  #expect(part: Part, size: number, most: number): undefined {
    if (!(size >= 0 && size <= most)) throw new RangeError(`Cannot read a frame: ${size} bytes`);
    this.#part = part;
    this.#wanted = size;
  }

  /** The next part. Joins pieces only when all of it is there, so that each byte is copied once at most. */
  #cut(): Uint8Array {
    const bytes = this.#pieces.length === 1 ? this.#pieces[0] : joined(this.#pieces, this.#length);
    this.#length -= this.#wanted;
    this.#size += this.#wanted;
    this.#pieces = this.#length === 0 ? [] : [bytes.subarray(this.#wanted)];
    return bytes.subarray(0, this.#wanted);
  }
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

function framed({ message, values }: Header, bytes: Uint8Array): Frame {
  let at = 0;
  return {
    message,
    values: values.map(({ node, paths, sizes }) => ({
      node,
      paths,
      attachments: sizes.map((size) => bytes.subarray(at, at += size)),
    })),
  };
}
