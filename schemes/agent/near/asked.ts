/** A request that was asked of an agent, until it is answered. */
import type { Machine } from "../../../runtime/record/log.ts";
import type { ComputeEvent, ComputeFailure } from "../../../runtime/scheme/compute_request.ts";
import { type ComputeOptions, SchemeError } from "../../../runtime/scheme/execution_scheme.ts";
import type { EncodedValue } from "../../../runtime/store/value_codec.ts";
import { frameCodec, type FramedValue } from "../../frames.ts";
import { callValues, type EventHead, unsendableInputs } from "../../messages.ts";
import type { MovedReply, MovedRequest } from "../data/moved_calls.ts";
import { sizeOf } from "../far/outbox.ts";
import type { AnswerHead, RequestHead, WorkHead } from "../protocol.ts";
import type { FarClock } from "./far_clock.ts";

/** How long an agent has to confirm that what was cancelled has ended. */
export const CANCEL_MS = 30_000;

const DAMAGED: ComputeFailure = {
  status: "failed",
  kind: "crash",
  message: "Cannot read the outputs: they arrived damaged",
};

/** Where an event comes from. */
export interface Origin {
  readonly machine: Machine | undefined;
  readonly clock: FarClock;
}

/** See the head of the file. */
export class Asked {
  /** Of the session; set when it is entered there, and anew when it is asked once more. */
  key = 0;
  /** The agent may have it. */
  isSent = false;
  isCancelled = false;
  /** It is answered, or nobody waits for that any more. */
  isOver = false;
  /** What the agent needs to find its scripts. */
  tree: string | undefined;
  readonly #settled = Promise.withResolvers<MovedReply>();
  #values: EncodedValue | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Why its agent is out of reach, as far as that was told. */
  #unreachable: Set<string> | undefined;

  constructor(readonly request: MovedRequest, readonly options: ComputeOptions) {}

  get reply(): Promise<MovedReply> {
    return this.#settled.promise;
  }

  /** For people. */
  get name(): string {
    const { work } = this.request;
    if ("definition" in work) return `module ${work.definition.name}`;
    const names = work.pipeline.modules.map(({ label, name }) => label ?? name);
    return `${names.length === 1 ? "module" : "modules"} ${names.slice(0, 5).join(", ")}${
      names.length > 5 ? ", …" : ""
    }`;
  }

  /** Makes its values ready to be sent. False, and it is answered, where they cannot travel. */
  encode(): boolean {
    const { inputs, values, columns, work, sent } = this.request;
    this.#values ??= frameCodec.encode(
      sent === undefined
        ? callValues(this.request)
        : [inputs, values, columns, "pipeline" in work ? work.pipeline : undefined, sent],
    );
    if (this.#values !== undefined) return true;
    this.#settle({ columns: {}, others: new Map([[0, unsendableInputs(this.request, frameCodec)]]), ms: 0 });
    return false;
  }

  get values(): EncodedValue {
    return this.#values!;
  }

  /** Bytes that it takes on its way. */
  get bytes(): number {
    return this.#values === undefined ? 0 : sizeOf(this.#values);
  }

  /** What it asks for; that of many is the same. */
  get work(): WorkHead {
    const { work } = this.request;
    const { name, tree } = this;
    return { name, ...("definition" in work && { work }), ...(tree !== undefined && { tree }) };
  }

  /** `work`: the number of its work in the message. */
  head(work: number): RequestHead {
    const { count, isRepeatable, timeoutMs, memoryMb, secrets, trace } = this.request;
    return {
      key: this.key,
      work,
      ...(count !== 1 && { count }),
      ...(isRepeatable && { isRepeatable }),
      ...(timeoutMs !== undefined && { timeoutMs }),
      ...(memoryMb !== undefined && { memoryMb }),
      ...(secrets && { secrets }),
      ...(trace && { trace }),
      ...(this.options.pathLength !== undefined && { pathLength: this.options.pathLength }),
    };
  }

  /** Passes on what its module says. */
  tell(event: EventHead, value: FramedValue | undefined, { machine, clock }: Origin): void {
    this.#unreachable = undefined;
    const { observe } = this.options;
    if (observe === undefined) return;
    if (event.kind === "computed") {
      const [startedAt, finishedAt] = [clock.here(event.startedAt), clock.here(event.finishedAt)];
      return observe({ ...event, startedAt, finishedAt }, machine);
    }
    if (event.kind !== "valued") return observe(event, machine);
    const decoded = value && frameCodec.decode(value);
    if (decoded !== undefined) observe(byClock(decoded.value as ComputeEvent, clock), machine);
  }

  /** Its end. */
  answer(answer: AnswerHead, value: FramedValue | undefined): void {
    if (this.isCancelled) return this.reject(this.options.signal!.reason);
    if (answer.status !== "answered") {
      const why = answer.status === "unable" ? answer.message : "the agent has stopped it";
      return this.reject(new SchemeError(`Cannot compute: ${why}`));
    }
    const others = new Map(answer.others);
    const decoded = value === undefined ? { value: {} } : frameCodec.decode(value);
    if (decoded === undefined) others.set(0, DAMAGED);
    const parts = answer.hasKept ? decoded?.value : [decoded?.value];
    const [columns = {}, kept] = (Array.isArray(parts) ? parts : []) as [MovedReply["columns"]?, MovedReply["kept"]?];
    this.#settle({ columns, others, ms: answer.ms, ...(answer.hasKept && { kept }) });
  }

  /** Says that its agent is out of reach, each reason once. */
  noteUnreachable(text: string): void {
    if (this.#unreachable?.has(text)) return;
    (this.#unreachable ??= new Set()).add(text);
    this.options.observe?.({ kind: "logged", text: `unreachable, trying again: ${text}\n` });
  }

  reject(reason: unknown): void {
    this.isOver = true;
    clearTimeout(this.#timer);
    this.#settled.reject(reason);
  }

  /** Rejects if nothing else comes within this time. */
  rejectLater(ms: number, reason: () => unknown): void {
    this.#timer = setTimeout(() => this.reject(reason()), ms);
  }

  #settle(reply: MovedReply): void {
    this.isOver = true;
    clearTimeout(this.#timer);
    this.#settled.resolve(reply);
  }
}

/** What happened inside, by our clock. */
function byClock(told: ComputeEvent, clock: FarClock): ComputeEvent {
  if (told.kind !== "inside" || clock.skew === 0) return told;
  const times = Object.entries(told.event).filter(([name, value]) => /At$/.test(name) && typeof value === "number");
  const changed = Object.fromEntries(times.map(([name, value]) => [name, clock.here(value as number)]));
  return { ...told, event: { ...told.event, ...changed } };
}
