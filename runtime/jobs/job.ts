/**
 * A job that outlives a run, and the one place where its state changes; `docs/states.md` draws it.
 *
 *     submitting → running → ready → finished, failed
 *         ↓        ↑↓   ↓
 *         unknown ──    cancelled
 *
 * What is about to be done is recorded before it is done. Absence of evidence is `unknown`, never success nor failure.
 */
import type { JobParameters } from "../authoring/job_steps.ts";

/** `ready`: it is over, and a run has to take its result. */
export type JobState = "submitting" | "running" | "ready" | "finished" | "failed" | "cancelled" | "unknown";

/** The states in which nothing more is expected of the outside world. */
export const FINAL_STATES: ReadonlySet<JobState> = new Set(["finished", "failed", "cancelled"]);

/** The definition behind a job: a package's module, or one of a script. */
export interface JobDefinitionName {
  /** Identifier of the package, or the URL of the script. */
  readonly package: string;
  readonly namespace: string;
  readonly name: string;
}

/** Where a job was submitted, as far as it takes to ask there. */
export interface JobTarget {
  readonly name: string;
  readonly scheme: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** What is recorded of a job. Times are milliseconds since 1970. */
export interface Job {
  /** VisTrails' signature of the module in a `.vt` file; in a script, ours. */
  readonly id: string;
  readonly workflow: string;
  /** What the outside world knows it by. */
  readonly key: string;
  readonly name: string;
  /** The module's path in the pipeline, `3,4`, and the iteration of its loops. */
  readonly module: string;
  /** Undefined for a module that threw `ModuleSuspended`: only running it again asks after it. */
  readonly definition?: JobDefinitionName;
  readonly state: JobState;
  /** Of `readInputs` while submitting, of `start` then, of `finish` in the end. */
  readonly parameters: JobParameters;
  /** Why it is in this state, where that needs to be said. */
  readonly reason?: string;
  /** The target whose agent submitted it, and is asked after it; undefined: this program does. */
  readonly target?: JobTarget;
  /** Name of the machine that submitted it. */
  readonly host: string;
  readonly startedAt: number;
  readonly changedAt: number;
  readonly checkedAt?: number;
}

/** What is known of a job before it is submitted. */
export type NewJob = Pick<Job, "id" | "name" | "module" | "definition" | "parameters" | "target">;

/** What changes with a state. */
export interface JobChange {
  readonly state: JobState;
  readonly parameters?: JobParameters;
  readonly reason?: string;
  readonly checkedAt?: number;
}

/** A final state is left in one way: the job is forgotten, and the next run begins another under a key of its own. */
export const MAY_BECOME: Readonly<Record<JobState, readonly JobState[]>> = {
  submitting: ["submitting", "running", "unknown"],
  running: ["running", "ready", "cancelled", "unknown"],
  ready: ["ready", "finished", "failed"],
  finished: [],
  failed: [],
  cancelled: [],
  unknown: ["running"],
};

/** All states. */
export const JOB_STATES = Object.keys(MAY_BECOME) as readonly JobState[];

/** The job after a change; a reason holds until the state says otherwise. Throws for a change that makes no sense. */
export function changed(job: Job, change: JobChange, at: number): Job {
  if (!MAY_BECOME[job.state].includes(change.state)) {
    throw new Error(`Cannot change job ${job.name}: it is ${job.state}, ${change.state} was asked for`);
  }
  const { reason: _, ...rest } = job;
  return {
    ...rest,
    ...change,
    parameters: "parameters" in change ? change.parameters : job.parameters,
    changedAt: change.state === job.state ? job.changedAt : at,
  };
}
