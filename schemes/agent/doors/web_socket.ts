/**
 * WebSocket (RFC 6455) as a pipe of bytes: what is written goes out in binary messages, what comes in is read as one
 * stream. The handshake is over when this begins. It waits where the other side does, which `WebSocket` does not.
 */
import { createHash } from "node:crypto";
import type { Connection } from "../connection.ts";

/** Bytes of a message that goes out, at most. */
const MOST_OUT = 2 ** 20;
/** Bytes of a message that comes in, at most. */
const MOST_IN = 2 ** 24;

const BINARY = 0x2;
const CLOSE = 0x8;
const PING = 0x9;
const PONG = 0xa;

/** What answers the key of a handshake. */
export function acceptOf(key: string): string {
  return createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
}

/** Messages of who has called are masked, those of who is called are not. */
export type Role = "client" | "server";

/** The pipe inside of a connection. */
export function insideWebSocket(outer: Connection, role: Role): Connection {
  const writer = outer.writable.getWriter();
  const write = (opcode: number, bytes: Uint8Array): Promise<void> => writer.write(frame(opcode, bytes, role));
  const reader = new MessageReader(role === "server", (bytes) => void write(PONG, bytes).catch(() => {}));
  const unpack = new TransformStream<Uint8Array, Uint8Array>({
    transform: (piece, controller) => {
      for (const bytes of reader.take(piece)) controller.enqueue(bytes);
      if (reader.isOver) controller.terminate();
    },
  });
  const readable = outer.readable.pipeThrough(unpack);
  const writable = new WritableStream<Uint8Array>({
    write: async (bytes) => {
      for (let at = 0; at < bytes.length; at += MOST_OUT) await write(BINARY, bytes.subarray(at, at + MOST_OUT));
    },
    close: async () => {
      await write(CLOSE, new Uint8Array());
      await writer.close();
    },
    abort: (reason) => writer.abort(reason),
  });
  return { ...outer, readable, writable, close: () => outer.close() };
}

/** The bytes of one message. */
export function frame(opcode: number, bytes: Uint8Array, role: Role): Uint8Array {
  const { length } = bytes;
  const sizeBytes = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const head = 2 + sizeBytes + (role === "client" ? 4 : 0);
  const made = new Uint8Array(head + length);
  const view = new DataView(made.buffer);
  made[0] = 0x80 | opcode;
  made[1] = (role === "client" ? 0x80 : 0) | (sizeBytes === 0 ? length : sizeBytes === 2 ? 126 : 127);
  if (sizeBytes === 2) view.setUint16(2, length);
  else if (sizeBytes === 8) view.setBigUint64(2, BigInt(length));
  made.set(bytes, head);
  if (role === "client") {
    const mask = crypto.getRandomValues(made.subarray(head - 4, head));
    xor(made.subarray(head), mask, 0);
  }
  return made;
}

/** `from`: how many bytes of the message came before. */
function xor(bytes: Uint8Array, mask: Uint8Array, from: number): void {
  for (let i = 0; i < bytes.length; i++) bytes[i] ^= mask[(from + i) & 3];
}

/** Takes messages apart, in pieces of any size. */
class MessageReader {
  isOver = false;
  readonly #isMasked: boolean;
  readonly #pong: (bytes: Uint8Array) => void;
  #head = new Uint8Array();
  #opcode = 0;
  #mask = new Uint8Array();
  /** Bytes of the message that are still to come, and that came. */
  #left = 0;
  #came = 0;
  #control: Uint8Array[] = [];

  constructor(isMasked: boolean, pong: (bytes: Uint8Array) => void) {
    this.#isMasked = isMasked;
    this.#pong = pong;
  }

  /** The content of binary messages. Throws for what must not be. */
  *take(piece: Uint8Array): Generator<Uint8Array> {
    let at = 0;
    while (at < piece.length && !this.isOver) {
      if (this.#left === 0) {
        const taken = this.#takeHead(piece.subarray(at));
        at += taken;
        continue;
      }
      const part = piece.subarray(at, at + this.#left).slice();
      at += part.length;
      if (this.#isMasked) xor(part, this.#mask, this.#came);
      this.#came += part.length;
      this.#left -= part.length;
      if (this.#opcode < CLOSE) yield part;
      else this.#takeControl(part);
    }
  }

  /** Gives how many bytes belong to the head. */
  #takeHead(bytes: Uint8Array): number {
    const before = this.#head.length;
    const known = new Uint8Array(Math.min(before + bytes.length, 14));
    known.set(this.#head);
    known.set(bytes.subarray(0, known.length - before), before);
    const code = known.length > 1 ? known[1] & 0x7f : 0;
    const sizeBytes = code === 127 ? 8 : code === 126 ? 2 : 0;
    const wanted = 2 + sizeBytes + (this.#isMasked ? 4 : 0);
    if (known.length < wanted) {
      this.#head = known;
      return bytes.length;
    }
    this.#head = new Uint8Array();
    this.#begin(known.subarray(0, wanted), code, sizeBytes);
    return wanted - before;
  }

  #begin(head: Uint8Array, code: number, sizeBytes: number): void {
    const view = new DataView(head.buffer, head.byteOffset);
    const opcode = head[0] & 0x0f;
    const size = sizeBytes === 8 ? Number(view.getBigUint64(2)) : sizeBytes === 2 ? view.getUint16(2) : code;
    const isControl = opcode >= CLOSE;
    if ((head[0] & 0x70) !== 0 || ![0, BINARY, CLOSE, PING, PONG].includes(opcode)) {
      throw new RangeError("no binary message");
    }
    if ((head[1] & 0x80) !== (this.#isMasked ? 0x80 : 0)) throw new RangeError("a message with the wrong mask");
    if (size > MOST_IN || isControl && size > 125) throw new RangeError(`a message of ${size} bytes`);
    this.#opcode = opcode;
    this.#mask = head.slice(2 + sizeBytes);
    this.#left = size;
    this.#came = 0;
    if (isControl && size === 0) this.#takeControl(new Uint8Array());
  }

  #takeControl(part: Uint8Array): void {
    this.#control.push(part);
    if (this.#left > 0) return;
    const bytes = new Uint8Array(this.#control.flatMap((one) => [...one]));
    this.#control = [];
    if (this.#opcode === CLOSE) this.isOver = true;
    else if (this.#opcode === PING) this.#pong(bytes);
  }
}
