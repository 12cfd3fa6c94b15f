/** The far side of every scheme: takes calls, computes them one after the other, and answers each when it is done. */
import type { AnyDefinition } from "../runtime/authoring/module.ts";
import type { Machine } from "../runtime/record/log.ts";
import { computeHere, failureToFind } from "../runtime/scheme/compute_here.ts";
import {
  type ComputeEvent,
  type ComputeManyRequest,
  type ComputeReply,
  replyOfError,
} from "../runtime/scheme/compute_request.ts";
import type { FindWork } from "../runtime/scheme/find_definition.ts";
import type { SentPipeline } from "../runtime/scheme/sent_pipeline.ts";
import { Answers } from "./answers.ts";
import type { Call, CallKind, CallValues, Codec, FarMessage, NearMessage } from "./messages.ts";

/** The way back, and what surrounds the modules. */
export interface Surroundings<Outgoing, Incoming> {
  readonly codec: Codec<Outgoing, Incoming>;
  readonly find: FindWork;
  /** The machine, where it may be another than that of who started this. */
  readonly machine?: Machine;
  /** The thread that it runs on, by the number that Linux knows it by. */
  readonly thread?: number;
  send(message: FarMessage, value?: Outgoing): void;
  /** Runs a batch: where that needs something held meanwhile. */
  during(batch: () => Promise<void>): Promise<unknown>;
  /** A call begins: what is started from now on belongs to it. */
  begin(call: number): void;
}

/** A call that computes longer gives back what it has not begun: another far side may be free. */
const LONG_MS = 20;

interface Waiting<Incoming> {
  readonly call: Call;
  readonly kind: CallKind;
  readonly values: Incoming;
}

interface Running<Outgoing> {
  readonly id: number;
  readonly abort: AbortController;
  readonly answers: Answers<Outgoing>;
  /** Fails what computes from outside of its promise. */
  fail?: (error: unknown) => void;
}

/** See the head of the file. */
export class Server<Outgoing, Incoming> {
  readonly #around: Surroundings<Outgoing, Incoming>;
  readonly #waiting: Waiting<Incoming>[] = [];
  #running: Running<Outgoing> | undefined;
  #isBusy = false;

  constructor(around: Surroundings<Outgoing, Incoming>) {
    this.#around = around;
    takeOverConsole((event) => this.#running && this.#tell(this.#running.id, event));
    for (const kind of ["error", "unhandledrejection"]) {
      globalThis.addEventListener(kind, (event) => {
        event.preventDefault();
        this.#running?.fail?.((event as ErrorEvent).error ?? (event as PromiseRejectionEvent).reason);
      });
    }
    const { machine, thread } = around;
    around.send({ kind: "ready", ...(machine && { machine }), thread });
  }

  hear(message: NearMessage, values: readonly Incoming[]): void {
    if (message.kind === "abort") return this.#abort(message.id);
    const { kinds, calls } = message;
    for (const [index, call] of calls.entries()) {
      this.#waiting.push({ call, kind: kinds[call.kind], values: values[index] });
    }
    if (!this.#isBusy) this.#work();
  }

  /** What runs took too much memory: whatever it did is undone. */
  outOfMemory(): void {
    if (this.#running === undefined) return;
    this.#running.answers.add({ status: "failed", kind: "memory", message: "Out of memory: it took more than it may" });
    this.#running.answers.rest("dropped");
    this.#running = undefined;
  }

  #abort(id: number): void {
    if (this.#running?.id !== id) return;
    this.#around.send({ kind: "heard", id });
    this.#running.abort.abort(new DOMException("Interrupted by user", "AbortError"));
  }

  async #work(): Promise<void> {
    this.#isBusy = true;
    // What is heard while the surroundings are taken down is work too.
    while (this.#waiting.length > 0) {
      await this.#around.during(async () => {
        for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
          await this.#answer(next);
        }
      });
    }
    this.#isBusy = false;
  }

  async #answer({ call, kind, values: encoded }: Waiting<Incoming>): Promise<void> {
    const answers = new Answers(call, kind, this.#around);
    this.#around.begin(call.id);
    const values = this.#around.codec.decode(encoded)?.value as CallValues | undefined;
    if (values === undefined) {
      answers.add({ status: "failed", kind: "crash", message: "Cannot read the inputs: they arrived damaged" });
      return answers.rest("dropped");
    }
    const running: Running<Outgoing> = { id: call.id, abort: new AbortController(), answers };
    this.#running = running;
    try {
      const [inputs, others, columns = {}, pipeline] = values;
      const work = kind.work ?? { pipeline: pipeline as SentPipeline };
      const found = this.#around.find(work);
      const definition = found instanceof Promise ? await found : found;
      const { folder, secrets, trace } = kind;
      const request = { work, inputs, values: others, columns, count: call.count, folder, secrets, trace };
      const compute = (): Promise<void> => this.#computeAll(running, definition, request);
      await (trace === undefined ? compute() : (await farTrace()).withinTrace(trace, compute));
    } catch (error) {
      answers.add(failureToFind(error) ?? replyOfError(error));
      answers.rest("dropped");
    }
    if (this.#running === running) this.#running = undefined;
  }

  async #computeAll(
    running: Running<Outgoing>,
    definition: AnyDefinition,
    request: Omit<ComputeManyRequest, "isRepeatable">,
  ): Promise<void> {
    const { answers, abort: { signal } } = running;
    const options = { signal, observe: (event: ComputeEvent) => this.#tell(running.id, event) };
    const end = performance.now() + LONG_MS;
    const ports = Object.keys(request.columns);
    for (let at = 0; at < request.count; at++) {
      const inputs = ports.length === 0 ? request.inputs : inputsAt(request, ports, at);
      const computed = computeHere(definition, ports.length === 0 ? request : { ...request, inputs }, options);
      const reply = computed instanceof Promise ? await this.#orFails(running, computed) : computed;
      if (this.#running !== running) return; // out of memory: all is answered
      answers.add(reply);
      if (reply.status === "failed" || signal.aborted) return answers.rest("dropped");
      if (at + 1 < request.count && performance.now() > end) return answers.rest("returned");
    }
    answers.flush();
  }

  async #orFails(running: Running<Outgoing>, computed: Promise<ComputeReply>): Promise<ComputeReply> {
    const { promise, resolve } = Promise.withResolvers<ComputeReply>();
    running.fail = (error) => resolve(replyOfError(error));
    computed.then(resolve);
    const reply = await promise;
    running.fail = undefined;
    return reply;
  }

  #tell(id: number, event: ComputeEvent): void {
    const { codec, send } = this.#around;
    if (event.kind !== "annotated" && event.kind !== "inside") return send({ kind: "event", id, event });
    const value = codec.encode(event) ?? codec.encode(withoutValue(event));
    send({ kind: "event", id, event: { kind: "valued" } }, value);
  }
}

/** A computed name: nothing of it is read where nobody traces. */
function farTrace(): Promise<typeof import("../runtime/telemetry/far_trace.ts")> {
  return import(new URL("../runtime/telemetry/far_trace.ts", import.meta.url).href);
}

/** The inputs of one of many. */
function inputsAt(
  { inputs, columns }: Pick<ComputeManyRequest, "inputs" | "columns">,
  ports: readonly string[],
  at: number,
): Record<string, unknown> {
  const own: Record<string, unknown> = { ...inputs };
  for (const port of ports) own[port] = columns[port][at];
  return own;
}

/** An event whose value cannot travel: its text, or nothing, goes instead. */
function withoutValue(event: Extract<ComputeEvent, { kind: "annotated" | "inside" }>): unknown {
  if (event.kind === "annotated") return { ...event, value: String(event.value) };
  const inner = event.event;
  return { kind: "inside", event: inner.kind === "annotated" ? { ...inner, value: String(inner.value) } : inner };
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
