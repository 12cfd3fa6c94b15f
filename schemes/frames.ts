/**
 * Frames: how messages travel through a pipe. Four bytes, the highest first, with the length of the header; the header,
 * JSON; the attachments of its values, whose lengths it tells.
 */
import { joinBytes } from "../runtime/join_bytes.ts";
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
      decodeNode(node, {
        attachments,
        paths: paths.map((name) => new PathValue(name)),
        hasPickles,
        isGivenAway: true,
      }),
  };
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The bytes of a frame, long attachments as pieces of their own. */
export function frameBytes(message: object, values: readonly EncodedValue[] = []): Uint8Array<ArrayBuffer>[] {
  const headers = values.map(({ text, paths, attachments }) => {
    if (paths.length === 0 && attachments.length === 0) return `{"node":${text}}`;
    const names = JSON.stringify(paths.map(({ name }) => name));
    return `{"node":${text},"paths":${names},"sizes":${JSON.stringify(attachments.map((part) => part.length))}}`;
  });
  // Room for the length, which is not known before.
  const first = encoder.encode(`\0\0\0\0{"message":${JSON.stringify(message)},"values":[${headers.join()}]}`);
  new DataView(first.buffer, first.byteOffset).setUint32(0, first.length - 4);
  return [first, ...values.flatMap(({ attachments }) => attachments as readonly Uint8Array<ArrayBuffer>[])];
}

/** Without paths and sizes where it has none. */
interface HeaderValue {
  readonly node: unknown;
  readonly paths?: readonly string[];
  readonly sizes?: readonly number[];
}

interface Header {
  readonly message: unknown;
  readonly values: readonly HeaderValue[];
}

/** Cuts what arrives, in pieces of any size, into frames. Each attachment gets memory of its own, which is written once. */
export class FrameReader {
  /** Heeded from the next part on. */
  limits: FrameLimits = LIMITS;
  /** Bytes of all whole frames so far. */
  taken = 0;
  /** Of a length or a header. */
  #pieces: Uint8Array[] = [];
  #length = 0;
  #wanted = 4;
  #isHeader = false;
  #filling: Filling | undefined;
  #size = 0;

  /** Whether it has the beginning of a frame's attachments. */
  get isFilling(): boolean {
    return this.#filling !== undefined;
  }

  /** The frames that are complete with this piece, of which nothing is kept. Throws on what cannot be a frame. */
  *take(piece: Uint8Array): Generator<Frame> {
    for (let at = 0;;) {
      if (this.#filling === undefined) {
        const end = at + this.#wanted - this.#length;
        if (end > piece.length) return this.#keep(piece.subarray(at));
        this.#begin(this.#cut(piece.subarray(at, end)));
        at = end;
        continue;
      }
      at += this.#filling.fill(piece, at);
      if (!this.#filling.isFull) return;
      const { frame } = this.#filling;
      this.taken += this.#size;
      this.#size = 0;
      this.#filling = undefined;
      yield frame;
    }
  }

  /** A length or a header is there: what follows it is known. */
  #begin(bytes: Uint8Array): void {
    this.#size += bytes.length;
    if (!this.#isHeader) {
      this.#wanted = within(new DataView(bytes.buffer, bytes.byteOffset).getUint32(0), this.limits.header);
      this.#isHeader = true;
      return;
    }
    const header: Header | null = JSON.parse(decoder.decode(bytes));
    if (!Array.isArray(header?.values)) throw new RangeError("Cannot read a frame: it has no values");
    let all = 0;
    for (const value of header.values) {
      if (!isValue(value)) throw new RangeError("Cannot read a frame: a value is none");
      for (const size of value.sizes ?? NONE) all += within(size, this.limits.attachments);
    }
    within(all, this.limits.attachments);
    this.#size += all;
    this.#filling = new Filling(header);
    this.#wanted = 4;
    this.#isHeader = false;
  }

  #keep(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#pieces.push(bytes.slice());
    this.#length += bytes.length;
  }

  /** What was kept, and the rest of it. */
  #cut(last: Uint8Array): Uint8Array {
    if (this.#pieces.length === 0) return last;
    const bytes = joinBytes([...this.#pieces, last]);
    this.#pieces = [];
    this.#length = 0;
    return bytes;
  }
}

/** A frame whose attachments are on their way. */
class Filling {
  readonly frame: Frame;
  readonly #attachments: readonly Uint8Array[];
  /** The one that is being filled, and how far. */
  #index = 0;
  #at = 0;

  constructor({ message, values }: Header) {
    this.frame = {
      message,
      values: values.map(({ node, paths = NONE, sizes }) => ({
        node,
        paths,
        attachments: sizes?.map((size) => new Uint8Array(size)) ?? NONE,
      })),
    };
    this.#attachments = this.frame.values.flatMap(({ attachments }) => attachments);
  }

  get isFull(): boolean {
    return this.#index === this.#attachments.length;
  }

  /** Takes what belongs to it of what begins at `from`; gives how much that is. */
  fill(bytes: Uint8Array, from: number): number {
    let at = from;
    while (!this.isFull) {
      const attachment = this.#attachments[this.#index];
      const part = bytes.subarray(at, at + attachment.length - this.#at);
      attachment.set(part, this.#at);
      this.#at += part.length;
      at += part.length;
      if (this.#at < attachment.length) break;
      this.#index++;
      this.#at = 0;
    }
    return at - from;
  }
}

const NONE: readonly never[] = [];

function isValue(value: HeaderValue | null): boolean {
  return typeof value === "object" && value !== null && Array.isArray(value.paths ?? NONE) &&
    Array.isArray(value.sizes ?? NONE);
}

function within(size: number, most: number): number {
  if (Number.isSafeInteger(size) && size >= 0 && size <= most) return size;
  throw new RangeError(`Cannot read a frame: ${size} bytes`);
}
