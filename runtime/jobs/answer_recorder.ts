/** Records answers of jobs: those of one workflow together, under its lease, soon after they came. */
import { commit, type Store } from "../store/store.ts";
import { changed, type Job, type JobChange } from "./job.ts";
import type { JobWorkflow } from "./job_workflow.ts";
import { type LeaseHolder, LeaseTakenError, takeLease } from "./lease.ts";

/** What comes of asking. */
export type CheckEvent =
  /** The record before the question, and now; undefined when the job was forgotten meanwhile. */
  | { readonly kind: "checked"; readonly workflow: JobWorkflow; readonly before: Job; readonly after: Job | undefined }
  /** The workflow is run now, so that its jobs are not touched. */
  | { readonly kind: "skipped"; readonly workflow: JobWorkflow; readonly holder: LeaseHolder };

/** An answer that is to be recorded, unless the record is another by now. */
export interface Answer {
  readonly workflow: JobWorkflow;
  readonly entry: Deno.KvEntry<Job>;
  readonly change: JobChange;
}

/** A commit may check 100 keys and hold 800 kB. */
const MOST_TOGETHER = 64;
const MOST_CHARACTERS = 200_000;
const RECORD_AFTER_MS = 300;

/** See the head of the file. Disposing of it records the rest, and throws when something could not be recorded. */
export class AnswerRecorder implements AsyncDisposable {
  readonly #store: Store;
  readonly #observe: (event: CheckEvent) => void;
  readonly #answers = new Map<string, { answers: Answer[]; characters: number }>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing: Promise<void> = Promise.resolve();
  #failure: { readonly error: unknown } | undefined;

  constructor(store: Store, observe: (event: CheckEvent) => void) {
    this.#store = store;
    this.#observe = observe;
  }

  /** Takes an answer; resolves at once while there is room, so that a slow disk slows the questions. */
  async add(answer: Answer): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure.error;
    const { id } = answer.workflow;
    const gathered = this.#answers.get(id) ?? { answers: [], characters: 0 };
    gathered.answers.push(answer);
    gathered.characters += JSON.stringify(answer.entry.value).length;
    this.#answers.set(id, gathered);
    if (gathered.answers.length >= MOST_TOGETHER || gathered.characters >= MOST_CHARACTERS) await this.#write(id);
    else this.#timer ??= setTimeout(() => this.#writeAll(), RECORD_AFTER_MS);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#writeAll();
    await this.#writing;
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  #writeAll(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const id of this.#answers.keys()) void this.#write(id);
  }

  /** Queues a write behind those under way; a failure is kept for those who wait. */
  #write(id: string): Promise<void> {
    const { answers } = this.#answers.get(id)!;
    this.#answers.delete(id);
    this.#writing = this.#writing.then(() => this.#record(answers)).catch((error) =>
      void (this.#failure ??= { error })
    );
    return this.#writing;
  }

  async #record(answers: readonly Answer[]): Promise<void> {
    if (this.#failure !== undefined) return;
    const { workflow } = answers[0];
    try {
      const records = await recordAnswers(this.#store, answers);
      answers.forEach(({ entry }, i) =>
        this.#observe({ kind: "checked", workflow, before: entry.value, after: records[i] })
      );
    } catch (error) {
      if (!(error instanceof LeaseTakenError)) throw error;
      this.#observe({ kind: "skipped", workflow, holder: error.holder });
    }
  }
}

/** Records answers of one workflow; gives the records as they are then, undefined for jobs that are forgotten. */
async function recordAnswers(store: Store, answers: readonly Answer[]): Promise<(Job | undefined)[]> {
  using lease = await takeLease(store, answers[0].workflow.id, "check");
  const at = Date.now();
  let entries: readonly Deno.KvEntryMaybe<Job>[] = answers.map(({ entry }) => entry);
  let isFirst = true;
  return await commit(store, async (operation) => {
    await lease.check(operation);
    if (!isFirst) entries = await Promise.all(answers.map(({ entry }) => store.kv.get<Job>(entry.key)));
    isFirst = false;
    return answers.map(({ entry: asked, change }, i) => {
      const entry = entries[i];
      if (entry.value === null || entry.versionstamp !== asked.versionstamp) return entry.value ?? undefined;
      const next = changed(entry.value, change, at);
      operation.check(entry).set(entry.key, next);
      return next;
    });
  });
}
