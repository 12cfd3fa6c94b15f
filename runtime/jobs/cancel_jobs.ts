/** Ends jobs in the outside world, where their handles know how. */
import { InputError, messageOf } from "../errors.ts";
import { commit, type Store } from "../store/store.ts";
import { forEachBounded } from "./bounded.ts";
import { changed, type Job, type JobChange } from "./job.ts";
import type { JobQuestions } from "./job_questions.ts";
import { jobKey, type JobWorkflow } from "./job_workflow.ts";
import type { Lease } from "./lease.ts";
import { isAskable, isDone } from "./standing.ts";

/** What came of it: `over`: there was nothing to cancel; `cannot`: it goes on, and `reason` says why. */
export interface Cancelled {
  readonly job: Job;
  readonly outcome: "cancelled" | "over" | "cannot";
  readonly reason?: string;
}

/** What cancelling needs. */
export interface CancelOptions {
  readonly store: Store;
  readonly questions: JobQuestions;
  /** Of the workflow, held all the time, so that no run takes a result meanwhile. */
  readonly lease: Lease;
  readonly signal?: AbortSignal;
}

/** Cancels jobs of one workflow, and records what the handles have done. */
export async function cancelJobs(
  workflow: JobWorkflow,
  jobs: readonly Job[],
  options: CancelOptions,
): Promise<readonly Cancelled[]> {
  const results: Cancelled[] = [];
  const cancel = async (job: Job): Promise<void> => void results.push(await cancelJob(workflow, job, options));
  await forEachBounded(jobs, cancel, {
    most: 16,
    mostPerLane: 8,
    laneOf: ({ definition }) => `${definition?.package} ${definition?.name}`,
    signal: options.signal,
  });
  return results;
}

async function cancelJob(workflow: JobWorkflow, job: Job, options: CancelOptions): Promise<Cancelled> {
  if (!isAskable(job)) return cannotAsk(job);
  try {
    const outcome = await options.questions.use({ job, workflow }, async (handle) => {
      if (await handle.finished() || await handle.failed?.()) return "over";
      if (handle.cancel === undefined) throw new Error(`jobs of the type ${job.definition!.name} cannot be cancelled`);
      await handle.cancel();
      return "cancelled";
    }, { signal: options.signal });
    const state = outcome === "over" ? "ready" : "cancelled";
    return { job: await record(job, { state, checkedAt: Date.now() }, options), outcome };
  } catch (error) {
    return { job, outcome: "cannot", reason: messageOf(error) };
  }
}

function cannotAsk(job: Job): Cancelled {
  if (isDone(job.state)) return { job, outcome: "over" };
  const reason = job.state === "running"
    ? `module ${job.name} suspended by itself, only it knows what it waits for`
    : `nobody knows whether it was submitted; "vt jobs adopt ${job.id.slice(0, 10)}" if it was`;
  return { job, outcome: "cannot", reason };
}

async function record(job: Job, change: JobChange, { store, lease }: CancelOptions): Promise<Job> {
  return await commit(store, async (operation) => {
    await lease.check(operation);
    const entry = await store.kv.get<Job>(jobKey(job));
    if (entry.value === null) throw new InputError("its record has just been deleted");
    const next = changed(entry.value, change, Date.now());
    operation.check(entry).set(entry.key, next);
    return next;
  });
}
