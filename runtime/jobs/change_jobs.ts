/** What a person decides about jobs and workflows. Each change takes the workflow's lease, which a run must not hold. */
import type { JobParameters } from "../authoring/job_steps.ts";
import { InputError } from "../errors.ts";
import { isThere } from "../if_there.ts";
import { commit, list, type Store } from "../store/store.ts";
import { changed, type Job, type JobState } from "./job.ts";
import { attemptKey, continuationKey, jobKey, type JobWorkflow } from "./job_workflow.ts";
import { type Lease, removeLease, takeLease } from "./lease.ts";

/** Pauses a workflow, or ends its pause; gives it as it is then. */
export async function setPaused(store: Store, workflow: JobWorkflow, isPaused: boolean): Promise<JobWorkflow> {
  using lease = await takeLease(store, workflow.id, "change");
  return await commit(store, async (operation) => {
    await lease.check(operation);
    const entry = await store.kv.get<JobWorkflow>(["workflow", workflow.id]);
    if (entry.value === null) throw justDeleted(`workflow ${workflow.id}`);
    const next = { ...entry.value, isPaused };
    operation.check(entry).set(entry.key, next);
    return next;
  });
}

/** Declares that a job of which nobody knows was submitted. Without `parameters` it keeps those it has. */
export async function adoptJob(store: Store, job: Job, given?: { parameters: JobParameters }): Promise<Job> {
  using lease = await takeLease(store, job.workflow, "change");
  return await commit(store, async (operation) => {
    const entry = await recordOf(store, job, { lease, operation });
    mustBe(entry.value, ["unknown", "submitting"], "adopt");
    const next = changed(entry.value, { state: "running", ...given }, Date.now());
    operation.set(entry.key, next);
    return next;
  });
}

/** A job that is forgotten, and the folder that it kept on this machine; undefined when it had none. */
export interface Forgotten {
  readonly filesIn?: string;
}

/**
 * Forgets a job that failed, was cancelled, or of which nobody knows, so that the next run submits it anew; a workflow
 * that is finished is suspended again, to be continued.
 */
export async function resubmitJob(store: Store, job: Job): Promise<Forgotten> {
  using lease = await takeLease(store, job.workflow, "change");
  await commit(store, async (operation) => {
    const entry = await recordOf(store, job, { lease, operation });
    mustBe(entry.value, ["unknown", "failed", "cancelled"], "resubmit");
    await reopen(store, job, operation);
    await forget(store, entry, operation);
  });
  return { filesIn: folderOf(store, job) };
}

/** Forgets a job, whatever it does outside. The lease is the caller's. */
export async function deleteJob(store: Store, job: Job, lease: Lease): Promise<Forgotten> {
  await commit(store, async (operation) => {
    await forget(store, await recordOf(store, job, { lease, operation }), operation);
  });
  return { filesIn: folderOf(store, job) };
}

/** A commit may have 1000 mutations. */
const MOST_TOGETHER = 500;

/** Forgets a workflow and its jobs, whatever these do outside. What they keep on this machine stays. */
export async function deleteWorkflow(store: Store, { id, source }: JobWorkflow, lease: Lease): Promise<void> {
  let keys: Deno.KvKey[] = [];
  const deleteKeys = async (): Promise<void> => {
    await commit(store, async (operation) => {
      await lease.check(operation);
      for (const key of keys) operation.delete(key);
    });
    keys = [];
  };
  for (const what of ["job", "attempt"]) {
    for await (const { key } of list(store, { prefix: [what, id] }, { batch: 500 })) {
      if (keys.push(key) >= MOST_TOGETHER) await deleteKeys();
    }
  }
  await deleteKeys();
  await commit(store, async (operation) => {
    await lease.check(operation);
    const continued = await store.kv.get<string>(continuationKey(source));
    if (continued.value === id) operation.check(continued).delete(continued.key);
    operation.delete(["workflow", id]).delete(["lease", id]);
  });
  removeLease(store, id);
}

/** Lets the next run of the file continue the job's workflow, if it is finished. */
async function reopen(store: Store, { workflow, name }: Job, operation: Deno.AtomicOperation): Promise<void> {
  const entry = await store.kv.get<JobWorkflow>(["workflow", workflow]);
  if (entry.value === null) throw justDeleted(`workflow ${workflow}`);
  if (entry.value.state !== "finished") return;
  const continued = await store.kv.get<string>(continuationKey(entry.value.source));
  if (continued.value !== null) {
    throw new InputError(
      `Cannot resubmit job ${name}: its workflow ${workflow} is finished, and ${continued.value} of the same file is not`,
    );
  }
  operation.check(entry, continued)
    .set(entry.key, { ...entry.value, state: "suspended", changedAt: Date.now() })
    .set(continued.key, workflow);
}

async function recordOf(
  store: Store,
  job: Job,
  { lease, operation }: { lease: Lease; operation: Deno.AtomicOperation },
): Promise<Deno.KvEntry<Job>> {
  await lease.check(operation);
  const entry = await store.kv.get<Job>(jobKey(job));
  if (entry.value === null) throw justDeleted(`job ${job.name}`);
  operation.check(entry);
  return entry;
}

const INSTEAD: Readonly<Record<JobState, string>> = {
  submitting: "vt resume looks for it first",
  running: "vt jobs cancel ends it first",
  ready: "vt resume takes its result",
  finished: "its result is there",
  failed: "vt jobs resubmit forgets it, so that it is submitted again",
  cancelled: "vt jobs resubmit forgets it, so that it is submitted again",
  unknown: "vt jobs adopt or vt jobs resubmit decides",
};

function mustBe({ name, state }: Job, wanted: readonly JobState[], verb: string): void {
  if (wanted.includes(state)) return;
  throw new InputError(
    `Cannot ${verb} job ${name}: it is ${state}, not ${wanted.join(" or ")}; ${INSTEAD[state]}`,
  );
}

function justDeleted(what: string): InputError {
  return new InputError(`Cannot change ${what}: it has just been deleted`);
}

/** The outside world is to know the next job of this module by another name: it must not take up this one. */
async function forget(store: Store, { key, value }: Deno.KvEntry<Job>, operation: Deno.AtomicOperation): Promise<void> {
  const attempt = await store.kv.get<number>(attemptKey(value));
  operation.check(attempt).set(attempt.key, (attempt.value ?? 0) + 1).delete(key);
}

function folderOf({ directory }: Store, { key }: Job): string | undefined {
  const folder = `${directory}/jobs/${key}`;
  return isThere(folder) ? folder : undefined;
}
