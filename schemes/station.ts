/**
 * A far side in a pool, and the tasks that it has. It computes them one after the other, so the first that has not been
 * answered is the one that runs. Only that one is ever stopped: the far side is told, and ended where it does not heed.
 */
import type { ComputeEvent, ComputeFailure, ComputeReply } from "../runtime/scheme/compute_request.ts";
import { SchemeError } from "../runtime/scheme/execution_scheme.ts";
import type { FarSide, FarSideListener, Transport } from "./far_side.ts";
import type { FarMessage } from "./messages.ts";
import type { Task } from "./task.ts";

/** How long a far side has to say that it heard: longer, and it is in a loop that does not end by itself. */
const HEARING_MS = 20;
/** How long a module that was told to stop has to clean up. */
const GRACE_MS = 2000;

/** What a station tells its pool. */
export interface StationListener<Outgoing> {
  /** A task has been answered. */
  answered(station: Station<Outgoing>, task: Task<Outgoing>, ms: number): void;
  /** It is gone, and its first task with it. `left`: tasks that have not run. */
  gone(station: Station<Outgoing>, left: readonly Task<Outgoing>[]): void;
}

/** See the head of the file. */
export class Station<Outgoing = unknown, Incoming = unknown> implements FarSideListener<Incoming> {
  readonly #transport: Transport<Outgoing, Incoming>;
  readonly #listener: StationListener<Outgoing>;
  readonly #farSide: FarSide<Outgoing>;
  #tasks: Task<Outgoing>[] = [];
  #isReady = false;
  #isStopping = false;
  /** It was told to end, or has: no more work for it. */
  #isEnding = false;
  #closed: (() => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    transport: Transport<Outgoing, Incoming>,
    readonly memoryMb: number | undefined,
    listener: StationListener<Outgoing>,
  ) {
    this.#transport = transport;
    this.#listener = listener;
    this.#farSide = transport.start(memoryMb, this);
  }

  /** Whether it can be given work. */
  get isFree(): boolean {
    return this.#tasks.length === 0 && !this.#isEnding;
  }

  /** Gives an idle station work. */
  assign(tasks: Task<Outgoing>[], folder: () => string): void {
    this.#tasks = tasks;
    for (const task of tasks) task.station = this;
    const calls = tasks.map((task) => task.call(folder));
    this.#farSide.send({ kind: "compute", calls }, tasks.map(({ values }) => values));
    if (this.#isReady) this.#watch();
  }

  /** Nobody wants the task any more: it has a verdict. One that does not run yet waits for its turn to be stopped. */
  drop(task: Task<Outgoing>): void {
    if (task === this.#tasks[0]) this.#stop();
  }

  /** Ends the far side; a module that runs is told before, and its tasks are rejected with the reason. */
  async close(reason: unknown): Promise<void> {
    if (this.#tasks.length > 0) {
      for (const task of this.#tasks) task.verdict ??= { reason };
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#closed = resolve;
      this.#stop();
      await promise;
    }
    this.#isEnding = true;
    await this.#farSide.kill();
  }

  hear(message: FarMessage, value: Incoming | undefined): void {
    if (message.kind === "ready") {
      this.#isReady = true;
      return this.#watch();
    }
    const task = this.#tasks[0];
    if (task === undefined || message.id !== task.id) return;
    if (message.kind === "heard") return this.#setTimer(GRACE_MS, this.#kill);
    if (message.kind === "event") return task.listener.observe?.(this.#eventOf(message.event, value));
    this.#tasks.shift();
    this.#isStopping = false;
    this.#setTimer();
    task.settle(this.#replyOf(message, value));
    if (this.#closed !== undefined) return this.#closed();
    if (message.reply.status === "failed" && message.reply.kind === "memory") this.#kill(); // its heap is at its end
    else this.#watch();
    this.#listener.answered(this, task, message.ms);
  }

  wrote(text: string): void {
    this.#tasks[0]?.listener.observe?.({ kind: "logged", text });
  }

  ended(failure: ComputeFailure): void {
    this.#setTimer();
    const tasks = this.#tasks;
    this.#tasks = [];
    // One that came to run only when the far side was told to end has not failed: it runs elsewhere.
    const isInnocent = this.#isEnding && tasks[0]?.verdict === undefined;
    if (!isInnocent) this.#settleLast(tasks.shift(), failure);
    this.#isEnding = true;
    this.#closed?.();
    this.#listener.gone(this, tasks);
  }

  #settleLast(task: Task<Outgoing> | undefined, failure: ComputeFailure): void {
    if (task === undefined) return;
    if (!this.#isReady) task.verdict ??= { reason: new SchemeError(`Cannot start a far side: ${failure.message}`) };
    task.settle(failure);
  }

  /** Sees to the task that runs now. */
  #watch(): void {
    const task = this.#tasks[0];
    if (task === undefined) return;
    if (task.verdict !== undefined) return this.#stop();
    const { timeoutMs } = task.request;
    if (timeoutMs === undefined) return;
    this.#setTimer(timeoutMs, () => {
      task.verdict = {
        reply: { status: "failed", kind: "timeout", message: `Timeout: it ran for more than ${timeoutMs / 1000} s` },
      };
      this.#stop();
    });
  }

  #stop(): void {
    if (this.#isStopping) return;
    this.#isStopping = true;
    this.#farSide.send({ kind: "abort", id: this.#tasks[0].id }, []);
    this.#setTimer(HEARING_MS, this.#kill);
  }

  readonly #kill = (): void => {
    this.#isEnding = true;
    this.#farSide.kill();
  };

  #setTimer(ms?: number, action?: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = action === undefined ? undefined : setTimeout(action, ms);
  }

  #eventOf(event: Extract<FarMessage, { kind: "event" }>["event"], value: Incoming | undefined): ComputeEvent {
    return event.kind === "annotated" ? { ...event, value: this.#decoded(value)?.value } : event;
  }

  #replyOf({ reply, ms }: Extract<FarMessage, { kind: "reply" }>, value: Incoming | undefined): ComputeReply {
    if (reply.status !== "completed") return reply;
    const decoded = this.#decoded(value);
    if (decoded !== undefined) return { ...reply, outputs: decoded.value as Record<string, unknown>, ms };
    return { status: "failed", kind: "crash", message: "Cannot read the outputs: they arrived damaged" };
  }

  #decoded(value: Incoming | undefined): { readonly value: unknown } | undefined {
    return value === undefined ? undefined : this.#transport.codec.decode(value);
  }
}
