/**
 * The scheme `worker`: threads of this program. They are `node:worker_threads`, and hold a Web Lock: without it
 * Deno lets a busy loop go on for ever after `terminate()`.
 */
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import type { ComputeFailure } from "../runtime/scheme/compute_request.ts";
import type { ExecutionScheme } from "../runtime/scheme/execution_scheme.ts";
import { endCall, endChildren, endFarSide, type Origin } from "./call_processes.ts";
import { type ClonableValue, cloneCodec } from "./clone_value.ts";
import type { FarSide, FarSideListener } from "./far_side.ts";
import type { FarMessage, NearMessage } from "./messages.ts";
import { Pool } from "./pool.ts";
import { isThreadAlive } from "./process_table.ts";

/** What both schemes of this machine are opened with. */
export interface LocalSchemeOptions {
  /** URL of `far_side.ts`. */
  readonly farSide: URL;
  /** The most far sides at a time; as many as there are cores if nothing is said. */
  readonly size?: number;
  /** The most memory for the objects of a module; without limit if nothing is said. */
  readonly memoryMb?: number;
  /** What the record says of it; see {@linkcode ExecutionScheme}. */
  readonly annotations?: ExecutionScheme["annotations"];
}

/** Opens the scheme; nothing is started before it is needed. */
export function openWorkerScheme({ farSide, size, memoryMb, annotations }: LocalSchemeOptions): ExecutionScheme {
  return new Pool({
    name: "worker",
    annotations,
    priority: 200,
    size: size ?? navigator.hardwareConcurrency,
    memoryMb,
    transport: { codec: cloneCodec, start: (memory, listener) => new WorkerSide(farSide, memory, listener) },
  });
}

/** What the port of a worker carries. */
export type Post<Message> = readonly [message: Message, values: readonly (ClonableValue | undefined)[]];

/** What a worker is given. */
export interface WorkerData {
  readonly port: MessagePort;
  /** Its unique name. */
  readonly mark: string;
}

/** How long the thread of a worker that has ended is waited for: what it does outside of JavaScript goes on. */
const THREAD_MS = 1000;

class WorkerSide implements FarSide<ClonableValue> {
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #listener: FarSideListener<ClonableValue>;
  readonly #ended = Promise.withResolvers<void>();
  #origin: Origin = { mark: crypto.randomUUID() };
  #failure: ComputeFailure | undefined;

  constructor(farSide: URL, memoryMb: number | undefined, listener: FarSideListener<ClonableValue>) {
    const { port1, port2 } = new MessageChannel();
    this.#listener = listener;
    this.#port = port1;
    // Not port1.on(): its Node wrapper goes through every byte of a message, a second for a megabyte.
    port1.addEventListener("message", (event) => this.#hear((event as MessageEvent).data));
    port1.start();
    const data: WorkerData = { port: port2, mark: this.#origin.mark };
    this.#worker = new Worker(farSide, {
      workerData: data,
      transferList: [port2],
      ...(memoryMb === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: memoryMb } }),
    });
    this.#worker.on("error", (error) => this.#failure = failureOf(error));
    this.#worker.on("exit", (code) => this.#end(code));
    globalThis.addEventListener("unload", this.#endChildren);
  }

  /** Buffers of values are copied: others here have them too. */
  send(message: NearMessage, values: readonly ClonableValue[]): void {
    const post: Post<NearMessage> = [message, values.map(({ value, isMarked }) => ({ value, isMarked, buffers: [] }))];
    this.#port.postMessage(post);
  }

  endCall(call: number): void {
    endCall(this.#origin, call);
  }

  async kill(): Promise<void> {
    this.#endChildren();
    this.#worker.terminate();
    await this.#ended.promise;
  }

  readonly #hear = ([message, values]: Post<FarMessage>): void => {
    if (message.kind === "ready") this.#origin = { ...this.#origin, thread: message.thread };
    this.#listener.hear(message, values[0]);
  };

  readonly #endChildren = (): void => {
    if (this.#listener.running !== undefined) endChildren(this.#origin, this.#listener.running);
  };

  async #end(code: number): Promise<void> {
    // What it said last may still be on its way, and would be lost with the port.
    for (let last = receiveMessageOnPort(this.#port); last; last = receiveMessageOnPort(this.#port)) {
      this.#hear(last.message);
    }
    this.#port.close();
    globalThis.removeEventListener("unload", this.#endChildren);
    await this.#threadEnded();
    if (this.#listener.running !== undefined) endFarSide({ mark: this.#origin.mark }, this.#listener.running);
    const message = `The worker ended while it computed (exit code ${code})`;
    this.#listener.ended(this.#failure ?? { status: "failed", kind: "crash", message });
    this.#ended.resolve();
  }

  /** Deno tells the end of a worker while its thread may still start something. */
  async #threadEnded(): Promise<void> {
    const { thread } = this.#origin;
    if (thread === undefined) return;
    for (const end = performance.now() + THREAD_MS; isThreadAlive(thread) && performance.now() < end;) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }
}

function failureOf(error: Error & { code?: string }): ComputeFailure {
  return error.code === "ERR_WORKER_OUT_OF_MEMORY"
    ? { status: "failed", kind: "memory", message: "Out of memory: it took more than it may" }
    : { status: "failed", kind: "other", message: String(error), ...(error.stack && { trace: error.stack }) };
}
