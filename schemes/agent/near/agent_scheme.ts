/** A scheme whose far side is an agent, by whatever door. What it has asked survives lost connections. */
import type { Machine } from "../../../runtime/record/log.ts";
import {
  type ComputeManyReply,
  type ComputeManyRequest,
  type ComputeReply,
  type ComputeRequest,
  onlyReply,
} from "../../../runtime/scheme/compute_request.ts";
import {
  type ComputeOptions,
  type ExecutionScheme,
  SchemeError,
  UnknownOutcomeError,
} from "../../../runtime/scheme/execution_scheme.ts";
import type { ExecutionTarget } from "../../../runtime/scheme/execution_target.ts";
import type { FramedValue } from "../../frames.ts";
import { HeededSignals } from "../../heeded_signals.ts";
import type { Door, DoorError } from "../connection.ts";
import { CallerData } from "../data/caller_data.ts";
import type { MovedReply, MovedRequest } from "../data/moved_calls.ts";
import type { AgentOfPool, AgentState } from "../pool/member.ts";
import type { AgentMessage, Open, PoolWish, Resume, Welcome } from "../protocol.ts";
import { Asked, CANCEL_MS } from "./asked.ts";
import { FarClock } from "./far_clock.ts";
import { Link, type LinkListener } from "./link.ts";
import { Sending } from "./sending.ts";

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
  readonly #signals = new HeededSignals<Asked>((asked) => this.#cancel(asked));
  readonly #sending: Sending;
  readonly takesRemote = true;
  readonly target: ExecutionTarget | undefined;
  readonly #data: CallerData;
  #slots = 1;
  #link: Link;
  #session = newSession();
  #isOpened = false;
  #lastKey = 0;
  #heard = 0;
  #heardTimer: ReturnType<typeof setTimeout> | undefined;
  #boot = "";
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
    this.#sending = new Sending(() => this.#link);
    this.target = options.target;
    this.#data = new CallerData(options.dataDirectory, () => this.#link.want());
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
    this.#signals.heed(options.signal, asked);
    try {
      return await asked.reply;
    } finally {
      this.#signals.leave(options.signal, asked);
      this.#asked.delete(asked.key);
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
    this.#machine = welcome.machine;
    this.#agent = agent;
    this.#clock = new FarClock(welcome.now);
    this.#sending.begin(welcome.slots);
    this.#slots = welcome.slots;
    this.#data.connect(agent, this.#link);
    this.onReached();
    const known = new Set(welcome.known);
    const interrupted = new Set(welcome.interrupted);
    const canTell = isSameBoot && !welcome.isLost;
    for (const [key, asked] of [...this.#asked]) {
      if (known.has(key)) this.#sending.isThere(asked);
      else if (asked.isSent && (interrupted.has(key) || !canTell)) this.#doubt(key, asked);
      else if (asked.isCancelled) this.#drop(asked);
      else this.#sending.add(asked); // it never arrived
    }
    const cancelled = [...this.#asked.values()].filter(({ isCancelled, isSent }) => isCancelled && isSent);
    if (cancelled.length > 0) this.#link.send({ kind: "cancel", keys: cancelled.map(({ key }) => key) });
  }

  hear(message: AgentMessage, values: readonly FramedValue[]): void {
    if (message.kind === "closed") return this.#closed.resolve();
    if (message.kind === "wants") return this.#sending.sendFiles(message.files);
    if (message.kind !== "said") return this.#data.hear(message, values);
    let at = 0;
    let number = message.number - message.items.length;
    for (const item of message.items) {
      const value = item.hasValue ? values[at++] : undefined;
      if (++number <= this.#heard) continue;
      this.#heard = number;
      const asked = this.#asked.get(item.key);
      if (asked === undefined) continue;
      if (item.event !== undefined) asked.tell(item.event, value, { machine: this.#machine, clock: this.#clock });
      if ("answer" in item) {
        this.#leave(asked);
        asked.answer(item.answer, value);
      }
    }
    this.#heardTimer ??= setTimeout(() => {
      this.#heardTimer = undefined;
      this.#link.send({ kind: "heard", number: this.#heard });
    }, HEARD_MS);
    this.#sending.soon();
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
    this.#sending.clear();
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
    this.#sending.add(asked);
  }

  #leave(asked: Asked): void {
    this.#asked.delete(asked.key);
    this.#sending.left(asked);
  }

  /** It was begun, or may have been, and nobody knows how far it came. */
  #doubt(key: number, asked: Asked): void {
    this.#asked.delete(key);
    if (asked.request.isRepeatable && !asked.isCancelled) return this.#enter(asked);
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
    if (!asked.isSent) return this.#drop(asked);
    this.#link.send({ kind: "cancel", keys: [asked.key] });
    asked.rejectLater(CANCEL_MS, () => {
      this.#leave(asked);
      const where = this.#options.door.place;
      return new UnknownOutcomeError(
        `Cannot tell whether ${asked.name} has ended: the agent of ${where} does not confirm it`,
      );
    });
  }

  /** It was cancelled, and the agent has never had it. */
  #drop(asked: Asked): void {
    this.#asked.delete(asked.key);
    asked.reject(asked.options.signal!.reason);
  }

  #closedError(): SchemeError {
    return new SchemeError(`Cannot compute: scheme ${this.name} is closed`);
  }
}

function newSession(): string {
  return crypto.randomUUID().replaceAll("-", "");
}
