/** The scheme `process`: child processes of this machine, which can be limited, and are killed with what a module has started. */
import type { ExecutionScheme } from "../runtime/scheme/execution_scheme.ts";
import type { EncodedValue } from "../runtime/store/value_codec.ts";
import { isTelemetryOn } from "../runtime/telemetry/tracer.ts";
import { CALL_VARIABLE } from "./call_mark.ts";
import { endCall, endFarSide, type Origin } from "./call_processes.ts";
import type { FarSide, FarSideListener } from "./far_side.ts";
import { farSideCommand, type Permissions } from "./far_side_command.ts";
import { type Frame, frameBytes, frameCodec, type FramedValue, FrameReader, suspiciousCodec } from "./frames.ts";
import { Guard } from "./guard.ts";
import type { FarMessage, NearMessage } from "./messages.ts";
import { Pool } from "./pool.ts";
import type { LocalSchemeOptions } from "./worker.ts";

/** What the scheme is opened with. */
export interface ProcessSchemeOptions extends LocalSchemeOptions {
  /**
   * What modules may do; everything if nothing is said. Scripts, and the folders of requests, must be among what they
   * may read.
   */
  readonly permissions?: Permissions;
}

/** Opens the scheme; nothing is started before it is needed. */
export function openProcessScheme(
  { farSide, size, memoryMb, permissions, annotations }: ProcessSchemeOptions,
): ExecutionScheme {
  return new Pool({
    name: "process",
    annotations,
    priority: 100,
    size: size ?? navigator.hardwareConcurrency,
    memoryMb,
    transport: {
      codec: permissions === undefined || permissions.run !== undefined ? frameCodec : suspiciousCodec,
      start: (memory, listener) => {
        const mark = crypto.randomUUID();
        const { command, args, env } = farSideCommand(farSide, mark, { memoryMb: memory, permissions });
        const pipes = { stdin: "piped", stdout: "piped", stderr: "piped" } as const;
        const options = { args: [...args], env: { ...env, [CALL_VARIABLE]: mark }, ...pipes, detached: true };
        return new ProcessSide(new Deno.Command(command, options).spawn(), mark, listener);
      },
    },
  });
}

/** How much of what it writes while it breaks down is kept. */
const MAX_LAST_WORDS = 4000;
/** How long what it said last is waited for, where a process that it left behind keeps its output open. */
const LAST_FRAMES_MS = 200;
/** How long one that does nothing has to end by itself, where it is to send what it traced. */
const LEAVE_MS = 3000;

class ProcessSide implements FarSide<EncodedValue> {
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #listener: FarSideListener<FramedValue>;
  readonly #origin: Origin;
  readonly #guard: Guard;
  readonly #ended: Promise<void>;
  #lastWords = "";

  /** In a session of its own: what it starts can be killed with it, and Ctrl-C reaches it by us alone. */
  constructor(child: Deno.ChildProcess, mark: string, listener: FarSideListener<FramedValue>) {
    this.#listener = listener;
    this.#child = child;
    this.#origin = { mark, leader: child.pid };
    this.#guard = new Guard(this.#origin);
    this.#input = this.#child.stdin.getWriter();
    globalThis.addEventListener("unload", this.#kill);
    this.#ended = this.#live();
  }

  send(message: NearMessage, values: readonly EncodedValue[]): void {
    // When the process has gone, its end is what is told.
    for (const bytes of frameBytes(message, values)) this.#input.write(bytes).catch(() => {});
  }

  endCall(call: number): void {
    endCall(this.#origin, call);
  }

  async kill(): Promise<void> {
    if (this.#listener.running === undefined && isTelemetryOn()) await this.#leave();
    this.#kill();
    await this.#ended;
  }

  /** Lets it end by itself: it has spans to send perhaps. */
  async #leave(): Promise<void> {
    this.#input.close().catch(() => {});
    const { promise: isOver, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, LEAVE_MS);
    await Promise.race([this.#ended, isOver]);
    clearTimeout(timer);
  }

  async #live(): Promise<void> {
    const output = this.#child.stdout.getReader();
    const errors = this.#child.stderr.getReader();
    const all = Promise.all([this.#readFrames(output), this.#readErrors(errors)]);
    const { code, signal } = await this.#child.status;
    const patience = this.#listener.running === undefined ? 0 : LAST_FRAMES_MS;
    const timer = setTimeout(() => [output, errors].forEach((reader) => reader.cancel()), patience);
    await all;
    clearTimeout(timer);
    this.#kill(); // what the call that ran has left
    await this.#guard[Symbol.asyncDispose]();
    globalThis.removeEventListener("unload", this.#kill);
    await this.#input.abort().catch(() => {});
    const how = signal === null ? `exit code ${code}` : `killed by ${signal}`;
    const trace = this.#lastWords === "" ? {} : { trace: this.#lastWords };
    this.#listener.ended(
      /out of memory/i.test(this.#lastWords)
        ? { status: "failed", kind: "memory", message: "Out of memory: it took more than it may", ...trace }
        : { status: "failed", kind: "crash", message: `The process ended while it computed (${how})`, ...trace },
    );
  }

  async #readFrames(output: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
    const frames = new FrameReader();
    try {
      for (let read = await output.read(); !read.done; read = await output.read()) {
        for (const { message, values } of frames.take(read.value)) this.#hear(message, values);
      }
    } catch (error) {
      this.#lastWords = `What it wrote is no frame: ${error}`;
      this.#kill();
      await output.cancel();
    }
  }

  #hear(message: Frame["message"], values: Frame["values"]): void {
    this.#listener.hear(message as FarMessage, values[0]);
  }

  async #readErrors(errors: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    for (let read = await errors.read(); !read.done; read = await errors.read()) {
      const text = decoder.decode(read.value, { stream: true });
      this.#lastWords = (this.#lastWords + text).slice(-MAX_LAST_WORDS);
      this.#listener.wrote(text);
    }
  }

  /** What modules have left that completed goes on. */
  readonly #kill = (): void => {
    const { running } = this.#listener;
    if (running !== undefined) endFarSide(this.#origin, running);
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended already.
    }
  };
}
