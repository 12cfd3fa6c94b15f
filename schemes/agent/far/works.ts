/** What runs at an agent for one session. */
import { messageOf } from "../../../runtime/errors.ts";
import { departing } from "../../../runtime/python/travel.ts";
import type {
  ComputeEvent,
  ComputeManyReply,
  ComputeManyRequest,
  ModuleWork,
  Work,
} from "../../../runtime/scheme/compute_request.ts";
import type { ExecutionScheme } from "../../../runtime/scheme/execution_scheme.ts";
import type { SentPipeline } from "../../../runtime/scheme/sent_pipeline.ts";
import type { EncodedValue } from "../../../runtime/store/value_codec.ts";
import { makeTemporaryFolder, removeTemporaryFolder } from "../../../runtime/temporary_folder.ts";
import { frameCodec, type FramedValue } from "../../frames.ts";
import type { CallValues, EventHead } from "../../messages.ts";
import { unsendablePorts } from "../../messages.ts";
import { orAborted } from "../../or_aborted.ts";
import type { KeptColumns } from "../data/far_data.ts";
import { InOrder } from "../data/in_order.ts";
import { PackError } from "../data/packer.ts";
import { CALL_VALUES, type SessionData } from "../data/session_data.ts";
import type { MovedEvent } from "../data/told_events.ts";
import type { AnswerHead, Item, RequestHead, WorkHead } from "../protocol.ts";
import { renamedWork, replyForCaller, textForCaller, type TreePlace } from "../renamed.ts";
import type { FileStore } from "./file_store.ts";

/** What works need. */
export interface WorksOptions {
  readonly scheme: ExecutionScheme;
  readonly files: FileStore;
  readonly data: SessionData;
  /** Where temporary files go, until the session is closed; the system's place if nothing is said. */
  readonly temporary?: string;
  /** Where jobs keep what they need, as long as they are known. */
  readonly jobs: string;
  /** Nothing is begun while what was said before waits to be heard; undefined where there is room. */
  readonly room?: () => Promise<void> | undefined;
  /** Tells the caller. */
  readonly say: (item: Item, value?: EncodedValue) => void;
}

interface Running {
  readonly name: string;
  readonly abort: AbortController;
  /** What is said of it with its answer. */
  last?: EventHead;
}

type Answered = readonly [AnswerHead, EncodedValue?];

/** See the head of the file. */
export class Works implements AsyncDisposable {
  readonly #options: WorksOptions;
  readonly #running = new Map<number, Running>();
  /** Modules as they are named here, by how the caller names them. */
  readonly #modulesHere = new WeakMap<ModuleWork, Work>();
  #folder: string | undefined;

  constructor(options: WorksOptions) {
    this.#options = options;
  }

  /** How many run, or wait for their turn. */
  get count(): number {
    return this.#running.size;
  }

  /** What runs, by key. */
  get names(): readonly (readonly [key: number, name: string])[] {
    return Array.from(this.#running, ([key, { name }]) => [key, name] as const);
  }

  /** Whether a request runs. */
  has(key: number): boolean {
    return this.#running.has(key);
  }

  /** Begins a request; its answer is said. */
  begin(head: RequestHead, work: WorkHead, value: FramedValue): void {
    const running: Running = { name: work.name, abort: new AbortController() };
    this.#running.set(head.key, running);
    this.#run(head, work, value, running);
  }

  /** Stops requests; each of them is answered when nothing of it runs any more. */
  cancel(keys: readonly number[]): void {
    for (const key of keys) {
      this.#running.get(key)?.abort.abort(new DOMException("The caller cancelled it", "AbortError"));
    }
  }

  /** Stops all. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#options.scheme[Symbol.asyncDispose]();
    if (this.#folder !== undefined) await removeTemporaryFolder(this.#folder).catch(() => {});
    this.#folder = undefined;
  }

  async #run(head: RequestHead, work: WorkHead, value: FramedValue, running: Running): Promise<void> {
    const { key } = head;
    const { signal } = running.abort;
    let answer: AnswerHead;
    let columns: EncodedValue | undefined;
    try {
      [answer, columns] = await this.#compute(head, work, value, running);
    } catch (error) {
      answer = { status: signal.aborted ? "cancelled" : "unable", message: messageOf(error) };
    }
    this.#running.delete(key);
    const { last } = running;
    this.#options.say({ key, answer, ...(last && { event: last }) }, columns);
  }

  async #compute(
    head: RequestHead,
    { work, tree }: WorkHead,
    value: FramedValue,
    running: Running,
  ): Promise<Answered> {
    const { files, room, data, scheme } = this.#options;
    const { signal } = running.abort;
    for (let wait = room?.(); wait !== undefined; wait = room?.()) await orAborted(wait, signal);
    const place = tree === undefined ? undefined : files.known(tree) ?? await orAborted(files.place(tree), signal);
    const decoded = frameCodec.decode(value)?.value;
    if (!Array.isArray(decoded)) return [DAMAGED];
    if (decoded.length > CALL_VALUES) await data.receive(decoded, signal);
    const request = this.#request(head, work, decoded as unknown as CallValues, place);
    const events = new InOrder();
    const observe = (event: ComputeEvent): void => {
      // That the only one is over is said with its answer.
      if (event.kind === "computed" && request.count === 1) running.last = computedForCaller(event, place);
      else this.#tell(head, event, { place, events });
    };
    const reply = await scheme.computeMany(request, { signal, observe, pathLength: head.pathLength });
    await events.settled;
    return await this.#answerOf(head, reply, place);
  }

  /** Objects that a Python host has pickled go on as they came. */
  async #answerOf(
    head: RequestHead,
    { columns, others, ms }: ComputeManyReply,
    place: TreePlace | undefined,
  ): Promise<Answered> {
    const departed = departing(columns);
    const ready = departed instanceof Promise ? await departed : departed;
    let moved: KeptColumns;
    try {
      const keeping = this.#options.data.keep(ready, head);
      moved = keeping instanceof Promise ? await keeping : keeping;
    } catch (error) {
      if (error instanceof PackError) return unsendable(`Cannot send back what was computed: ${error.message}`, ms);
      throw error;
    }
    const hasKept = moved.kept.length > 0;
    const value = frameCodec.encode(hasKept ? [moved.columns, moved.kept] : moved.columns);
    if (value === undefined) {
      return unsendable(`Cannot send the value of output port ${unsendablePorts(ready, frameCodec)} back`, ms);
    }
    const told = Array.from(
      others,
      ([number, reply]) => [number, place === undefined ? reply : replyForCaller(reply, place)] as const,
    );
    return [{ status: "answered", others: told, ms, ...(hasKept && { hasKept }) }, value];
  }

  #request(
    head: RequestHead,
    module: ModuleWork | undefined,
    [inputs, values, columns = {}, pipeline]: CallValues,
    place: TreePlace | undefined,
  ): ComputeManyRequest {
    const { count = 1, isRepeatable = false, timeoutMs, memoryMb, secrets, trace } = head;
    const work = module === undefined
      ? hereOf({ pipeline: pipeline as SentPipeline }, place)
      : this.#moduleHere(module, place);
    const folder = this.#folder ??= makeTemporaryFolder(this.#options.temporary, "agent");
    return { work, inputs, values, columns, count, isRepeatable, timeoutMs, memoryMb, secrets, trace, folder };
  }

  /** The same for all requests that share it. */
  #moduleHere(module: ModuleWork, place: TreePlace | undefined): Work {
    let work = this.#modulesHere.get(module);
    if (work === undefined) this.#modulesHere.set(module, work = hereOf(this.#ownJob(module), place));
    return work;
  }

  /** A job's folder is one of this machine. */
  #ownJob(module: ModuleWork): ModuleWork {
    if (module.job === undefined) return module;
    const name = String(module.job.key).replaceAll(/[^A-Za-z0-9-]/g, "_");
    return { ...module, job: { ...module.job, directory: `${this.#options.jobs}/${name}` } };
  }

  /** Outputs of what is inside a pipeline go with what they need. */
  #tell(
    head: RequestHead,
    event: ComputeEvent,
    { place, events }: { readonly place: TreePlace | undefined; readonly events: InOrder },
  ): void {
    const { data } = this.#options;
    const said = place === undefined ? event : eventForCaller(event, place);
    if (said.kind !== "inside" || said.outputs === undefined || !data.mustMove(said.outputs, head)) {
      return events.next(() => this.#say(head.key, said, place));
    }
    const { outputs, ...rest } = said;
    const keeping = Promise.resolve(data.keep({ outputs: [outputs] }, head));
    events.nextAfter(keeping, (moved) => this.#say(head.key, { ...rest, kept: moved?.kept } as MovedEvent, place));
  }

  #say(key: number, event: ComputeEvent, place: TreePlace | undefined): void {
    const { say } = this.#options;
    if (event.kind === "annotated" || event.kind === "inside") {
      const value = frameCodec.encode(event);
      if (value !== undefined) say({ key, event: { kind: "valued" } }, value);
    } else say({ key, event: event.kind === "computed" ? computedForCaller(event, place) : event });
  }
}

function hereOf(work: Work, place: TreePlace | undefined): Work {
  return place === undefined ? work : renamedWork(work, place);
}

function unsendable(message: string, ms: number): Answered {
  return [{ status: "answered", others: [[0, { status: "failed", kind: "unsendable", message }]], ms }];
}

function computedForCaller(event: ComputeEvent & { kind: "computed" }, place: TreePlace | undefined): EventHead {
  if (event.error === undefined || place === undefined) return event;
  return { ...event, error: textForCaller(event.error, place) };
}

const DAMAGED: AnswerHead = {
  status: "answered",
  others: [[0, { status: "failed", kind: "crash", message: "Cannot read the inputs: they arrived damaged" }]],
  ms: 0,
};

function eventForCaller<T extends ComputeEvent>(event: T, place: TreePlace): T {
  if (event.kind !== "inside" || event.event.kind !== "moduleFinished") return event;
  const { error, trace } = event.event;
  const texts = {
    ...(error !== undefined && { error: textForCaller(error, place) }),
    ...(trace !== undefined && { trace: textForCaller(trace, place) }),
  };
  return { ...event, event: { ...event.event, ...texts } };
}
