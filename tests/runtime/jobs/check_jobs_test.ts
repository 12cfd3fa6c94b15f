import assert from "node:assert/strict";
import { adoptJob } from "../../../runtime/jobs/change_jobs.ts";
import { askableJobs, type CheckEvent, checkJobs, standings } from "../../../runtime/jobs/check_jobs.ts";
import { JobQuestions } from "../../../runtime/jobs/job_questions.ts";
import { jobKey } from "../../../runtime/jobs/job_workflow.ts";
import { takeLease } from "../../../runtime/jobs/lease.ts";
import { Registry } from "../../../runtime/pipeline/registry.ts";
import { commit, type Store } from "../../../runtime/store/store.ts";
import { jobNow, jobRecord, keep, temporaryStore, workflowRecord } from "../../support/job_records.ts";

const questions = new JobQuestions(new Registry([]), { deadlineMs: 100 });

/** Asks after all jobs; gives what was told, by name. */
async function check(store: Store): Promise<string[]> {
  const told: string[] = [];
  const observe = (event: CheckEvent): void => {
    told.push(
      event.kind === "skipped"
        ? `${event.workflow.id} skipped: ${event.holder.purpose}`
        : `${event.before.name}: ${event.after?.state ?? "gone"}`,
    );
  };
  await checkJobs(askableJobs({ store, observe }), { store, questions, observe });
  return told.sort();
}

Deno.test("checkJobs() asks after the running jobs of suspended workflows, and records each answer", async () => {
  using store = await temporaryStore();
  const done = jobRecord({ id: "a", name: "done", parameters: { finished: true } });
  const counting = jobRecord({ id: "b", name: "counting", parameters: { n: 2 } });
  const failing = jobRecord({ id: "c", name: "failing", parameters: { throws: "no route" } });
  const hanging = jobRecord({ id: "d", name: "hanging", parameters: { hangs: true } });
  const others = (["ready", "unknown", "submitting", "finished"] as const).map((state) =>
    jobRecord({ id: state, state })
  );
  const unasked = jobRecord({ id: "e", definition: undefined });
  await keep(store, workflowRecord(), [done, counting, failing, hanging, ...others, unasked]);
  await keep(store, workflowRecord({ id: "1bbbbbbb", isPaused: true }), [jobRecord({ workflow: "1bbbbbbb" })]);
  await keep(store, workflowRecord({ id: "1ccccccc", state: "finished" }), [jobRecord({ workflow: "1ccccccc" })]);
  assert.deepEqual(await check(store), ["counting: running", "done: ready", "failing: running", "hanging: running"]);
  assert.deepEqual((await jobNow(store, counting))!.parameters, { n: 1 });
  assert.equal((await jobNow(store, failing))!.reason, "asking failed: no route");
  assert.match((await jobNow(store, hanging))!.reason!, /no answer within/);
  const { state, checkedAt, changedAt } = (await jobNow(store, done))!;
  assert.ok(state === "ready" && checkedAt !== undefined && changedAt !== done.changedAt);
});

Deno.test("checkJobs() leaves a workflow alone that is run now, also when the run begins after the question", async () => {
  using store = await temporaryStore();
  const job = jobRecord({ name: "done", parameters: { finished: true } });
  await keep(store, workflowRecord(), [job]);
  {
    using _run = await takeLease(store, job.workflow);
    assert.deepEqual(await check(store), ["1aaaaaaa skipped: run"]);
    const told: string[] = [];
    const one = async function* (): AsyncGenerator<{ workflow: typeof workflow; entry: typeof entry }> {
      yield { workflow, entry };
    };
    const workflow = workflowRecord();
    const entry = await store.kv.get(jobKey(job)) as Deno.KvEntry<typeof job>;
    await checkJobs(one(), { store, questions, observe: ({ kind }) => void told.push(kind) });
    assert.deepEqual(told, ["skipped"]);
  }
  assert.deepEqual(await jobNow(store, job), job);
  assert.deepEqual(await check(store), ["done: ready"]);
});

Deno.test("checkJobs() drops an answer when the record has changed since the question", async () => {
  using store = await temporaryStore();
  const [changed, gone] = [jobRecord({ id: "a", name: "changed" }), jobRecord({ id: "b", name: "gone" })];
  await keep(store, workflowRecord(), [changed, gone]);
  const told: string[] = [];
  const jobs = async function* (): AsyncGenerator<{ workflow: typeof workflow; entry: Deno.KvEntry<typeof changed> }> {
    for await (const asked of askableJobs({ store, observe: () => {} })) {
      const unknown = { ...asked.entry.value, state: "unknown" } as const;
      await commit(store, (operation) => void operation.set(asked.entry.key, unknown));
      if (asked.entry.value.name === "gone") await store.kv.delete(asked.entry.key);
      else await adoptJob(store, unknown, { parameters: { adopted: true } });
      yield asked;
    }
  };
  const workflow = workflowRecord();
  await checkJobs(jobs(), {
    store,
    questions,
    observe: (event) => {
      if (event.kind === "checked") told.push(`${event.before.name}: ${JSON.stringify(event.after?.parameters)}`);
    },
  });
  assert.deepEqual(told, ['changed: {"adopted":true}', "gone: undefined"]);
});

Deno.test("checkJobs() records the answers that came before it is stopped", async () => {
  using store = await temporaryStore();
  const done = jobRecord({ id: "a", name: "done", parameters: { finished: true } });
  const hangs = jobRecord({ id: "b", name: "hangs", parameters: { hangs: true } });
  await keep(store, workflowRecord(), [done, hangs]);
  const patient = new JobQuestions(new Registry([]));
  const stop = new AbortController();
  const told: string[] = [];
  const observe = (event: CheckEvent): void => {
    if (event.kind === "checked") told.push(event.before.name);
    stop.abort();
  };
  await checkJobs(askableJobs({ store, observe }), { store, questions: patient, observe, signal: stop.signal });
  assert.deepEqual(told, ["done"]);
});

Deno.test("checkJobs() asks each of many jobs once, and two at a time lose no answer", async () => {
  using store = await temporaryStore();
  const ids = Array.from({ length: 500 }, (_, i) => `id${i}`);
  await keep(store, workflowRecord(), ids.map((id) => jobRecord({ id, parameters: { n: 5 } })));
  const told = await Promise.all([check(store), check(store)]);
  assert.deepEqual(told.map(({ length }) => length), [500, 500]);
  const left = await Promise.all(ids.map(async (id) => (await jobNow(store, jobRecord({ id })))!.parameters));
  assert.ok(left.every((parameters) => [3, 4].includes((parameters as { n: number }).n)));
});

Deno.test("standings() tells of the workflows that are not finished, newest first", async () => {
  using store = await temporaryStore();
  await keep(store, workflowRecord(), [jobRecord()]);
  await keep(store, workflowRecord({ id: "1bbbbbbb" }), [jobRecord({ workflow: "1bbbbbbb", state: "ready" })]);
  await keep(store, workflowRecord({ id: "1ccccccc", state: "finished" }), []);
  const told = await Array.fromAsync(standings(store), ({ workflow, outlook }) => `${workflow.id} ${outlook}`);
  assert.deepEqual(told, ["1bbbbbbb canContinue", "1aaaaaaa waits"]);
});
