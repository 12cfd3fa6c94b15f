import assert from "node:assert/strict";
import { cancelJobs } from "../../../runtime/jobs/cancel_jobs.ts";
import type { Job } from "../../../runtime/jobs/job.ts";
import { JobQuestions } from "../../../runtime/jobs/job_questions.ts";
import { takeLease } from "../../../runtime/jobs/lease.ts";
import { Registry } from "../../../runtime/pipeline/registry.ts";
import { FAKE_JOBS, jobNow, jobRecord, keep, temporaryStore, workflowRecord } from "../../support/job_records.ts";

const writes = { package: FAKE_JOBS, namespace: "", name: "Writes" };

/** What came of cancelling a job, and its state then. */
async function cancel(more: Partial<Job>): Promise<readonly [string, string | undefined, string]> {
  using store = await temporaryStore();
  const [workflow, job] = [workflowRecord(), jobRecord(more)];
  await keep(store, workflow, [job]);
  using lease = await takeLease(store, workflow.id, "cancel");
  const questions = new JobQuestions(new Registry([]), { deadlineMs: 50 });
  const [{ outcome, reason }] = await cancelJobs(workflow, [job], { store, questions, lease });
  return [outcome, reason, (await jobNow(store, job))!.state];
}

Deno.test("cancelJobs() lets the handle end the job, and records that it did", async () => {
  const file = Deno.makeTempFileSync();
  const cancelled = await cancel({ definition: writes, parameters: { cancelled: file } });
  assert.deepEqual(cancelled, ["cancelled", undefined, "cancelled"]);
  assert.equal(Deno.readTextFileSync(file), "cancelled\n");
  Deno.removeSync(file);
});

Deno.test("cancelJobs() cancels nothing that is over", async () => {
  assert.deepEqual(await cancel({ definition: writes, parameters: { finished: true } }), ["over", undefined, "ready"]);
  assert.deepEqual(await cancel({ state: "finished" }), ["over", undefined, "finished"]);
});

Deno.test("cancelJobs() says why a job goes on, and leaves its state", async () => {
  const cannot = async (more: Partial<Job>, state = "running"): Promise<string | undefined> => {
    const [outcome, reason, now] = await cancel(more);
    assert.deepEqual([outcome, now], ["cannot", state]);
    return reason;
  };
  assert.equal(await cannot({}), "jobs of the type Answers cannot be cancelled");
  assert.equal(await cannot({ definition: writes, parameters: { throws: "no permission" } }), "no permission");
  assert.equal(await cannot({ parameters: { hangs: true } }), "no answer within 0.05 s");
  assert.match(
    (await cannot({ state: "unknown" }, "unknown"))!,
    /^nobody knows whether it was submitted; "vt jobs adopt/,
  );
  assert.match((await cannot({ definition: undefined }))!, /^module simulate suspended by itself/);
});
