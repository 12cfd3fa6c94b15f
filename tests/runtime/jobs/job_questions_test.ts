import assert from "node:assert/strict";
import type { JobChange } from "../../../runtime/jobs/job.ts";
import { JobQuestions } from "../../../runtime/jobs/job_questions.ts";
import { Registry } from "../../../runtime/pipeline/registry.ts";
import { FAKE_JOBS, jobRecord, workflowRecord } from "../../support/job_records.ts";

const workflow = workflowRecord();

async function ask(parameters: unknown, questions = new JobQuestions(new Registry([]))): Promise<JobChange> {
  const { checkedAt, ...change } = await questions.ask({ job: jobRecord({ parameters }), workflow });
  assert.ok(checkedAt! > 0);
  return change;
}

Deno.test("ask() makes a change of what the handle says", async () => {
  assert.deepEqual(await ask({}), { state: "running" });
  assert.deepEqual(await ask({ finished: true }), { state: "ready" });
  const reason = "it has failed, continuing the workflow tells how";
  assert.deepEqual(await ask({ failed: true }), { state: "ready", reason });
});

Deno.test("ask() gives the parameters that asking has changed, and leaves the record alone", async () => {
  const job = jobRecord({ parameters: { n: 2 } });
  const { parameters } = await new JobQuestions(new Registry([])).ask({ job, workflow });
  assert.deepEqual([parameters, job.parameters], [{ n: 1 }, { n: 2 }]);
  assert.match((await ask({ grows: 30_000 })).reason!, /^asking failed: its handle made the parameters \d+ characters/);
});

Deno.test("ask() takes an answer that fails neither for success nor for failure", async () => {
  assert.deepEqual(await ask({ throws: "no route" }), { state: "running", reason: "asking failed: no route" });
  const gone = { job: jobRecord({ definition: { package: "org.none", namespace: "", name: "X" } }), workflow };
  const { state, reason } = await new JobQuestions(new Registry([])).ask(gone);
  assert.deepEqual([state, reason], ["running", "asking failed: there is no package org.none"]);
  assert.equal((await ask({ throws: "x".repeat(9000) })).reason?.length, 500);
});

Deno.test("ask() waits no longer than its deadline, and asks no second time while the first question hangs", async () => {
  const questions = new JobQuestions(new Registry([]), { deadlineMs: 1 });
  await import(FAKE_JOBS);
  assert.match((await ask({ hangs: true }, questions)).reason!, /no answer within 0\.001 s$/);
  assert.match((await ask({ hangs: true }, questions)).reason!, /the last question is still without an answer$/);
});

Deno.test("ask() throws the reason of an aborted signal", async () => {
  const questions = new JobQuestions(new Registry([]));
  const stop = new AbortController();
  const asked = questions.ask({ job: jobRecord({ parameters: { hangs: true } }), workflow }, stop.signal);
  stop.abort(new Error("stopped"));
  await assert.rejects(asked, /^Error: stopped$/);
});
