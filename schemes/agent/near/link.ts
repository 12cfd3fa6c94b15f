/**
 * The way from a caller to its agent. A connection that is lost is made again, ever less often, until nothing is wanted
 * any more or patience is at its end; it always leads to the same agent.
 */
import { messageOf } from "../../../runtime/errors.ts";
import type { EncodedValue } from "../../../runtime/store/value_codec.ts";
import type { FramedValue } from "../../frames.ts";
import { type Door, DoorError } from "../connection.ts";
import { Line, type LineListener } from "../line.ts";
import {
  type AgentMessage,
  type CallerMessage,
  type Challenge,
  FRIEND_LIMITS,
  HANDSHAKE_MS,
  type Open,
  type Refused,
  type Resume,
  STRANGER_LIMITS,
  type Welcome,
} from "../protocol.ts";
import { Greeting, OtherAgentError, refusalError } from "./greet.ts";

/** Milliseconds between the first two attempts; each pause is twice the one before. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;
/** So many other agents may answer first, before the one that is wanted is reached at all. */
const MOST_OTHERS = 5;

/** What hears of a link. */
export interface LinkListener {
  /** What the session is, and what it waits for. */
  opening(): readonly [Omit<Open, "kind" | "proof">, Omit<Resume, "kind">];
  /** Whether a lost connection is to be made again. */
  readonly isNeeded: boolean;
  /** The agent is reached. */
  welcomed(welcome: Welcome, agent: string): void;
  hear(message: AgentMessage, values: readonly FramedValue[]): void;
  /** The connection is lost; it is made again. */
  lost(why: string): void;
  /** It is not made again. `wasReached`: the agent had been reached before. */
  gaveUp(error: DoorError, wasReached: boolean): void;
}

/** See the head of the file. */
export class Link {
  readonly #door: Door;
  readonly #patienceMs: number;
  readonly #listener: LinkListener;
  #line: Line | undefined;
  #isTrying = false;
  /** The agent that was reached first. */
  #agent: string | undefined;
  readonly #over = new AbortController();
  readonly #pause = new Pause();
  /** Attempts and connections that are not over. */
  readonly #ending = new Set<Promise<unknown>>();

  constructor(door: Door, patienceMs: number, listener: LinkListener) {
    this.#door = door;
    this.#patienceMs = patienceMs;
    this.#listener = listener;
  }

  /** Whether the agent hears what is said now. */
  get isOpen(): boolean {
    return this.#line !== undefined;
  }

  /** Bytes that wait to be taken. */
  get backlog(): number {
    return this.#line?.backlog ?? 0;
  }

  /** Some of them have been taken, or the connection is lost. */
  async drained(): Promise<void> {
    await this.#line?.drained();
  }

  /** Sees to it that the agent is reached. */
  want(): void {
    if (this.#line === undefined && !this.#isTrying && !this.#over.signal.aborted) this.#await(this.#try());
  }

  /** Says something, if the agent hears. */
  send(message: CallerMessage, values: readonly EncodedValue[] = []): void {
    this.#line?.send(message, values);
  }

  /** Ends it; nothing more is told. Resolves when all connections have given back what they took. */
  async end(): Promise<void> {
    this.#over.abort(new Error("closed"));
    this.#pause.end();
    this.#line?.end("closed");
    this.#line = undefined;
    await Promise.allSettled(this.#ending);
  }

  #await(promise: Promise<unknown>): void {
    this.#ending.add(promise);
    promise.finally(() => this.#ending.delete(promise));
  }

  async #try(): Promise<void> {
    this.#isTrying = true;
    const since = performance.now();
    const wasReached = this.#agent !== undefined;
    let others = 0;
    for (let pause = FIRST_PAUSE_MS; !this.#over.signal.aborted; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      try {
        await this.#connect();
        break;
      } catch (error) {
        if (this.#over.signal.aborted) break;
        const why = error instanceof DoorError ? error : new DoorError(messageOf(error), true);
        const isAtEnd = performance.now() - since + pause > this.#patienceMs;
        const mayComeBack = wasReached || (why instanceof OtherAgentError && ++others < MOST_OTHERS);
        if (!why.isPassing || !mayComeBack || isAtEnd || !this.#listener.isNeeded) {
          this.#isTrying = false;
          return this.#listener.gaveUp(why, wasReached);
        }
        this.#listener.lost(why.message);
        await this.#pause.wait(pause * (0.75 + Math.random() / 2));
      }
    }
    this.#isTrying = false;
    if (this.#line === undefined && this.#listener.isNeeded) this.want();
  }

  /** Resolves when the agent hears; rejects where it does not. */
  async #connect(): Promise<void> {
    const connection = await this.#door.open(this.#over.signal);
    this.#await(connection.ended ?? Promise.resolve());
    const { token, agent = this.#agent } = this.#door;
    const greeting = new Greeting({ token, agent });
    const met = Promise.withResolvers<void>();
    const listener: LineListener = {
      hear: (message, values) => {
        if (this.#line === line) return this.#listener.hear(message as AgentMessage, values);
        try {
          if (this.#meet(message, greeting, line)) met.resolve();
        } catch (error) {
          if (error instanceof OtherAgentError) connection.isWrong?.();
          met.reject(error);
          throw error;
        }
      },
      ended: (why) => {
        met.reject(new DoorError(why, true));
        this.#lost(line, why);
      },
    };
    const line = new Line(connection, listener, { limits: STRANGER_LIMITS });
    const timer = setTimeout(() => line.end("the agent did not answer in time"), HANDSHAKE_MS);
    line.send(greeting.hello);
    try {
      await met.promise;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Hears what an agent says before the session is open; true once it is. Throws where it will not be. */
  #meet(message: { readonly kind: string }, greeting: Greeting, line: Line): boolean {
    if (message.kind === "refused") throw refusalError(message as Refused);
    if (message.kind === "challenge") {
      const { agent, proof } = greeting.meet(message as Challenge);
      this.#agent = agent;
      const [open, resume] = this.#listener.opening();
      line.limits = FRIEND_LIMITS;
      line.send({ kind: "open", ...open, ...proof });
      line.send({ kind: "resume", ...resume });
      return false;
    }
    if (message.kind !== "welcome") throw new RangeError("no greeting");
    this.#line = line;
    this.#listener.welcomed(message as Welcome, this.#agent!);
    return true;
  }

  #lost(line: Line, why: string): void {
    if (this.#line !== line) return;
    this.#line = undefined;
    if (this.#over.signal.aborted) return;
    this.#listener.lost(why);
    if (this.#listener.isNeeded) this.want();
  }
}

/** A pause that may be ended before its time. */
class Pause {
  #end: (() => void) | undefined;

  async wait(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    this.#end = resolve;
    await promise;
    clearTimeout(timer);
  }

  end(): void {
    this.#end?.();
  }
}
