/** The jobs of one workflow while it runs: in memory for reading, each change on disk before it counts. */
import { createHash } from "node:crypto";
import { serialize } from "node:v8";
import { InputError, ModuleError } from "../errors.ts";
import { NO_SECRETS, type Secrets } from "../secrets/secrets.ts";
import { commit, list, read, type Store } from "../store/store.ts";
import { changed, FINAL_STATES, type Job, type JobChange, type NewJob } from "./job.ts";
import { continuationKey, jobsOf, type JobWorkflow } from "./job_workflow.ts";
import { type Lease, takeLease } from "./lease.ts";

/** What a workflow's jobs are kept with. */
export interface JobStoreOptions {
  readonly store: Store;
  /** The workflow as it is to be when its first job is recorded, or as it was found. */
  readonly workflow: JobWorkflow;
  readonly jobs: readonly Job[];
  /** The jobs came with a file: the store need not know them yet. */
  readonly isImported?: boolean;
  /** Makes durable all results that a job may depend on. */
  readonly beforeIntent: () => Promise<void>;
  /** They are not recorded: `get` puts them in where a record names them. */
  readonly secrets?: Pick<Secrets, "mask" | "seal" | "reveal">;
}

/** Bytes of a job's record; the KV takes 65,536. */
const LONGEST_JOB = 64_000;

/** See the head of the file. Disposing of it gives the lease back. */
export class JobStore implements Disposable {
  readonly #options: JobStoreOptions;
  readonly #secrets: NonNullable<JobStoreOptions["secrets"]>;
  readonly #jobs: Map<string, Job>;
  readonly #touched = new Set<string>();
  readonly #attempts = new Map<string, number>();
  #lease: Promise<Lease> | undefined;
  #held: Lease | undefined;
  #workflow: JobWorkflow;
  #isKept: boolean;
  readonly #waiting: WaitingChange[] = [];
  #isWriting = false;

  constructor(options: JobStoreOptions) {
    this.#options = options;
    this.#secrets = options.secrets ?? NO_SECRETS;
    this.#workflow = options.workflow;
    this.#jobs = new Map(options.jobs.map((job) => [job.id, job]));
    this.#isKept = options.jobs.length > 0 && !options.isImported;
  }

  /** All jobs, as they were last recorded. */
  get jobs(): readonly Job[] {
    return [...this.#jobs.values()];
  }

  /** The workflow, as it was last recorded. */
  get workflow(): JobWorkflow {
    return this.#workflow;
  }

  /** Jobs of which something is expected, and that this run did not come across: something before them has changed. */
  get orphans(): readonly Job[] {
    return this.jobs.filter(({ id, state }) => !FINAL_STATES.has(state) && !this.#touched.has(id));
  }

  get(id: string): Job | undefined {
    const job = this.#jobs.get(id);
    if (job === undefined) return undefined;
    this.#touched.add(id);
    return { ...job, parameters: this.#secrets.reveal(job.parameters) };
  }

  keyOf(id: string): string {
    const attempt = this.#attempts.get(id) ?? 0;
    return `vt-${createHash("sha256").update(`${this.#workflow.id} ${id} ${attempt}`).digest("hex").slice(0, 24)}`;
  }

  directoryOf(id: string): string {
    return `${this.#options.store.directory}/jobs/${this.keyOf(id)}`;
  }

  async intend(intent: NewJob): Promise<void> {
    await this.#options.beforeIntent();
    await this.#write(this.#newJob(intent, "submitting"));
  }

  async change(id: string, change: JobChange): Promise<void> {
    await this.#write(changed(this.#jobs.get(id)!, this.#sealed(change), Date.now()));
  }

  async keep(intent: NewJob, change: JobChange): Promise<void> {
    const { state, reason } = this.#sealed(change);
    const known = this.#jobs.get(intent.id);
    await this.#write({ ...this.#newJob(intent, state), startedAt: known?.startedAt ?? Date.now(), reason });
  }

  async forget(id: string): Promise<void> {
    await this.#commit((operation) => void operation.delete(["job", this.#workflow.id, id]));
    this.#jobs.delete(id);
  }

  /** Takes the lease of a workflow that is continued, so that no other run does; throws where one has it. */
  async lock(): Promise<void> {
    this.#held = await (this.#lease ??= takeLease(this.#options.store, this.#workflow.id));
  }

  /** Continues a locked workflow. Its jobs are then as they are now: others may have changed them since they were read. */
  async take(execution: string): Promise<void> {
    const { store } = this.#options;
    const { id } = this.#workflow;
    for await (const { key, value } of list<number>(store, { prefix: ["attempt", id] }, { batch: 500 })) {
      this.#attempts.set(String(key[2]), value);
    }
    const { value: found } = await read(store, (kv) => kv.get<JobWorkflow>(["workflow", id]));
    if (found?.state === "finished") throw new InputError(`Cannot continue workflow ${id}: another vt has finished it`);
    if (found !== null) {
      this.#jobs.clear();
      for (const job of await jobsOf(store, id)) this.#jobs.set(job.id, job);
    } else if (this.#options.isImported) {
      for (const job of this.jobs) await this.#write({ ...job, key: this.keyOf(job.id) });
      this.#touched.clear();
    } else {
      throw new InputError(`Cannot continue workflow ${id}: it has just been deleted`);
    }
    const executions = [...this.#workflow.executions.filter((id) => id !== execution), execution].slice(-100);
    await this.#commitWorkflow({ ...this.#workflow, state: "running", executions });
  }

  /**
   * Records how the run ended; nothing, where there are no jobs. A job that failed, or whose result could not be taken,
   * keeps the workflow from being over: the next run is not to submit it again by itself.
   */
  async end(isSuspended: boolean): Promise<void> {
    if (!this.#isKept) return;
    const isOver = !isSuspended && this.jobs.every(({ id, state }) => state === "finished" || !this.#touched.has(id));
    await this.#commitWorkflow({ ...this.#workflow, state: isOver ? "finished" : "suspended", isPaused: false });
  }

  [Symbol.dispose](): void {
    this.#held?.[Symbol.dispose]();
  }

  #sealed<T extends Pick<JobChange, "parameters" | "reason">>(change: T): T {
    const { reason } = change;
    return {
      ...change,
      ...(reason !== undefined && { reason: this.#secrets.mask(reason) }),
      ...("parameters" in change && { parameters: this.#secrets.seal(change.parameters) }),
    };
  }

  #newJob(given: NewJob, state: Job["state"]): Job {
    const intent = { ...this.#sealed(given), name: this.#secrets.mask(given.name) };
    const now = Date.now();
    const { id: workflow, host } = this.#workflow;
    return { ...intent, workflow, key: this.keyOf(intent.id), state, host, startedAt: now, changedAt: now };
  }

  async #write(job: Job): Promise<void> {
    const size = serialize(job).byteLength;
    if (size > LONGEST_JOB) {
      throw new ModuleError(`Parameters of job ${job.name} are too large: ${size} bytes, at most ${LONGEST_JOB}`);
    }
    await this.#commit(
      (operation) => void operation.set(["job", job.workflow, job.id], { ...job, parameters: job.parameters ?? null }),
      size,
    );
    this.#jobs.set(job.id, job);
    this.#touched.add(job.id);
  }

  async #commitWorkflow(workflow: JobWorkflow): Promise<void> {
    const next = { ...workflow, changedAt: Date.now() };
    await this.#commit((operation) => {
      operation.set(["workflow", next.id], next);
      if (next.state === "finished") operation.delete(continuationKey(next.source));
      else operation.set(continuationKey(next.source), next.id);
    });
    this.#workflow = next;
  }

  /** Changes that come while a commit is under way go into the next one together. */
  #commit(fill: Fill, size = 200): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push({ fill, size, resolve, reject });
    if (!this.#isWriting) void this.#writeAll();
    return promise;
  }

  async #writeAll(): Promise<void> {
    this.#isWriting = true;
    while (this.#waiting.length > 0) {
      const together = takeTogether(this.#waiting);
      try {
        await this.#commitTogether(together.map(({ fill }) => fill));
        for (const { resolve } of together) resolve();
      } catch (error) {
        for (const { reject } of together) reject(error);
      }
    }
    this.#isWriting = false;
  }

  /** The first commit also records the workflow. */
  async #commitTogether(fills: readonly Fill[]): Promise<void> {
    const { store } = this.#options;
    const lease = this.#held = await (this.#lease ??= takeLease(store, this.#workflow.id));
    const { id, source } = this.#workflow;
    await commit(store, async (operation) => {
      await lease.check(operation);
      if (!this.#isKept) operation.set(["workflow", id], this.#workflow).set(continuationKey(source), id);
      for (const fill of fills) fill(operation);
    });
    this.#isKept = true;
  }
}

type Fill = (operation: Deno.AtomicOperation) => void;

interface WaitingChange {
  readonly fill: Fill;
  /** About how many bytes it writes. */
  readonly size: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Takes from the front what fits into one commit: at most 1000 changes and 800 KiB, with room to spare. */
function takeTogether(waiting: WaitingChange[]): WaitingChange[] {
  let size = 0;
  const end = waiting.findIndex((change, i) => i > 0 && (i >= 400 || (size += change.size) > 500_000));
  return waiting.splice(0, end < 0 ? waiting.length : end);
}
