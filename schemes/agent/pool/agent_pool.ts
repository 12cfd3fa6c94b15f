/**
 * Several agents as one: what waits, waits here, and goes to an agent only when that has room for it. So an agent that is
 * slow, or away, holds nothing that another could have.
 */
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
import { HeededSignals } from "../../heeded_signals.ts";
import { Slice, Task } from "../../task.ts";
import { chooseMember } from "./choose_member.ts";
import { type Member, needsOf } from "./member.ts";
import { Placed } from "./placed.ts";
import { type Line, Waiting } from "./waiting.ts";

/** What a pool is made of. */
export interface AgentPoolOptions extends Pick<ExecutionScheme, "name" | "priority" | "annotations"> {
  readonly members: readonly Member[];
}

/** How often something that takes more may be passed by what takes less. */
const MOST_PASSED = 16;

interface Entered {
  readonly options: ComputeOptions;
  readonly placed: Set<Placed>;
}

/** See the head of the file. */
export class AgentPool implements ExecutionScheme {
  readonly name: string;
  readonly priority: number;
  readonly annotations: ExecutionScheme["annotations"];
  readonly takesRemote = true;
  readonly #members: readonly Member[];
  readonly #waiting = new Waiting();
  readonly #entered = new Map<Task, Entered>();
  /** Milliseconds that one of each work takes. */
  readonly #durations = new Map<string, number>();
  readonly #signals = new HeededSignals<Task>((task, reason) => this.#reject(task, reason));
  #willDispatch = false;
  #isClosed = false;

  constructor({ name, priority, annotations, members }: AgentPoolOptions) {
    this.name = name;
    this.priority = priority;
    this.annotations = annotations;
    this.#members = members;
    for (const { scheme } of members) scheme.onReached = () => this.#dispatchSoon();
  }

  async compute(request: ComputeRequest, options?: ComputeOptions): Promise<ComputeReply> {
    const { isRepeatable = false } = request;
    return onlyReply(await this.computeMany({ ...request, count: 1, columns: {}, isRepeatable }, options));
  }

  async computeMany(request: ComputeManyRequest, options: ComputeOptions = {}): Promise<ComputeManyReply> {
    if (this.#isClosed) throw this.#closed();
    const { signal, observe, pathLength } = options;
    signal?.throwIfAborted();
    if (request.count === 0) return { columns: {}, others: new Map(), ms: 0 };
    const never = this.#whyNever(request);
    if (never !== undefined) throw new SchemeError(never);
    const { promise, resolve, reject } = Promise.withResolvers<ComputeManyReply>();
    const task = new Task(request, { observe, pathLength, settle: resolve, reject });
    this.#signals.heed(signal, task);
    this.#entered.set(task, { options, placed: new Set() });
    this.#waiting.push(new Slice(task, 0, request.count));
    this.#dispatchSoon();
    try {
      return await promise;
    } finally {
      this.#signals.leave(signal, task);
      this.#entered.delete(task);
    }
  }

  async chooseOne(request: ComputeRequest): Promise<ExecutionScheme> {
    const asked = { ...request, count: 1, columns: {}, isRepeatable: false };
    const never = this.#whyNever(asked);
    if (never !== undefined) throw new SchemeError(never);
    const needs = needsOf(asked);
    const able = this.#members.filter((member) => member.isIn(Date.now()) && member.whyNever(needs) === undefined);
    return await Promise.resolve(able.reduce((least, one) => one.load < least.load ? one : least).scheme);
  }

  async recall(value: unknown, signal: AbortSignal): Promise<unknown> {
    const asked = this.#members.map(({ scheme }) => scheme.recall!(value, signal));
    return await Promise.any(asked);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    for (const task of [...this.#entered.keys()]) this.#reject(task, this.#closed());
    await Promise.all(this.#members.map(({ scheme }) => scheme[Symbol.asyncDispose]()));
  }

  /** After all that is asked in this turn. */
  #dispatchSoon(): void {
    if (this.#willDispatch) return;
    this.#willDispatch = true;
    queueMicrotask(() => {
      this.#willDispatch = false;
      while (!this.#isClosed && this.#dispatchOne());
    });
  }

  /** Gives the first that can go to an agent; false where nothing can. */
  #dispatchOne(): boolean {
    let free = this.#members.filter((member) => member.isIn(Date.now()));
    const passed: Line[] = [];
    for (const line of this.#waiting.lines) {
      const { request, key } = line.queue.first!.task;
      const ms = this.#durations.get(key);
      const toPlace = { needs: line.needs, ms, bytesThere: (one: Member) => one.scheme.bytesThere(request) };
      const member = chooseMember(free, toPlace);
      if (member !== undefined) {
        for (const one of passed) one.passed++;
        const share = Math.ceil(line.queue.count / (2 * this.#members.length));
        this.#place(this.#waiting.take(line, Math.max(1, Math.min(member.room(line.needs, ms), share))), member);
        return true;
      }
      // What was passed too often keeps the agents that could have it.
      if (line.passed >= MOST_PASSED) free = free.filter((one) => one.whyNever(line.needs) !== undefined);
      passed.push(line);
    }
    return false;
  }

  #place(slice: Slice, member: Member): void {
    const { task } = slice;
    const entered = this.#entered.get(task);
    if (entered === undefined || !task.wants(slice.from)) return task.close(slice.count);
    const placed = new Placed(slice, member, entered.options);
    entered.placed.add(placed);
    placed.ended.then(() => {
      entered.placed.delete(placed);
      this.#settle(placed);
      this.#dispatchSoon();
    });
  }

  #settle({ slice, member, outcome }: Placed): void {
    const { task } = slice;
    if ("reply" in outcome) {
      const { ms, columns, others } = outcome.reply;
      this.#learn(task.key, ms / Math.max(1, slice.count - others.size));
      const limit = task.limit;
      slice.settle({ ms, columns, others });
      if (task.limit < limit) this.#dropUnwanted(task);
      return;
    }
    const { error } = outcome;
    if (!task.wants(slice.from)) return task.close(slice.count);
    const isAway = error instanceof SchemeError && !(error instanceof UnknownOutcomeError) &&
      !member.scheme.state.isOpen;
    if (!isAway) {
      this.#reject(task, error);
      return task.close(slice.count);
    }
    member.leaveAlone(Date.now());
    const never = this.#whyNever(task.request);
    if (never !== undefined) this.#reject(task, error);
    if (task.wants(slice.from)) this.#waiting.push(slice);
    else task.close(slice.count);
  }

  #learn(key: string, ms: number): void {
    const known = this.#durations.get(key);
    this.#durations.set(key, known === undefined ? ms : ms > known ? ms : known * 0.8 + ms * 0.2);
  }

  #reject(task: Task, reason: unknown): void {
    task.rejection ??= { reason };
    this.#dropUnwanted(task);
  }

  #dropUnwanted(task: Task): void {
    this.#waiting.drop(task);
    for (const placed of this.#entered.get(task)?.placed ?? []) if (!task.wants(placed.slice.from)) placed.stop();
  }

  /** Why no agent can ever compute it; undefined where one may. */
  #whyNever(request: ComputeManyRequest): string | undefined {
    const needs = needsOf(request);
    const now = Date.now();
    const reasons: string[] = [];
    for (const member of this.#members) {
      const why = member.isIn(now) ? member.whyNever(needs) : "it is out of reach";
      if (why === undefined) return undefined;
      reasons.push(`${member.target}: ${why}`);
    }
    return `Cannot compute at ${this.annotations?.target ?? this.name}: ${reasons.join("; ")}`;
  }

  #closed(): SchemeError {
    return new SchemeError(`Cannot compute: scheme ${this.name} is closed`);
  }
}
