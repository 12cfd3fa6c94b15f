/** What a receiver is told of an execution: one JSON document. Times are ISO texts, durations milliseconds. */
import type { WorkflowExec, WorkflowSource, WorkflowState } from "../record/log.ts";

/** `finish`: it completed. `failure`: it failed, or was interrupted. */
export type NotifyEvent = "resume" | "suspend" | "failure" | "finish";

/** All of them, in the order in which they happen to one execution. */
export const NOTIFY_EVENTS: readonly NotifyEvent[] = ["resume", "suspend", "failure", "finish"];

/** A module that is worth to be named. */
export interface NoticeModule {
  /** `3`, inside group 3 `3,4`. */
  readonly module: string;
  readonly name: string;
}

/** A job that is waited for. */
export interface NoticeJob {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly reason?: string;
  readonly startedAt: string;
}

/** See the head of the file. */
export interface Notice {
  readonly event: NotifyEvent | "test";
  /** All of it in one line, for people. */
  readonly text: string;
  readonly workflow: WorkflowSource;
  readonly execution: string;
  /** By which `vt resume` knows what is suspended. */
  readonly continuation?: string;
  readonly state: WorkflowState;
  readonly counts: WorkflowExec["counts"];
  /** The first that failed, at most five. */
  readonly errors: readonly (NoticeModule & { readonly error: string })[];
  readonly startedAt: string;
  readonly finishedAt?: string;
  readonly tookMs?: number;
  /** The modules that took longest, at most five. */
  readonly slowest: readonly (NoticeModule & { readonly tookMs: number })[];
  /** The first of the jobs that are waited for, at most twenty, and how many there are. */
  readonly waitsFor: readonly NoticeJob[];
  readonly waitsForCount: number;
  readonly host: string;
  readonly user: string;
}

/** The event that the end of an execution is; undefined while it runs. */
export function eventOfState(state: WorkflowState): NotifyEvent | undefined {
  switch (state) {
    case "running":
      return undefined;
    case "completed":
      return "finish";
    case "suspended":
      return "suspend";
    case "failed":
    case "interrupted":
      return "failure";
  }
}
