/** Where a workflow stands, by the states of its jobs, and what takes it further. */
import { FINAL_STATES, type Job, type JobState } from "./job.ts";
import type { JobWorkflow } from "./job_workflow.ts";

/**
 * `waits`: jobs are running. `canContinue`: running the workflow again takes it further. `undecided`: of some jobs nobody
 * knows whether they run, and nothing else is left to do. `over`: it is finished.
 */
export type Outlook = "waits" | "canContinue" | "undecided" | "over";

/** See the head of the file. */
export interface Standing {
  readonly workflow: JobWorkflow;
  readonly total: number;
  /** Jobs of which nothing more is expected, those included whose result is still to be taken. */
  readonly done: number;
  readonly counts: Readonly<Record<JobState, number>>;
  /** Running jobs of modules that suspended by themselves: only running the workflow asks after them. */
  readonly unasked: number;
  readonly outlook: Outlook;
  /** Another text when other jobs have become ready since. */
  readonly readyMark: string;
}

/** The states in the order in which jobs are shown: what a person has to see comes first. */
export const STATES_BY_URGENCY: readonly JobState[] = [
  "unknown",
  "failed",
  "submitting",
  "ready",
  "running",
  "cancelled",
  "finished",
];

/** The jobs in the order in which they are shown. */
export function byUrgency(jobs: readonly Job[]): Job[] {
  const order = new Map(STATES_BY_URGENCY.map((state, i) => [state, i]));
  return jobs.toSorted((a, b) => order.get(a.state)! - order.get(b.state)! || a.startedAt - b.startedAt);
}

/** Counts a workflow's jobs. */
export function standingOf(workflow: JobWorkflow, jobs: readonly Job[]): Standing {
  const counts = { submitting: 0, running: 0, ready: 0, finished: 0, failed: 0, cancelled: 0, unknown: 0 };
  let unasked = 0;
  let lastReady = 0;
  for (const { state, definition, changedAt } of jobs) {
    counts[state]++;
    if (state === "running" && definition === undefined) unasked++;
    if (state === "ready") lastReady = Math.max(lastReady, changedAt);
  }
  return {
    workflow,
    total: jobs.length,
    done: jobs.filter(({ state }) => isDone(state)).length,
    counts,
    unasked,
    outlook: outlookOf(workflow, counts, unasked),
    readyMark: `${counts.ready} ${lastReady}`,
  };
}

/** Whether nothing more is expected of the outside world. */
export function isDone(state: JobState): boolean {
  return state === "ready" || FINAL_STATES.has(state);
}

/** Whether a job's own handle can be asked how it is. */
export function isAskable({ state, definition }: Job): boolean {
  return state === "running" && definition !== undefined;
}

function outlookOf({ state }: JobWorkflow, counts: Standing["counts"], unasked: number): Outlook {
  if (state === "finished") return "over";
  if (counts.running > unasked) return "waits";
  const isStuck = counts.unknown > 0 && counts.ready + counts.submitting + unasked === 0;
  return isStuck ? "undecided" : "canContinue";
}
