/** A scheme made of far sides that are started when they are needed, kept warm, and given the next batch when free. */
import {
  type ComputeManyReply,
  type ComputeManyRequest,
  type ComputeReply,
  type ComputeRequest,
  onlyReply,
} from "../runtime/scheme/compute_request.ts";
import { type ComputeOptions, type ExecutionScheme, SchemeError } from "../runtime/scheme/execution_scheme.ts";
import { makeTemporaryFolder, removeTemporaryFolder } from "../runtime/temporary_folder.ts";
import type { Transport } from "./far_side.ts";
import { HeededSignals } from "./heeded_signals.ts";
import { unsendableInputs } from "./messages.ts";
import { type Assignment, Station, type StationListener } from "./station.ts";
import { Slice, Task } from "./task.ts";
import { TaskQueue } from "./task_queue.ts";

/** What a pool is opened with. */
export interface PoolOptions<Outgoing, Incoming> {
  readonly name: string;
  readonly annotations?: ExecutionScheme["annotations"];
  readonly priority: number;
  /** The most far sides at a time. */
  readonly size: number;
  /** Of a request that names none. */
  readonly memoryMb?: number;
  readonly transport: Transport<Outgoing, Incoming>;
}

/** See the head of the file. */
export class Pool<Outgoing, Incoming> implements ExecutionScheme, StationListener<Outgoing, Incoming> {
  readonly name: string;
  readonly annotations: ExecutionScheme["annotations"];
  readonly priority: number;
  readonly #options: PoolOptions<Outgoing, Incoming>;
  readonly #stations = new Set<Station<Outgoing, Incoming>>();
  readonly #queue = new TaskQueue();
  readonly #signals = new HeededSignals<Task>((task, reason) => this.#reject(task, reason));
  #folder: string | undefined;
  #willDispatch = false;
  #isClosed = false;

  constructor(options: PoolOptions<Outgoing, Incoming>) {
    this.#options = options;
    this.name = options.name;
    this.annotations = options.annotations;
    this.priority = options.priority;
  }

  get waiting(): number {
    return this.#queue.count;
  }

  async compute(request: ComputeRequest, options: ComputeOptions = {}): Promise<ComputeReply> {
    return onlyReply(await this.computeMany({ ...request, count: 1, columns: {}, isRepeatable: false }, options));
  }

  async computeMany(
    request: ComputeManyRequest,
    { signal, observe, pathLength }: ComputeOptions = {},
  ): Promise<ComputeManyReply> {
    if (this.#isClosed) throw closed(this.name);
    signal?.throwIfAborted();
    if (request.count === 0) return { columns: {}, others: new Map(), ms: 0 };
    const { promise, resolve, reject } = Promise.withResolvers<ComputeManyReply>();
    const memoryMb = request.memoryMb ?? this.#options.memoryMb;
    const limited = memoryMb === request.memoryMb ? request : { ...request, memoryMb };
    const task = new Task(limited, { observe, pathLength, settle: resolve, reject });
    this.#queue.push(new Slice(task, 0, request.count));
    this.#dispatchSoon();
    this.#signals.heed(signal, task);
    try {
      return await promise;
    } finally {
      this.#signals.leave(signal, task);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    this.#rejectQueued(closed(this.name));
    for (const task of [...this.#stations].flatMap(({ tasks }) => tasks)) this.#reject(task, closed(this.name));
    await Promise.all([...this.#stations].map((station) => station.close()));
    if (this.#folder !== undefined) await removeTemporaryFolder(this.#folder);
    this.#folder = undefined;
  }

  answered(station: Station<Outgoing, Incoming>, task: Task, ms: number | undefined, failed: boolean): void {
    if (ms !== undefined) this.#queue.learn(task.key, ms);
    if (failed) this.#dropUnwanted(task);
    if (station.isFree) this.#dispatch();
  }

  returned(slice: Slice): void {
    if (slice.task.wants(slice.from)) this.#queue.push(slice);
    else slice.task.close(slice.count);
  }

  gone(station: Station<Outgoing, Incoming>, left: readonly Slice[]): void {
    this.#stations.delete(station);
    const wanted = left.filter(({ task, from }) => !this.#isClosed && task.wants(from));
    for (const slice of left) if (!wanted.includes(slice)) this.#end(slice);
    for (const slice of wanted) this.#queue.push(slice);
    for (const { task } of left) if (task.limit < task.request.count) this.#dropUnwanted(task);
    this.#dispatch();
  }

  /** What has come back from a far side and is not computed any more. */
  #end({ task, count }: Slice): void {
    if (this.#isClosed) task.rejection ??= { reason: closed(this.name) };
    task.close(count);
    if (task.rejection !== undefined) this.#dropUnwanted(task);
  }

  /** Ends a task, at once where nothing of it runs. */
  #reject(task: Task, reason: unknown): void {
    task.rejection ??= { reason };
    this.#dropUnwanted(task);
  }

  /** Ends all of which something waits. */
  #rejectQueued(reason: unknown): void {
    while (this.#queue.first !== undefined) this.#reject(this.#queue.first.task, reason);
  }

  #dropUnwanted(task: Task): void {
    this.#queue.drop(task);
    for (const station of this.#stations) station.stopUnwanted(task);
  }

  /** After all that is asked in this turn, so that it goes out together. */
  #dispatchSoon(): void {
    if (this.#willDispatch) return;
    this.#willDispatch = true;
    queueMicrotask(() => {
      this.#willDispatch = false;
      this.#dispatch();
    });
  }

  #dispatch(): void {
    while (!this.#isClosed && this.#queue.first !== undefined) {
      const station = this.#freeStation(this.#queue.first.task.request.memoryMb);
      if (station === undefined) return;
      const assignments = this.#queue.take(this.#options.size).flatMap((slice) => this.#prepare(slice));
      if (assignments.length > 0) station.assign(assignments, this.#temporaryFolder);
    }
  }

  /** Encodes the values of a slice; where they cannot travel, its first one has failed. */
  #prepare(slice: Slice): Assignment<Outgoing>[] {
    const { codec } = this.#options.transport;
    const values = codec.encode(slice.values());
    if (values !== undefined) return [{ slice, values }];
    const { task, from, count } = slice;
    task.add(from, unsendableInputs(task.request, codec));
    if (count > 1) task.close(count - 1);
    this.#dropUnwanted(task);
    return [];
  }

  /** An idle one with this limit, or a new one, for which an idle one with another limit may have to go. */
  #freeStation(memoryMb: number | undefined): Station<Outgoing, Incoming> | undefined {
    let free: Station<Outgoing, Incoming> | undefined;
    for (const station of this.#stations) {
      if (!station.isFree) continue;
      if (station.memoryMb === memoryMb) return station;
      free = station;
    }
    if (this.#stations.size < this.#options.size) return this.#start(memoryMb);
    free?.close(); // its end brings us here again
    return undefined;
  }

  #start(memoryMb: number | undefined): Station<Outgoing, Incoming> | undefined {
    try {
      const station = new Station(this.#options.transport, memoryMb, this);
      this.#stations.add(station);
      return station;
    } catch (error) {
      this.#rejectQueued(new SchemeError(`Cannot start a far side of scheme ${this.name}: ${error}`, { cause: error }));
      return undefined;
    }
  }

  readonly #temporaryFolder = (): string => this.#folder ??= makeTemporaryFolder();
}

function closed(name: string): SchemeError {
  return new SchemeError(`Cannot compute: scheme ${name} is closed`);
}
