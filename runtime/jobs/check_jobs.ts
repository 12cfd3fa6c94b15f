/**
 * Asks after the jobs of many workflows without running them: pages of records go in, questions go out so many at a time,
 * and answers are recorded together. A workflow's lease is held only while its answers are recorded; an answer is dropped
 * where the record has changed since the question, because another process was faster.
 */
import { list, type Store } from "../store/store.ts";
import { AnswerRecorder, type CheckEvent } from "./answer_recorder.ts";
import { forEachBounded } from "./bounded.ts";
import type { Found } from "./find_jobs.ts";
import type { Job } from "./job.ts";
import type { JobQuestions } from "./job_questions.ts";
import { jobEntries, jobsOf, type JobWorkflow } from "./job_workflow.ts";
import { LeaseTakenError, runningHolder } from "./lease.ts";
import { isAskable, type Standing, standingOf } from "./standing.ts";

export type { CheckEvent } from "./answer_recorder.ts";

/** Questions at a time, and those to one kind of job of one machine, or to one agent. */
const MOST_QUESTIONS = 16;
const MOST_OF_A_KIND = 8;

/** A job's record as it was when it was decided to ask. */
export interface AskedJob {
  readonly workflow: JobWorkflow;
  readonly entry: Deno.KvEntry<Job>;
}

/** What checking needs. */
export interface CheckOptions {
  readonly store: Store;
  readonly questions: JobQuestions;
  /** Hears of each answer when it is recorded, and of workflows that were left out. */
  readonly observe: (event: CheckEvent) => void;
  /** Aborted: no more questions, answers under way are dropped, those that came are recorded. */
  readonly signal?: AbortSignal;
}

/** Asks after the jobs, once each. */
export async function checkJobs(jobs: AsyncIterable<AskedJob>, options: CheckOptions): Promise<void> {
  const { store, questions, observe, signal } = options;
  await using recorder = new AnswerRecorder(store, observe);
  const ask = async ({ workflow, entry }: AskedJob): Promise<void> => {
    try {
      const change = await questions.ask({ job: entry.value, workflow }, signal);
      await recorder.add({ workflow, entry, change });
    } catch (error) {
      if (!signal?.aborted) throw error;
    }
  };
  await forEachBounded(jobs, ask, { most: MOST_QUESTIONS, mostPerLane: MOST_OF_A_KIND, laneOf, signal });
}

function laneOf({ entry: { value: { host, definition, target } } }: AskedJob): string {
  if (target !== undefined) return `agent\n${target.name}\n${JSON.stringify(target.parameters)}`;
  return `${host}\n${definition?.package}\n${definition?.namespace}\n${definition?.name}`;
}

/** The jobs that can be asked after, of all workflows that are suspended, not paused, and that nobody runs now. */
export async function* askableJobs(
  { store, observe }: Pick<CheckOptions, "store" | "observe">,
  isWanted: (job: Job) => boolean = () => true,
): AsyncGenerator<AskedJob> {
  for await (const { value: workflow } of list<JobWorkflow>(store, { prefix: ["workflow"] }, { reverse: true })) {
    if (workflow.state === "finished" || workflow.isPaused) continue;
    const holder = runningHolder(store, workflow.id);
    if (holder !== undefined) {
      observe({ kind: "skipped", workflow, holder });
      continue;
    }
    for await (const entry of jobEntries(store, workflow.id)) {
      if (isAskable(entry.value) && isWanted(entry.value)) yield { workflow, entry };
    }
  }
}

/** The jobs that are named; a workflow stands for all of its own. Refused while a run has one of the workflows. */
export async function* namedJobs(store: Store, found: readonly Found[]): AsyncGenerator<AskedJob> {
  for (const { workflow: { id } } of found) {
    const holder = runningHolder(store, id);
    if (holder !== undefined) throw new LeaseTakenError(id, "check", holder);
  }
  const seen = new Set<string>();
  for (const { workflow, entry } of found) {
    for await (const each of entry === undefined ? jobEntries(store, workflow.id) : [entry]) {
      const key = `${workflow.id} ${each.value.id}`;
      if (!seen.has(key) && isAskable(each.value)) yield { workflow, entry: each };
      seen.add(key);
    }
  }
}

/** Where the workflows stand, newest first, a workflow's jobs in memory at a time. */
export async function* standings(store: Store): AsyncGenerator<Standing> {
  for await (const { value: workflow } of list<JobWorkflow>(store, { prefix: ["workflow"] }, { reverse: true })) {
    if (workflow.state !== "finished") yield standingOf(workflow, await jobsOf(store, workflow.id));
  }
}

/** Whether the answer says something new. */
export function hasChanged(before: Job, after: Job | undefined): boolean {
  return after === undefined || !isAskable(after) || after.reason !== before.reason;
}
