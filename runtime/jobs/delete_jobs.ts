/** Forgets jobs and workflows, and where that is wanted ends the jobs outside first. */
import { cancelJobs, type Cancelled, type CancelOptions } from "./cancel_jobs.ts";
import { deleteJob, deleteWorkflow } from "./change_jobs.ts";
import type { Found } from "./find_jobs.ts";
import type { Job } from "./job.ts";
import { jobsOf } from "./job_workflow.ts";
import { takeLease } from "./lease.ts";
import { isDone } from "./standing.ts";

/** What came of it. */
export type Deleted =
  | {
    readonly kind: "deleted";
    /** What is forgotten now. */
    readonly jobs: readonly Job[];
    /** Those that were cancelled before. */
    readonly cancelled: readonly Cancelled[];
    /** Those that may go on outside. */
    readonly goOn: readonly Job[];
    /** The folder of this machine that a job leaves behind. */
    readonly filesIn?: string;
  }
  /** Some could not be cancelled, so that nothing is forgotten. */
  | { readonly kind: "kept"; readonly cancelled: readonly Cancelled[] };

/** What it needs. */
export interface DeleteOptions extends Omit<CancelOptions, "lease"> {
  /** Whether jobs that may go on are cancelled first. */
  readonly cancel: boolean;
}

/** Deletes a job, or a workflow with all of its own. */
export async function deleteFound({ workflow, entry }: Found, options: DeleteOptions): Promise<Deleted> {
  const { store, cancel } = options;
  using lease = await takeLease(store, workflow.id, cancel ? "cancel" : "change");
  const jobs = entry === undefined ? await jobsOf(store, workflow.id) : [entry.value];
  const open = jobs.filter(({ state }) => !isDone(state));
  const cancelled = cancel && open.length > 0 ? await cancelJobs(workflow, open, { ...options, lease }) : [];
  if (cancelled.some(({ outcome }) => outcome === "cannot")) return { kind: "kept", cancelled };
  if (entry === undefined) await deleteWorkflow(store, workflow, lease);
  const forgotten = entry === undefined ? {} : await deleteJob(store, entry.value, lease);
  return { kind: "deleted", jobs, cancelled, goOn: cancel ? [] : open, ...forgotten };
}
