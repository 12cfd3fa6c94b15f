/** A request in a pool, from when it is asked until all of it is answered: one to compute, or many on many inputs. */
import { MOST_ITERATIONS } from "../runtime/record/log.ts";
import type {
  ComputeFailure,
  ComputeManyReply,
  ComputeManyRequest,
  ComputeSuspension,
  Work,
} from "../runtime/scheme/compute_request.ts";
import type { ComputeOptions } from "../runtime/scheme/execution_scheme.ts";
import { isPlain, keyOf } from "../runtime/scheme/find_definition.ts";
import { type CallKind, type CallValues, callValues } from "./messages.ts";

/** Where a task tells what becomes of it. */
export interface TaskListener {
  /** Of those that wait the longest goes first. */
  readonly pathLength?: number;
  readonly observe?: ComputeOptions["observe"];
  settle(reply: ComputeManyReply): void;
  reject(reason: unknown): void;
}

/** How many were computed, and when; see `answer` in messages.ts. */
export interface Computed {
  readonly count: number;
  readonly startedAt: number;
  readonly ms: number;
  readonly ends?: readonly number[];
}

let lastId = 0;

/** See the head of the file. */
export class Task {
  readonly id = ++lastId;
  /** The same for all requests of one work. */
  readonly key: string;
  /** From here on nothing is wanted: one before it has failed. */
  limit: number;
  /** Why nothing of it is wanted any more. */
  rejection: { readonly reason: unknown } | undefined;
  readonly pathLength: number;
  /** Whether several are answered at once; where each has its time it is answered by itself. */
  readonly isGathered: boolean;
  readonly #columns: Record<string, unknown[]> = {};
  readonly #others = new Map<number, ComputeFailure | ComputeSuspension>();
  /** How many have neither been answered nor dropped. */
  #open: number;
  /** Milliseconds that all of them took. */
  #ms = 0;

  constructor(readonly request: ComputeManyRequest, readonly listener: TaskListener) {
    const { work, count, isRepeatable, timeoutMs } = request;
    this.isGathered = isRepeatable && timeoutMs === undefined;
    this.key = "definition" in work ? keyOf(work.definition) : work.pipeline.key;
    this.pathLength = listener.pathLength ?? 0;
    this.limit = count;
    this.#open = count;
  }

  /** Whether number `at` is still to be computed. */
  wants(at: number): boolean {
    return this.rejection === undefined && at < this.limit;
  }

  /** Those from `at` on have completed, with these outputs. */
  complete(
    at: number,
    columns: Readonly<Record<string, readonly unknown[]>>,
    { count, ms }: Pick<Computed, "count" | "ms">,
  ): void {
    this.#ms += ms;
    if (count === this.request.count) Object.assign(this.#columns, columns);
    else {
      for (const port of Object.keys(columns)) {
        const column = this.#columns[port] ??= new Array<unknown>(this.request.count).fill(undefined);
        for (let i = 0; i < count; i++) column[at + i] = columns[port][i];
      }
    }
    this.close(count);
  }

  /** Number `at` did not complete. */
  add(at: number, reply: ComputeFailure | ComputeSuspension): void {
    this.#others.set(at, reply);
    if (reply.status === "failed") this.limit = Math.min(this.limit, at);
    this.close(1);
  }

  /** `count` more are over. When all are, so is the task. */
  close(count: number): void {
    this.#open -= count;
    if (this.#open > 0) return;
    if (this.rejection !== undefined) this.listener.reject(this.rejection.reason);
    else this.listener.settle({ columns: this.#columns, others: this.#others, ms: this.#ms });
  }
}

/** Numbers of a task that are computed together, or wait for it. */
export class Slice {
  /** `isAlone`: one of a group on which a far side came to its end; it is computed by itself. */
  constructor(readonly task: Task, public from: number, public to: number, readonly isAlone = false) {}

  get count(): number {
    return this.to - this.from;
  }

  /** What its call has in common with others. */
  kind(folder: () => string): CallKind {
    const { work, folder: own, secrets, trace } = this.task.request;
    return {
      folder: own ?? folder(),
      isGathered: this.task.isGathered,
      isTimed: this.from < MOST_ITERATIONS,
      ...("definition" in work && { work }),
      ...(secrets && { secrets }),
      ...(trace && { trace }),
    };
  }

  /** Whether another one's call is of the same kind. */
  isLike({ task, from }: Slice): boolean {
    const [own, other] = [this.task.request, task.request];
    return isSameWork(own.work, other.work) && own.folder === other.folder && own.secrets === other.secrets &&
      own.trace === other.trace && this.task.isGathered === task.isGathered &&
      this.from < MOST_ITERATIONS === from < MOST_ITERATIONS;
  }

  /** Its part of the request. */
  request(): ComputeManyRequest {
    const { request } = this.task;
    const { columns, count } = request;
    if (this.count === count) return request;
    return { ...request, count: this.count, columns: partOf(columns, this.from, this.to) };
  }

  /** Books what came of all its numbers, which the reply counts from 0. What is behind a failure does not count. */
  settle({ columns, others, ms }: ComputeManyReply): void {
    const { task, from, count } = this;
    const numbers = [...others.keys()].sort((a, b) => a - b);
    const failed = numbers.find((number) => others.get(number)!.status === "failed") ?? count;
    let at = 0;
    for (const number of [...numbers.filter((one) => one <= failed), count]) {
      const end = Math.min(number, failed);
      if (end > at) {
        task.complete(from + at, partOf(columns, at, end), { count: end - at, ms: ms * (end - at) / count });
      }
      if (number < count) task.add(from + number, others.get(number)!);
      at = number + 1;
    }
    if (failed < count - 1) task.close(count - 1 - failed);
  }

  /** The values that go with the call. */
  values(): CallValues {
    return callValues(this.request());
  }
}

function isSameWork(a: Work, b: Work): boolean {
  return a === b || isPlain(a) && isPlain(b) && keyOf(a.definition) === keyOf(b.definition);
}

function partOf(
  columns: Readonly<Record<string, readonly unknown[]>>,
  from: number,
  to: number,
): Readonly<Record<string, readonly unknown[]>> {
  return Object.fromEntries(Object.entries(columns).map(([port, column]) => [port, column.slice(from, to)]));
}
