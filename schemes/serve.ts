/** The far side of every scheme: takes calls, computes them one after the other, and answers each when it is done. */
import { type ComputeEvent, type ComputeReply, replyOfError } from "../runtime/scheme/compute_request.ts";
import { computeHere } from "../runtime/scheme/compute_here.ts";
import type { FindDefinition } from "../runtime/scheme/find_definition.ts";
import {
  type Call,
  type Codec,
  type FarMessage,
  type NearMessage,
  type RequestValues,
  unsendablePorts,
} from "./messages.ts";

/** The way back, and what surrounds the modules. */
export interface Surroundings<Outgoing, Incoming> {
  readonly codec: Codec<Outgoing, Incoming>;
  readonly find: FindDefinition;
  send(message: FarMessage, value?: Outgoing): void;
  /** Runs a batch: where that needs something held meanwhile. */
  during(batch: () => Promise<void>): Promise<unknown>;
}

interface Running {
  readonly id: number;
  readonly abort: AbortController;
  /** Fails it from outside of its promise. */
  readonly fail: (error: unknown) => void;
  readonly observe: (event: ComputeEvent) => void;
}

/** See the head of the file. */
export class Server<Outgoing, Incoming> {
  readonly #around: Surroundings<Outgoing, Incoming>;
  readonly #waiting: { readonly call: Call; readonly values: Incoming }[] = [];
  #running: Running | undefined;
  #isBusy = false;

  constructor(around: Surroundings<Outgoing, Incoming>) {
    this.#around = around;
    takeOverConsole((event) => this.#running?.observe(event));
    for (const kind of ["error", "unhandledrejection"]) {
      globalThis.addEventListener(kind, (event) => {
        event.preventDefault();
        this.#running?.fail((event as ErrorEvent).error ?? (event as PromiseRejectionEvent).reason);
      });
    }
    around.send({ kind: "ready" });
  }

  hear(message: NearMessage, values: readonly Incoming[]): void {
    if (message.kind === "abort") return this.#abort(message.id);
    this.#waiting.push(...message.calls.map((call, index) => ({ call, values: values[index] })));
    if (!this.#isBusy) this.#work();
  }

  /** The running module took too much memory: whatever it did is undone. */
  outOfMemory(): void {
    if (this.#running === undefined) return;
    const reply = { status: "failed", kind: "memory", message: "Out of memory: it took more than it may" } as const;
    this.#around.send({ kind: "reply", id: this.#running.id, reply, ms: 0 });
    this.#running = undefined;
  }

  #abort(id: number): void {
    if (this.#running?.id !== id) return;
    this.#around.send({ kind: "heard", id });
    this.#running.abort.abort(new DOMException("Interrupted by user", "AbortError"));
  }

  async #work(): Promise<void> {
    this.#isBusy = true;
    await this.#around.during(async () => {
      for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
        await this.#answer(next.call, next.values);
      }
    });
    this.#isBusy = false;
  }

  async #answer(call: Call, encoded: Incoming): Promise<void> {
    const start = performance.now();
    const reply = await this.#computed(call, encoded);
    this.#running = undefined;
    this.#reply(call.id, reply, () => performance.now() - start);
  }

  async #computed(call: Call, encoded: Incoming): Promise<ComputeReply> {
    const values = this.#around.codec.decode(encoded);
    if (values === undefined) {
      return { status: "failed", kind: "crash", message: "Cannot read the inputs: they arrived damaged" };
    }
    const [inputs, others] = values.value as [RequestValues["inputs"], RequestValues["values"]];
    const { promise, resolve } = Promise.withResolvers<ComputeReply>();
    const abort = new AbortController();
    const observe = (event: ComputeEvent): void => this.#tell(call.id, event);
    this.#running = { id: call.id, abort, observe, fail: (error) => resolve(replyOfError(error)) };
    const { find } = this.#around;
    computeHere({ ...call, inputs, values: others }, { find, signal: abort.signal, observe }).then(resolve);
    return await promise;
  }

  #tell(id: number, event: ComputeEvent): void {
    if (event.kind !== "annotated") return this.#around.send({ kind: "event", id, event });
    const { codec } = this.#around;
    const value = codec.encode(event.value) ?? codec.encode(String(event.value));
    this.#around.send({ kind: "event", id, event: { kind: "annotated", key: event.key } }, value);
  }

  #reply(id: number, reply: ComputeReply, elapsed: () => number): void {
    const { codec, send } = this.#around;
    if (reply.status !== "completed") return send({ kind: "reply", id, reply, ms: elapsed() });
    const outputs = codec.encode(reply.outputs);
    if (outputs !== undefined) {
      return send({ kind: "reply", id, reply: { status: "completed" }, ms: elapsed() }, outputs);
    }
    const message = `Cannot send the value of output port ${unsendablePorts(reply.outputs, codec)} back`;
    send({ kind: "reply", id, reply: { status: "failed", kind: "unsendable", message }, ms: elapsed() });
  }
}

/** What modules write by `console` belongs to them. */
function takeOverConsole(tell: (event: ComputeEvent) => void): void {
  const textOf = (data: readonly unknown[]): string =>
    `${data.map((item) => typeof item === "string" ? item : Deno.inspect(item)).join(" ")}`;
  const { console } = globalThis;
  for (const method of ["log", "info", "debug"] as const) {
    console[method] = (...data: unknown[]): void => tell({ kind: "printed", text: `${textOf(data)}\n` });
  }
  for (const method of ["warn", "error"] as const) {
    console[method] = (...data: unknown[]): void => tell({ kind: "logged", text: textOf(data) });
  }
}
