import assert from "node:assert/strict";
import { adoptJob, deleteJob, deleteWorkflow, resubmitJob, setPaused } from "../../../runtime/jobs/change_jobs.ts";
import { JobStore } from "../../../runtime/jobs/job_store.ts";
import { continuationKey, jobsOf, type JobWorkflow } from "../../../runtime/jobs/job_workflow.ts";
import { takeLease } from "../../../runtime/jobs/lease.ts";
import type { Store } from "../../../runtime/store/store.ts";
import { jobNow, jobRecord, keep, temporaryStore, workflowRecord } from "../../support/job_records.ts";

const workflow = workflowRecord();
const unknown = jobRecord({ state: "unknown", reason: "nobody knows", parameters: { a: 1 } });

async function workflowNow(store: Store): Promise<JobWorkflow | null> {
  return (await store.kv.get<JobWorkflow>(["workflow", workflow.id])).value;
}

Deno.test("setPaused() pauses and unpauses, but not while a run has the workflow", async () => {
  using store = await temporaryStore();
  await keep(store, workflow, []);
  assert.equal((await setPaused(store, workflow, true)).isPaused, true);
  {
    using _run = await takeLease(store, workflow.id);
    await assert.rejects(
      setPaused(store, workflow, false),
      /^LeaseTakenError: Cannot change workflow 1aaaaaaa: process/,
    );
  }
  await setPaused(store, workflow, false);
  assert.deepEqual(await workflowNow(store), workflow);
});

Deno.test("adoptJob() declares a job running, with its parameters or others", async () => {
  using store = await temporaryStore();
  const submitting = jobRecord({ id: "b", state: "submitting" });
  await keep(store, workflow, [unknown, submitting]);
  const { state, reason, parameters } = await adoptJob(store, unknown);
  assert.deepEqual([state, reason, parameters], ["running", undefined, { a: 1 }]);
  assert.deepEqual((await adoptJob(store, submitting, { parameters: null })).parameters, null);
  await assert.rejects(
    adoptJob(store, unknown),
    /Cannot adopt job simulate: it is running, not unknown or submitting; vt jobs cancel ends it first$/,
  );
});

Deno.test("resubmitJob() forgets a job, and the next one has another name outside", async () => {
  using store = await temporaryStore();
  await keep(store, workflow, [unknown]);
  const folder = `${store.directory}/jobs/${unknown.key}`;
  Deno.mkdirSync(folder, { recursive: true });
  const keyOf = async (): Promise<string> => {
    using jobs = new JobStore({ store, workflow, jobs: [], isImported: true, beforeIntent: () => Promise.resolve() });
    await jobs.lock();
    await jobs.take("execution");
    return jobs.keyOf(unknown.id);
  };
  const before = await keyOf();
  assert.deepEqual(await resubmitJob(store, unknown), { filesIn: folder });
  assert.equal(await jobNow(store, unknown), null);
  assert.notEqual(await keyOf(), before);
  await assert.rejects(
    resubmitJob(store, unknown),
    /^InputError: Cannot change job simulate: it has just been deleted$/,
  );
});

Deno.test("resubmitJob() lets a finished workflow be continued, unless another of its file is", async () => {
  using store = await temporaryStore();
  const failed = { ...unknown, state: "failed" } as const;
  const finished = { ...workflow, state: "finished" } as const;
  await keep(store, finished, [failed]);
  await keep(store, workflowRecord({ id: "1bbbbbbb" }), []);
  await assert.rejects(
    resubmitJob(store, failed),
    /^InputError: Cannot resubmit job simulate: .* 1aaaaaaa is finished, and 1bbbbbbb of the same file is not$/,
  );
  await store.kv.delete(continuationKey(workflow.source));
  await resubmitJob(store, failed);
  assert.equal((await workflowNow(store))?.state, "suspended");
  assert.equal((await store.kv.get(continuationKey(workflow.source))).value, workflow.id);
});

Deno.test("resubmitJob() refuses a job that runs or has its result", async () => {
  using store = await temporaryStore();
  for (const state of ["running", "ready", "finished", "submitting"] as const) {
    const job = jobRecord({ state });
    await keep(store, workflow, [job]);
    await assert.rejects(
      resubmitJob(store, job),
      /^InputError: Cannot resubmit job simulate: it is \w+, not unknown or/,
    );
  }
});

Deno.test("deleteJob() and deleteWorkflow() leave nothing, but what belongs to others", async () => {
  using store = await temporaryStore();
  const jobs = Array.from({ length: 1200 }, (_, i) => jobRecord({ id: `id${i}` }));
  const other = jobRecord({ workflow: "1bbbbbbb" });
  await keep(store, workflow, jobs);
  await keep(store, workflowRecord({ id: "1bbbbbbb" }), [other]);
  {
    using lease = await takeLease(store, workflow.id, "change");
    await deleteJob(store, jobs[0], lease);
    assert.equal((await jobsOf(store, workflow.id)).length, 1199);
    await deleteWorkflow(store, workflow, lease);
  }
  const keys = await Array.fromAsync(store.kv.list({ prefix: [] }), ({ key }) => key.join(" "));
  assert.deepEqual(keys.toSorted(), [
    "changes",
    "job 1bbbbbbb 5c0ffee100000000000000000000000000000000",
    "schema",
    "workflow 1bbbbbbb",
    continuationKey(workflow.source).join(" "),
  ]);
  assert.deepEqual([...Deno.readDirSync(`${store.directory}/leases`)], []);
});

Deno.test("JobStore.take() sees what was done since the jobs were read, and refuses a workflow that is over or gone", async () => {
  using store = await temporaryStore();
  await keep(store, workflow, [unknown]);
  const open = (): JobStore =>
    new JobStore({ store, workflow, jobs: [unknown], beforeIntent: () => Promise.resolve() });
  await adoptJob(store, unknown, { parameters: { b: 2 } });
  {
    using jobs = open();
    await jobs.take("1zzzzzzz");
    const { state, parameters } = jobs.get(unknown.id)!;
    assert.deepEqual([state, parameters], ["running", { b: 2 }]);
  }
  await keep(store, { ...workflow, state: "finished" }, []);
  {
    using jobs = open();
    await assert.rejects(
      jobs.take("1zzzzzzz"),
      /^InputError: Cannot continue workflow 1aaaaaaa: another vt has finished it$/,
    );
  }
  {
    using lease = await takeLease(store, workflow.id, "change");
    await deleteWorkflow(store, workflow, lease);
  }
  using late = open();
  await assert.rejects(
    late.take("1zzzzzzz"),
    /^InputError: Cannot continue workflow 1aaaaaaa: it has just been deleted$/,
  );
});
