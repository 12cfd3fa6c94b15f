/**
 * Frames through a connection. A sign of life goes out when nothing else does; who hears none for long takes the
 * connection for dead, also one whose other end is gone without a word.
 */
import { messageOf } from "../../runtime/errors.ts";
import type { EncodedValue } from "../../runtime/store/value_codec.ts";
import { frameBytes, type FramedValue, type FrameLimits, FrameReader } from "../frames.ts";
import type { Connection } from "./connection.ts";

/** Milliseconds without a word after which a sign of life is sent. */
const QUIET_MS = 5_000;
/** Milliseconds without a word from the other side after which it is taken for dead. */
const SILENCE_MS = 20_000;

/** What hears of a line. */
export interface LineListener {
  /** A promise holds back what comes next. Throwing ends the line. */
  hear(message: { readonly kind: string }, values: readonly FramedValue[]): void | Promise<void>;
  /** Told once. `why`: for people. */
  ended(why: string): void;
}

/** What a line is made with. */
export interface LineOptions {
  readonly limits?: FrameLimits;
}

/** See the head of the file. */
export class Line {
  readonly #connection: Connection;
  readonly #listener: LineListener;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #frames = new FrameReader();
  #backlog = 0;
  #written: Promise<void> = Promise.resolve();
  #isOver = false;
  /** Something is being heard: what comes behind it is held back by this side. */
  #isHearing = false;
  #heardAt = performance.now();
  #saidAt = performance.now();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(connection: Connection, listener: LineListener, { limits }: LineOptions = {}) {
    this.#connection = connection;
    this.#listener = listener;
    this.#writer = connection.writable.getWriter();
    if (limits !== undefined) this.#frames.limits = limits;
    this.#read();
    this.#watch();
  }

  /** The most that the other side may send in one frame. */
  set limits(limits: FrameLimits) {
    this.#frames.limits = limits;
  }

  /** Bytes that wait for the other side to take them. */
  get backlog(): number {
    return this.#backlog;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Says something; what cannot be said any more is told by the end. */
  send<Message extends { readonly kind: string }>(message: Message, values: readonly EncodedValue[] = []): void {
    if (this.#isOver) return;
    this.#saidAt = performance.now();
    for (const bytes of frameBytes(message, values)) this.#write(bytes);
  }

  /** All that was said has been taken, or the line is over. */
  async drained(): Promise<void> {
    await this.#written;
  }

  /** Ends it. */
  end(why: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#connection.close();
    this.#writer.abort().catch(() => {});
    this.#listener.ended(why);
  }

  #write(bytes: Uint8Array): void {
    this.#backlog += bytes.length;
    this.#written = this.#writer.write(bytes).then(
      () => {
        this.#backlog -= bytes.length;
        this.#saidAt = performance.now();
      },
      (error) => this.end(messageOf(error)),
    );
  }

  async #read(): Promise<void> {
    const reader = this.#connection.readable.getReader();
    try {
      for (let read = await reader.read(); !read.done && !this.#isOver; read = await reader.read()) {
        this.#heardAt = performance.now();
        this.#isHearing = true;
        await this.#hearAll(read.value);
        this.#isHearing = false;
        this.#heardAt = performance.now();
      }
      const words = this.#connection.lastWords?.() ?? "";
      this.end(words === "" ? "the other side ended it" : words);
    } catch (error) {
      this.end(messageOf(error));
    } finally {
      reader.cancel().catch(() => {});
    }
  }

  async #hearAll(piece: Uint8Array): Promise<void> {
    for (const { message, values } of this.#frames.take(piece)) {
      if (this.#isOver) return;
      const kind = (message as { readonly kind?: unknown } | null)?.kind;
      if (typeof kind !== "string") throw new RangeError("a message without a kind");
      if (kind === "alive") continue;
      const heard = this.#listener.hear(message as { readonly kind: string }, values);
      if (heard instanceof Promise) await heard;
    }
  }

  #watch(): void {
    this.#timer = setTimeout(() => {
      const now = performance.now();
      if (!this.#isHearing && now - this.#heardAt >= SILENCE_MS) {
        return this.end(`nothing was heard for ${SILENCE_MS / 1000} s`);
      }
      if (now - this.#saidAt >= QUIET_MS && this.#backlog === 0) this.send({ kind: "alive" });
      this.#watch();
    }, QUIET_MS);
  }
}
