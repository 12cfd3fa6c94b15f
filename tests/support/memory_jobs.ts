/** Jobs in memory, for tests of the interpreter: what is told to be recorded is in `told`, in order. */
import type { JobBook } from "../../runtime/interpreter/job_book.ts";
import type { JobIds } from "../../runtime/interpreter/job_ids.ts";
import { changed, type Job, type JobChange, type NewJob } from "../../runtime/jobs/job.ts";

/** A book that a test can look into, and whose program can "end" at any record. */
export class MemoryJobs implements JobBook {
  readonly told: string[] = [];
  /** Before this record is made, and after: the program is killed. */
  killBefore = "";
  killAfter = "";
  readonly #jobs = new Map<string, Job>();

  get jobs(): readonly Job[] {
    return [...this.#jobs.values()];
  }

  get(id: string): Job | undefined {
    return this.#jobs.get(id);
  }

  keyOf(id: string): string {
    return `key-${id}`;
  }

  directoryOf(id: string): string {
    return `/nowhere/${id}`;
  }

  intend(intent: NewJob): Promise<void> {
    return this.#record(`intend ${intent.id}`, () => this.#jobs.set(intent.id, this.#made(intent, "submitting")));
  }

  change(id: string, change: JobChange): Promise<void> {
    return this.#record(`${change.state} ${id}`, () => this.#jobs.set(id, changed(this.#jobs.get(id)!, change, 1)));
  }

  forget(id: string): Promise<void> {
    return this.#record(`forget ${id}`, () => this.#jobs.delete(id));
  }

  keep(intent: NewJob, { state, reason }: JobChange): Promise<void> {
    return this.#record(
      `${state} ${intent.id}`,
      () => this.#jobs.set(intent.id, { ...this.#made(intent, state), reason }),
    );
  }

  #made(intent: NewJob, state: Job["state"]): Job {
    return { ...intent, workflow: "w", key: this.keyOf(intent.id), state, host: "here", startedAt: 0, changedAt: 0 };
  }

  #record(what: string, record: () => unknown): Promise<void> {
    if (this.killBefore === what) throw new Error("killed before");
    this.told.push(what);
    record();
    if (this.killAfter === what) throw new Error("killed after");
    return Promise.resolve();
  }
}

/** Identities by place, as good as any for a pipeline that stays the same. */
export const placeIds: JobIds = idsWithin("");

function idsWithin(prefix: string): JobIds {
  return {
    of: (index) => `${prefix}${index}`,
    inside: (index) => idsWithin(`${prefix}${index},`),
    ofIteration: (loop, _ports, iteration) => `${loop}/${iteration}`,
  };
}
