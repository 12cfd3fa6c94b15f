/** A scheme whose far side is an agent, by whatever door. What it has asked survives lost connections. */
import type { Machine } from "../../runtime/record/log.ts";
import {
  type ComputeManyReply,
  type ComputeManyRequest,
  type ComputeReply,
  type ComputeRequest,
  onlyReply,
} from "../../runtime/scheme/compute_request.ts";
import {
  type ComputeOptions,
  type ExecutionScheme,
  SchemeError,
  UnknownOutcomeError,
} from "../../runtime/scheme/execution_scheme.ts";
import { keyOf } from "../../runtime/scheme/find_definition.ts";
import type { ExecutionTarget } from "../../runtime/scheme/execution_target.ts";
import type { FramedValue } from "../frames.ts";
import { Asked, CANCEL_MS } from "./asked.ts";
import type { Door, DoorError } from "./connection.ts";
import { CallerData } from "./data/caller_data.ts";
import type { MovedReply, MovedRequest } from "./data/moved_calls.ts";
import { FarClock } from "./far_clock.ts";
import { Link, type LinkListener } from "./link.ts";
import type { AgentMessage, CallerMessage, Open, PoolWish, Resume, Welcome, WorkHead } from "./protocol.ts";
import type { AgentOfPool, AgentState } from "./pool/member.ts";
import { SentFiles } from "./sent_files.ts";

/** What it is opened with. */
export interface AgentSchemeOptions {
  readonly name: string;
  readonly priority: number;
  readonly annotations?: ExecutionScheme["annotations"];
  readonly target?: ExecutionTarget;
  readonly door: Door;
  readonly pool?: PoolWish;
  /** Milliseconds that an agent that cannot be reached is waited for, and that it keeps what it did; a day. */
  readonly patienceMs?: number;
  /** Where what is fetched goes; a folder that goes with the scheme if nothing is said. */
  readonly dataDirectory?: string;
}

const PATIENCE_MS = 24 * 3_600_000;
/** Bytes of requests that are sent and not answered, at most; one for each that computes is always sent. */
const WINDOW = 64 * 2 ** 20;
/** How long what was heard is gathered before the agent learns it. */
const HEARD_MS = 20;
/** How long the agent has to end a session. */
const CLOSE_MS = 15_000;

/** See the head of the file. */
export class AgentScheme implements AgentOfPool, LinkListener {
  readonly name: string;
  readonly priority: number;
  readonly #options: AgentSchemeOptions;
  readonly #asked = new Map<number, Asked>();
  /** Keys of those that are not sent yet, in their order. */
  #waiting: number[] = [];
  readonly #files: SentFiles;
  readonly takesRemote = true;
  readonly #data: CallerData;
  #link: Link;
  #session = newSession();
  #isOpened = false;
  #lastKey = 0;
  #heard = 0;
  #heardTimer: ReturnType<typeof setTimeout> | undefined;
  #willSend = false;
  #sentBytes = 0;
  #sentCount = 0;
  #boot = "";
  #slots = 1;
  #clock = new FarClock();
  #machine: Machine | undefined;
  #agent: string | undefined;
  #isClosed = false;
  readonly #closed = Promise.withResolvers<void>();

  constructor(options: AgentSchemeOptions) {
    this.#options = options;
    this.name = options.name;
    this.priority = options.priority;
    this.#link = this.#newLink();
    this.#files = new SentFiles((message, values) => this.#link.send(message, values));
    this.#data = new CallerData(options.dataDirectory, () => this.#link.want());
  }

  get target(): ExecutionTarget | undefined {
    return this.#options.target;
  }

  /** With the host that was reached, once one is. */
  get annotations(): Readonly<Record<string, string>> {
    const { annotations } = this.#options;
    if (this.#machine === undefined) return { ...annotations };
    return { ...annotations, reached: this.#machine.name, agent: this.#agent! };
  }

  onReached: () => void = () => {};

  get state(): AgentState {
    return { isOpen: this.#link.isOpen, slots: this.#slots, machine: this.#machine };
  }

  bytesThere({ inputs, values = {}, columns }: ComputeManyRequest): number {
    return this.#data.bytesThere([inputs, values, columns]);
  }

  async compute(request: ComputeRequest, options?: ComputeOptions): Promise<ComputeReply> {
    const { isRepeatable = false } = request;
    return onlyReply(await this.computeMany({ ...request, count: 1, columns: {}, isRepeatable }, options));
  }

  async computeMany(request: ComputeManyRequest, options: ComputeOptions = {}): Promise<ComputeManyReply> {
    if (this.#isClosed) throw this.#closedError();
    options.signal?.throwIfAborted();
    if (request.count === 0) return { columns: {}, others: new Map(), ms: 0 };
    return await this.#data.ask(request, options, (moved, heard) => this.#ask(moved, heard));
  }

  async recall(value: unknown): Promise<unknown> {
    if (this.#isClosed) throw this.#closedError();
    return await this.#data.recall(value);
  }

  async #ask(request: MovedRequest, options: ComputeOptions): Promise<MovedReply> {
    const asked = new Asked(request, options);
    this.#enter(asked);
    const stop = (): void => this.#cancel(asked);
    options.signal?.addEventListener("abort", stop, { once: true });
    try {
      return await asked.reply;
    } finally {
      options.signal?.removeEventListener("abort", stop);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return await this.#closed.promise;
    this.#isClosed = true;
    if (this.#link.isOpen) {
      this.#link.send({ kind: "close" });
      const timer = setTimeout(() => this.#closed.resolve(), CLOSE_MS);
      await this.#closed.promise;
      clearTimeout(timer);
    }
    this.#closed.resolve();
    clearTimeout(this.#heardTimer);
    for (const asked of this.#asked.values()) asked.reject(this.#closedError());
    this.#asked.clear();
    await this.#link.end();
    this.#data[Symbol.dispose]();
  }

  get isNeeded(): boolean {
    return !this.#isClosed && (this.#asked.size > 0 || this.#data.isNeeded);
  }

  opening(): readonly [Omit<Open, "kind" | "proof">, Omit<Resume, "kind">] {
    const { pool = { scheme: "process" } } = this.#options;
    const waiting = [...this.#asked].filter(([, { isSent }]) => isSent).map(([key]) => key);
    return [
      { session: this.#session, pool, keepMs: this.#patienceMs },
      { isResumed: this.#isOpened, heard: this.#heard, waiting },
    ];
  }

  welcomed(welcome: Welcome, agent: string): void {
    const isSameBoot = !this.#isOpened || (this.#boot !== "" && this.#boot === welcome.boot);
    this.#isOpened = true;
    this.#boot = welcome.boot;
    this.#slots = welcome.slots;
    this.#machine = welcome.machine;
    this.#agent = agent;
    this.#clock = new FarClock(welcome.now);
    this.#files.begin();
    this.#data.connect(agent, this.#link);
    this.onReached();
    const known = new Set(welcome.known);
    const interrupted = new Set(welcome.interrupted);
    const canTell = isSameBoot && !welcome.isLost;
    this.#waiting = [];
    this.#sentBytes = this.#sentCount = 0;
    for (const [key, asked] of [...this.#asked]) {
      if (known.has(key)) this.#countSent(asked);
      else if (!asked.isSent) this.#waiting.push(key);
      else if (!interrupted.has(key) && canTell) {
        asked.isSent = false; // it never arrived
        this.#waiting.push(key);
      } else this.#doubt(key, asked);
    }
    const cancelled = [...this.#asked.values()].filter(({ isCancelled, isSent }) => isCancelled && isSent);
    if (cancelled.length > 0) this.#link.send({ kind: "cancel", keys: cancelled.map(({ key }) => key) });
    this.#sendSoon();
  }

  hear(message: AgentMessage, values: readonly FramedValue[]): void {
    if (message.kind === "closed") return this.#closed.resolve();
    if (message.kind === "wants") return this.#files.send(message.files);
    if (message.kind !== "said") return this.#data.hear(message, values);
    let at = 0;
    let number = message.number - message.items.length;
    for (const item of message.items) {
      const value = item.hasValue ? values[at++] : undefined;
      if (++number <= this.#heard) continue;
      this.#heard = number;
      const asked = this.#asked.get(item.key);
      if (asked === undefined) continue;
      if ("event" in item) asked.tell(item.event, value, { machine: this.#machine, clock: this.#clock });
      else {
        this.#leave(asked);
        asked.answer(item.answer, value);
      }
    }
    this.#heardTimer ??= setTimeout(() => {
      this.#heardTimer = undefined;
      this.#link.send({ kind: "heard", number: this.#heard });
    }, HEARD_MS);
    this.#sendSoon();
  }

  lost(why: string): void {
    this.#data.disconnect();
    for (const asked of this.#asked.values()) asked.noteUnreachable(`${this.#options.door.place}: ${why}`);
    if (this.#isClosed) this.#closed.resolve();
  }

  gaveUp(error: DoorError, wasReached: boolean): void {
    const { place } = this.#options.door;
    for (const asked of this.#asked.values()) {
      const what = `Cannot tell what became of ${asked.name}: the agent of ${place} is out of reach`;
      const isUnknown = asked.isSent && !asked.request.isRepeatable;
      asked.reject(
        isUnknown
          ? new UnknownOutcomeError(`${what} (${error.message})`)
          : new SchemeError(`Cannot compute at ${place}: ${error.message}`),
      );
    }
    this.#data.end(`${place} is out of reach (${error.message})`);
    this.#asked.clear();
    this.#waiting = [];
    if (wasReached) this.#begin();
  }

  get #patienceMs(): number {
    return this.#options.patienceMs ?? PATIENCE_MS;
  }

  #newLink(): Link {
    return new Link(this.#options.door, this.#patienceMs, this);
  }

  /** What is asked from now on belongs to another session. */
  #begin(): void {
    this.#link.end();
    this.#link = this.#newLink();
    this.#session = newSession();
    this.#isOpened = false;
    this.#heard = 0;
  }

  #enter(asked: Asked): void {
    asked.key = ++this.#lastKey;
    this.#asked.set(asked.key, asked);
    this.#waiting.push(asked.key);
    this.#sendSoon();
  }

  /** After all that is asked in this turn, so that it goes out together. */
  #sendSoon(): void {
    if (this.#willSend || this.#waiting.length === 0) return;
    this.#willSend = true;
    queueMicrotask(() => {
      this.#willSend = false;
      if (this.#link.isOpen) this.#sendWaiting();
      else this.#link.want();
    });
  }

  #sendWaiting(): void {
    const requests: Asked[] = [];
    let at = 0;
    while (at < this.#waiting.length && (this.#sentBytes < WINDOW || this.#sentCount <= this.#slots)) {
      const asked = this.#asked.get(this.#waiting[at++]);
      if (asked === undefined) continue;
      if (!asked.encode()) this.#asked.delete(asked.key);
      else {
        this.#countSent(asked);
        requests.push(asked);
      }
    }
    this.#waiting.splice(0, at);
    if (requests.length > 0) this.#files.tell(requests).then((ready) => this.#send(ready));
  }

  /** Their files have been told, so that the agent knows what they need. */
  #send(requests: readonly Asked[]): void {
    const wanted = requests.filter((asked) => this.#asked.get(asked.key) === asked && !asked.isSent);
    if (wanted.length === 0) return;
    if (!this.#link.isOpen) return; // the next welcome sends them
    for (const asked of wanted) asked.isSent = true;
    this.#link.send({ kind: "compute", ...headsOf(wanted) }, wanted.map(({ values }) => values));
    const cancelled = wanted.filter(({ isCancelled }) => isCancelled).map(({ key }) => key);
    if (cancelled.length > 0) this.#link.send({ kind: "cancel", keys: cancelled });
  }

  #countSent({ bytes }: Asked): void {
    this.#sentBytes += bytes;
    this.#sentCount++;
  }

  #leave(asked: Asked): void {
    this.#asked.delete(asked.key);
    this.#sentBytes -= asked.bytes;
    this.#sentCount--;
  }

  /** It was begun, or may have been, and nobody knows how far it came. */
  #doubt(key: number, asked: Asked): void {
    this.#asked.delete(key);
    if (asked.request.isRepeatable && !asked.isCancelled) return this.#enter(asked.again());
    const where = this.#options.door.place;
    asked.reject(
      new UnknownOutcomeError(
        `Cannot tell what became of ${asked.name}: the agent of ${where} was started anew while it ran; ` +
          "see what it has done before it is run again",
      ),
    );
  }

  #cancel(asked: Asked): void {
    if (this.#asked.get(asked.key) !== asked) return;
    asked.isCancelled = true;
    if (!asked.isSent) {
      this.#asked.delete(asked.key);
      return asked.reject(asked.options.signal!.reason);
    }
    this.#link.send({ kind: "cancel", keys: [asked.key] });
    asked.rejectLater(CANCEL_MS, () => {
      this.#asked.delete(asked.key);
      const where = this.#options.door.place;
      return new UnknownOutcomeError(
        `Cannot tell whether ${asked.name} has ended: the agent of ${where} does not confirm it`,
      );
    });
  }

  #closedError(): SchemeError {
    return new SchemeError(`Cannot compute: scheme ${this.name} is closed`);
  }
}

/** Each work once, and which of them each request asks for. */
function headsOf(all: readonly Asked[]): Pick<Extract<CallerMessage, { kind: "compute" }>, "works" | "requests"> {
  const works: WorkHead[] = [];
  const numbers = new Map<unknown, number>();
  const requests = all.map((asked) => {
    const { work } = asked.request;
    const key = "definition" in work && work.dynamicPorts === undefined && work.job === undefined
      ? `${keyOf(work.definition)} ${asked.tree}`
      : asked;
    let number = numbers.get(key);
    if (number === undefined) numbers.set(key, number = works.push(asked.work) - 1);
    return asked.head(number);
  });
  return { works, requests };
}

function newSession(): string {
  return crypto.randomUUID().replaceAll("-", "");
}
