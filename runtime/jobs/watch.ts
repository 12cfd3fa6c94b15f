/**
 * Looks after jobs until it is stopped. A round: ask after the jobs whose turn it is, look where the workflows stand, and
 * see to those that can go on. Several processes may watch one store: an answer is recorded once, and of two runs that
 * continue a workflow the second finds the lease taken.
 */
import { read, type Store } from "../store/store.ts";
import { BackOff } from "./back_off.ts";
import { askableJobs, type CheckEvent, checkJobs, hasChanged, standings } from "./check_jobs.ts";
import type { Job } from "./job.ts";
import type { JobQuestions } from "./job_questions.ts";
import type { JobWorkflow } from "./job_workflow.ts";
import { runningHolder } from "./lease.ts";
import type { Standing } from "./standing.ts";

/** What is told while watching. */
export type WatchEvent =
  | CheckEvent
  /** It can go on, and nobody does it by itself; told once for each change. */
  | { readonly kind: "canContinue"; readonly standing: Standing }
  | { readonly kind: "continues"; readonly workflow: JobWorkflow }
  | { readonly kind: "continued"; readonly workflow: JobWorkflow; readonly result: Continued };

/** How a run that continued a workflow ended; `isTaken`: another process continues it, or has done so. */
export interface Continued {
  readonly code: number;
  readonly isTaken: boolean;
  readonly output: string;
}

/** How to watch. */
export interface WatchOptions {
  readonly store: Store;
  readonly questions: JobQuestions;
  /** False: only what others ask counts. */
  readonly asks: boolean;
  /** Runs the workflow again, in another process; without it, workflows that can go on are only told of. */
  readonly continueWorkflow?: (workflow: JobWorkflow) => Promise<Pick<Continued, "code" | "output">>;
  /** Ends one round; false ends the watch. */
  readonly nextRound: () => Promise<boolean>;
  readonly signal: AbortSignal;
  readonly observe: (event: WatchEvent) => void;
}

/** Runs that continue workflows at a time. */
const MOST_RUNS = 2;

/** Watches until `nextRound` says no or the signal is aborted, then waits for the runs that it began. */
export async function watchJobs(options: WatchOptions): Promise<void> {
  const watch = new Watch(options);
  do {
    await watch.round();
  } while (!options.signal.aborted && await options.nextRound() && !options.signal.aborted);
  await watch.runsEnded();
}

class Watch {
  readonly #options: WatchOptions;
  readonly #backOff = new BackOff();
  /** Workflows that are to be continued, by id, and the runs that do it. */
  readonly #queue = new Map<string, JobWorkflow>();
  readonly #runs = new Map<string, Promise<void>>();
  /** By workflow, what was ready when it was continued, or told of, last. */
  readonly #seen = new Map<string, string>();

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  async round(): Promise<void> {
    this.#backOff.nextRound();
    this.#options.questions.forgetScripts();
    if (this.#options.asks) await this.#ask();
    const open = new Set<string>();
    for await (const standing of standings(this.#options.store)) {
      if (this.#options.signal.aborted) return;
      open.add(standing.workflow.id);
      if (this.#canContinue(standing)) this.#goOn(standing);
    }
    for (const id of this.#seen.keys()) if (!open.has(id)) this.#seen.delete(id);
  }

  async runsEnded(): Promise<void> {
    while (this.#runs.size > 0) await Promise.race(this.#runs.values());
  }

  async #ask(): Promise<void> {
    const skipped = new Set<string>();
    const observe = (event: CheckEvent): void => {
      if (event.kind === "checked") {
        this.#backOff.asked(keyOf(event.before), hasChanged(event.before, event.after));
        this.#options.observe(event);
      } else if (!skipped.has(event.workflow.id) && !this.#runs.has(event.workflow.id)) {
        skipped.add(event.workflow.id);
        this.#options.observe(event);
      }
    };
    const { store, questions, signal } = this.#options;
    const jobs = askableJobs({ store, observe }, (job) => this.#backOff.isDue(keyOf(job)));
    await checkJobs(jobs, { store, questions, signal, observe });
  }

  #canContinue({ workflow, outlook, counts, unasked }: Standing): boolean {
    return outlook === "canContinue" && !workflow.isPaused && counts.ready + unasked > 0 &&
      !this.#runs.has(workflow.id) && !this.#queue.has(workflow.id) &&
      runningHolder(this.#options.store, workflow.id) === undefined;
  }

  /** A run that leaves everything as it was is not begun again, unless only runs ask after a module that suspended. */
  #goOn(standing: Standing): void {
    const { workflow, readyMark, unasked } = standing;
    const { continueWorkflow, observe } = this.#options;
    const isNew = this.#seen.get(workflow.id) !== readyMark;
    this.#seen.set(workflow.id, readyMark);
    if (continueWorkflow === undefined) {
      if (isNew) observe({ kind: "canContinue", standing });
    } else if (isNew || (unasked > 0 && this.#backOff.isDue(workflow.id))) {
      if (unasked > 0) this.#backOff.asked(workflow.id, false);
      this.#queue.set(workflow.id, workflow);
      this.#beginRuns(continueWorkflow);
    }
  }

  #beginRuns(run: NonNullable<WatchOptions["continueWorkflow"]>): void {
    for (const [id, workflow] of this.#queue) {
      if (this.#runs.size >= MOST_RUNS || this.#options.signal.aborted) return;
      this.#queue.delete(id);
      const ended = this.#continue(workflow, run).finally(() => {
        this.#runs.delete(id);
        this.#beginRuns(run);
      });
      this.#runs.set(id, ended);
    }
  }

  async #continue(workflow: JobWorkflow, run: NonNullable<WatchOptions["continueWorkflow"]>): Promise<void> {
    const { store, observe } = this.#options;
    observe({ kind: "continues", workflow });
    const { code, output } = await run(workflow);
    const isTaken = code === 2 && await wasTaken(store, workflow);
    if (isTaken) this.#seen.delete(workflow.id);
    observe({ kind: "continued", workflow, result: { code, output, isTaken } });
  }
}

/** Whether another process runs the workflow, or has run it since it was read. */
async function wasTaken(store: Store, { id, executions }: JobWorkflow): Promise<boolean> {
  if (runningHolder(store, id) !== undefined) return true;
  const { value } = await read(store, (kv) => kv.get<JobWorkflow>(["workflow", id]));
  return value === null || value.executions.at(-1) !== executions.at(-1);
}

function keyOf({ workflow, id }: Job): string {
  return `${workflow} ${id}`;
}
