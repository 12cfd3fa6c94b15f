/** A scheme made of far sides that are started when they are needed, kept warm, and given the next batch when free. */
import type { ComputeReply, ComputeRequest } from "../runtime/scheme/compute_request.ts";
import {
  type ComputeAllOptions,
  type ComputeOptions,
  type ExecutionScheme,
  SchemeError,
} from "../runtime/scheme/execution_scheme.ts";
import type { Transport } from "./far_side.ts";
import { unsendablePorts } from "./messages.ts";
import { Station, type StationListener } from "./station.ts";
import { Task } from "./task.ts";
import { TaskQueue } from "./task_queue.ts";

/** What a pool is opened with. */
export interface PoolOptions<Outgoing, Incoming> {
  readonly name: string;
  readonly priority: number;
  /** The most far sides at a time. */
  readonly size: number;
  /** Of a request that names none. */
  readonly memoryMb?: number;
  readonly transport: Transport<Outgoing, Incoming>;
}

/** See the head of the file. */
export class Pool<Outgoing, Incoming> implements ExecutionScheme, StationListener<Outgoing> {
  readonly name: string;
  readonly priority: number;
  readonly #options: PoolOptions<Outgoing, Incoming>;
  readonly #stations = new Set<Station<Outgoing, Incoming>>();
  readonly #queue = new TaskQueue<Outgoing>();
  /** Tasks by the signal that cancels them: one listener for all of a run. */
  readonly #bySignal = new Map<AbortSignal, Set<Task<Outgoing>>>();
  #folder: string | undefined;
  #isClosed = false;

  constructor(options: PoolOptions<Outgoing, Incoming>) {
    this.#options = options;
    this.name = options.name;
    this.priority = options.priority;
  }

  async compute(request: ComputeRequest, options: ComputeOptions = {}): Promise<ComputeReply> {
    const reply = this.#ask(request, options);
    this.#dispatch();
    return await reply;
  }

  async computeAll(
    requests: readonly ComputeRequest[],
    { signal, observe, pathLength }: ComputeAllOptions = {},
  ): Promise<readonly ComputeReply[]> {
    const asked = requests.map((request, index) =>
      this.#ask(request, { signal, observe: observe && ((event) => observe(event, index)), pathLength })
    );
    this.#dispatch();
    await Promise.allSettled(asked); // a rejection is told when nothing of this runs any more
    return await Promise.all(asked);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    const reason = closed(this.name);
    for (const task of this.#queue.clear()) this.#reject(task, reason);
    await Promise.all([...this.#stations].map((station) => station.close(reason)));
    if (this.#folder !== undefined) await Deno.remove(this.#folder, { recursive: true });
    this.#folder = undefined;
  }

  answered(station: Station<Outgoing>, task: Task<Outgoing>, ms: number): void {
    this.#queue.learn(task.key, ms);
    if (station.isFree) this.#dispatch();
  }

  gone(station: Station<Outgoing, Incoming>, left: readonly Task<Outgoing>[]): void {
    this.#stations.delete(station);
    for (const task of left) task.station = undefined;
    const wanted = left.filter(({ verdict }) => verdict === undefined);
    for (const task of left) if (task.verdict !== undefined) task.settle(STOPPED);
    for (const task of wanted) {
      if (this.#isClosed) this.#reject(task, closed(this.name));
      else this.#queue.push(task);
    }
    this.#dispatch();
  }

  /** Puts a request into the queue. */
  #ask(request: ComputeRequest, { signal, observe, pathLength }: ComputeOptions): Promise<ComputeReply> {
    if (this.#isClosed) return Promise.reject(closed(this.name));
    if (signal?.aborted) return Promise.reject(signal.reason);
    const { codec } = this.#options.transport;
    const values = codec.encode([request.inputs, request.values]);
    if (values === undefined) {
      const ports = unsendablePorts({ ...request.inputs, ...request.values }, codec);
      const message = `Cannot compute elsewhere: the value of input port ${ports} cannot leave this program`;
      return Promise.resolve({ status: "failed", kind: "unsendable", message });
    }
    const { promise, resolve, reject } = Promise.withResolvers<ComputeReply>();
    const limited = { ...request, memoryMb: request.memoryMb ?? this.#options.memoryMb };
    const task = new Task(limited, values, { observe, pathLength, settle: resolve, reject });
    this.#queue.push(task);
    if (signal === undefined) return promise;
    this.#heed(signal, task);
    return promise.finally(() => this.#unheed(signal, task));
  }

  #heed(signal: AbortSignal, task: Task<Outgoing>): void {
    const tasks = this.#bySignal.get(signal);
    if (tasks !== undefined) return void tasks.add(task);
    this.#bySignal.set(signal, new Set([task]));
    signal.addEventListener("abort", this.#abort);
  }

  #unheed(signal: AbortSignal, task: Task<Outgoing>): void {
    const tasks = this.#bySignal.get(signal);
    tasks?.delete(task);
    if (tasks?.size !== 0) return;
    this.#bySignal.delete(signal);
    signal.removeEventListener("abort", this.#abort);
  }

  readonly #abort = ({ target }: Event): void => {
    const signal = target as AbortSignal;
    const tasks = this.#bySignal.get(signal) ?? new Set();
    this.#queue.remove(tasks);
    for (const task of tasks) this.#reject(task, signal.reason);
  };

  /** Ends a task, at once where it does not run. */
  #reject(task: Task<Outgoing>, reason: unknown): void {
    task.verdict = { reason };
    if (task.station === undefined) task.settle(STOPPED);
    else task.station.drop(task);
  }

  #dispatch(): void {
    while (!this.#isClosed && this.#queue.first !== undefined) {
      const station = this.#freeStation(this.#queue.first.request.memoryMb);
      if (station === undefined) return;
      station.assign(this.#queue.take(this.#options.size), this.#temporaryFolder);
    }
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
    free?.close(undefined); // its end brings us here again
    return undefined;
  }

  #start(memoryMb: number | undefined): Station<Outgoing, Incoming> | undefined {
    try {
      const station = new Station(this.#options.transport, memoryMb, this);
      this.#stations.add(station);
      return station;
    } catch (error) {
      const reason = new SchemeError(`Cannot start a far side of scheme ${this.name}: ${error}`, { cause: error });
      for (const task of this.#queue.clear()) this.#reject(task, reason);
      return undefined;
    }
  }

  readonly #temporaryFolder = (): string => this.#folder ??= Deno.makeTempDirSync({ prefix: "vt_" });
}

const STOPPED: ComputeReply = { status: "failed", kind: "crash", message: "Stopped" };

function closed(name: string): SchemeError {
  return new SchemeError(`Cannot compute: scheme ${name} is closed`);
}
