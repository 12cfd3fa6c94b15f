/**
 * A far side in a pool, and the slices that it has. It computes them one after the other, so the first that has not been
 * answered is the one that runs. Only that one is ever stopped: the far side is told, and ended where it does not heed.
 */
import { type Machine, MOST_ITERATIONS } from "../runtime/record/log.ts";
import type { ComputeEvent, ComputeFailure } from "../runtime/scheme/compute_request.ts";
import { SchemeError } from "../runtime/scheme/execution_scheme.ts";
import type { FarSide, FarSideListener, Transport } from "./far_side.ts";
import type { Answer, Call, CallKind, FarMessage, NearMessage } from "./messages.ts";
import { type Computed, Slice, type Task } from "./task.ts";

/**
 * How long a far side has to say that it heard: longer, and it is in a loop that does not end by itself. One that waits
 * hears within milliseconds; where all processors are busy, within ten times as many.
 */
const HEARING_MS = 200;
/** How long a module that was told to stop has to clean up. */
const GRACE_MS = 750;

const DAMAGED = { status: "failed", kind: "crash", message: "Cannot read the outputs: they arrived damaged" } as const;

/** What a station tells its pool. */
export interface StationListener<Outgoing, Incoming> {
  /**
   * Some of a task have been answered. `ms`: what each of them took, undefined where none was computed. `failed`: less of
   * the task is wanted than before.
   */
  answered(station: Station<Outgoing, Incoming>, task: Task, ms: number | undefined, failed: boolean): void;
  /** Back into the queue: not computed. */
  returned(slice: Slice): void;
  /** It is gone. `left`: what it has not computed. */
  gone(station: Station<Outgoing, Incoming>, left: readonly Slice[]): void;
}

/** A slice with its values, ready to go out. */
export interface Assignment<Outgoing> {
  readonly slice: Slice;
  readonly values: Outgoing;
}

/** See the head of the file. */
export class Station<Outgoing = unknown, Incoming = unknown> implements FarSideListener<Incoming> {
  readonly #transport: Transport<Outgoing, Incoming>;
  readonly #listener: StationListener<Outgoing, Incoming>;
  readonly #farSide: FarSide<Outgoing>;
  #slices: Slice[] = [];
  /** What the one that runs ends with, whatever it answers: its time is over. */
  #verdict: ComputeFailure | undefined;
  #isReady = false;
  /** Where it runs; undefined: here. */
  #machine: Machine | undefined;
  /** When the one that runs began, in milliseconds since 1970. */
  #beganAt = 0;
  /** Sends the last assignment. */
  #begin: (() => void) | undefined;
  #isStopping = false;
  /** It was told to end, or has: no more work for it. */
  #isEnding = false;
  #closed: (() => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    transport: Transport<Outgoing, Incoming>,
    readonly memoryMb: number | undefined,
    listener: StationListener<Outgoing, Incoming>,
  ) {
    this.#transport = transport;
    this.#listener = listener;
    this.#farSide = transport.start(memoryMb, this);
  }

  /** Whether it can be given work. */
  get isFree(): boolean {
    return this.#slices.length === 0 && !this.#isEnding;
  }

  get running(): number | undefined {
    return this.#slices[0]?.task.id;
  }

  /** The tasks of which it has something. */
  get tasks(): readonly Task[] {
    return this.#slices.map(({ task }) => task);
  }

  /** Gives an idle station work. */
  assign(assignments: readonly Assignment<Outgoing>[], folder: () => string): void {
    this.#slices = assignments.map(({ slice }) => slice);
    const message = computeMessage(this.#slices, folder);
    this.#begin = () => {
      this.#farSide.send(message, assignments.map(({ values }) => values));
      this.#watch();
    };
    // One that is ended before it is ready must not come upon work: nobody could stop it any more.
    if (this.#isReady) this.#begin();
  }

  /** Less of the task is wanted than before. What does not run yet waits for its turn to be stopped. */
  stopUnwanted(task: Task): void {
    const running = this.#slices[0];
    if (running?.task === task && !task.wants(running.from)) this.#stop();
  }

  /** Ends the far side; a module that runs is told before. Its tasks have been rejected. */
  async close(): Promise<void> {
    if (this.#slices.length > 0) {
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
      this.#machine = message.machine;
      return this.#begin?.();
    }
    const slice = this.#slices[0];
    if (slice === undefined || message.id !== slice.task.id) return;
    if (message.kind === "heard") return this.#setTimer(GRACE_MS, this.#kill);
    if (message.kind === "event") return this.#tell(slice.task, message.event, value);
    this.#answer(slice, message, value);
  }

  #answer(slice: Slice, message: Extract<FarMessage, { kind: "answer" }>, value?: Incoming): void {
    const { count, answer, ms } = message;
    const { task } = slice;
    const { limit } = task;
    const isOutOfMemory = answer.status === "failed" && answer.kind === "memory";
    if (this.#isStopping || isOutOfMemory) this.#farSide.endCall(task.id);
    this.#take(slice, this.#verdict ?? answer, message, value);
    this.#verdict = undefined;
    if (slice.count === 0) this.#slices.shift();
    this.#isStopping = false;
    this.#setTimer();
    if (this.#closed !== undefined) return this.#closed();
    if (isOutOfMemory) this.#kill(); // its heap is at its end
    else this.#watch();
    const isComputed = answer.status !== "dropped" && answer.status !== "returned";
    this.#listener.answered(this, task, isComputed ? ms / count : undefined, task.limit < limit);
  }

  /** Books what came of the next `count` of a slice. */
  #take(slice: Slice, answer: Answer, computed: Computed, value?: Incoming): void {
    const { count } = computed;
    const at = slice.from;
    slice.from += count;
    switch (answer.status) {
      case "dropped":
        return slice.task.close(count);
      case "returned":
        return this.#listener.returned(new Slice(slice.task, at, slice.from));
      case "completed": {
        const columns = this.#decoded(value);
        if (columns === undefined) return this.#takeDamaged(slice.task, at, count);
        this.#tellComputed(slice.task, at, { state: "completed" }, computed);
        return slice.task.complete(at, columns.value as Record<string, unknown[]>, computed);
      }
      default:
        this.#tellComputed(slice.task, at, { state: answer.status, error: answer.message }, computed);
        return slice.task.add(at, answer);
    }
  }

  /** Which of them is damaged is not known: the first counts as failed, and none of the others is wanted. */
  #takeDamaged(task: Task, at: number, count: number): void {
    task.add(at, DAMAGED);
    if (count > 1) task.close(count - 1);
  }

  /** Tells of those from `at` on that they are over, as far as somebody records each. */
  #tellComputed(
    { listener: { observe } }: Task,
    at: number,
    ended: Pick<Extract<ComputeEvent, { kind: "computed" }>, "state" | "error">,
    { count, startedAt, ms, ends = [] }: Computed,
  ): void {
    if (observe === undefined) return;
    // What comes after those that are recorded is told once, for where it was.
    const end = Math.max(1, Math.min(count, MOST_ITERATIONS - at));
    for (let i = 0; i < end; i++) {
      const [from, to] = [startedAt + (i === 0 ? 0 : ends[i - 1] ?? 0), startedAt + (ends[i] ?? ms)];
      observe({ kind: "computed", number: at + i, ...ended, startedAt: from, finishedAt: to }, this.#machine);
    }
  }

  wrote(text: string): void {
    this.#slices[0]?.task.listener.observe?.({ kind: "logged", text }, this.#machine);
  }

  ended(failure: ComputeFailure): void {
    this.#setTimer();
    const left = this.#slices;
    this.#slices = [];
    // One that came to run only when the far side was told to end has not failed: it runs elsewhere.
    const isInnocent = this.#isEnding && !this.#isStopping;
    if (left.length > 0 && !isInnocent) left.splice(0, 1, ...this.#settleLast(left[0], failure));
    this.#isEnding = true;
    this.#closed?.();
    this.#listener.gone(this, left);
  }

  /** What of the slice that ran remains to be computed. */
  #settleLast(slice: Slice, failure: ComputeFailure): Slice[] {
    const { task } = slice;
    if (!this.#isReady) {
      task.rejection ??= { reason: new SchemeError(`Cannot start a far side: ${failure.message}`) };
      return [slice];
    }
    if (this.#verdict === undefined && task.isGathered && slice.count > 1 && task.wants(slice.from)) {
      return [new Slice(task, slice.from, slice.to, true)]; // nobody knows which of them did it
    }
    const startedAt = this.#beganAt;
    this.#take(slice, this.#verdict ?? failure, { count: 1, startedAt, ms: Date.now() - startedAt });
    return slice.count > 0 ? [slice] : [];
  }

  /** Sees to what runs now. */
  #watch(): void {
    const slice = this.#slices[0];
    if (slice === undefined) return;
    this.#beganAt = Date.now();
    if (!slice.task.wants(slice.from)) return this.#stop();
    const { timeoutMs } = slice.task.request;
    if (timeoutMs === undefined) return;
    this.#setTimer(timeoutMs, () => {
      const message = `Timeout: it ran for more than ${timeoutMs / 1000} s`;
      this.#verdict = { status: "failed", kind: "timeout", message };
      this.#stop();
    });
  }

  #stop(): void {
    if (this.#isStopping) return;
    this.#isStopping = true;
    this.#farSide.send({ kind: "abort", id: this.#slices[0].task.id }, []);
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

  #tell({ listener }: Task, event: Extract<FarMessage, { kind: "event" }>["event"], value?: Incoming): void {
    if (listener.observe === undefined) return;
    if (event.kind !== "valued") return listener.observe(event, this.#machine);
    const decoded = this.#decoded(value);
    if (decoded !== undefined) listener.observe(decoded.value as ComputeEvent, this.#machine);
  }

  #decoded(value: Incoming | undefined): { readonly value: unknown } | undefined {
    return value === undefined ? undefined : this.#transport.codec.decode(value);
  }
}

/** The calls of slices; those that follow each other and are of one kind share it. */
function computeMessage(slices: readonly Slice[], folder: () => string): NearMessage {
  const kinds: CallKind[] = [];
  const calls: Call[] = [];
  let last: Slice | undefined;
  for (const slice of slices) {
    if (last === undefined || !slice.isLike(last)) kinds.push(slice.kind(folder));
    last = slice;
    calls.push({ id: slice.task.id, count: slice.count, kind: kinds.length - 1 });
  }
  return { kind: "compute", kinds, calls };
}
