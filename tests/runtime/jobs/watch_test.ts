import assert from "node:assert/strict";
import type { Job } from "../../../runtime/jobs/job.ts";
import { JobQuestions } from "../../../runtime/jobs/job_questions.ts";
import { jobKey, type JobWorkflow } from "../../../runtime/jobs/job_workflow.ts";
import { takeLease } from "../../../runtime/jobs/lease.ts";
import { type WatchEvent, watchJobs, type WatchOptions } from "../../../runtime/jobs/watch.ts";
import { Registry } from "../../../runtime/pipeline/registry.ts";
import { commit, type Store } from "../../../runtime/store/store.ts";
import { jobRecord, keep, temporaryStore, workflowRecord } from "../../support/job_records.ts";

/** Watches for so many rounds; before each but the first, `between` is called. Gives what was told. */
async function watch(
  store: Store,
  rounds: number,
  options: Partial<WatchOptions> & { between?: (round: number) => Promise<void> } = {},
): Promise<string[]> {
  const told: string[] = [];
  let round = 1;
  await watchJobs({
    store,
    questions: new JobQuestions(new Registry([])),
    asks: true,
    nextRound: async () => {
      if (++round > rounds) return false;
      await options.between?.(round);
      return true;
    },
    signal: new AbortController().signal,
    observe: (event) => void told.push(`${round} ${textOf(event)}`),
    ...options,
  });
  return told;
}

function textOf(event: WatchEvent): string {
  if (event.kind === "checked") return `${event.before.name} ${event.after?.state}`;
  if (event.kind === "canContinue") return `canContinue ${event.standing.workflow.id}`;
  if (event.kind === "continued") return `continued ${event.workflow.id} ${event.result.code} ${event.result.isTaken}`;
  return `${event.kind} ${event.workflow.id}`;
}

async function setJob(store: Store, job: Job): Promise<void> {
  await commit(store, (operation) => void operation.set(jobKey(job), job));
}

async function finish(store: Store, workflow: JobWorkflow): Promise<void> {
  await commit(store, (operation) => void operation.set(["workflow", workflow.id], { ...workflow, state: "finished" }));
}

const workflow = workflowRecord();

Deno.test("watchJobs() asks ever more seldom, and tells once which workflow can continue", async () => {
  using store = await temporaryStore();
  await keep(store, workflow, [
    jobRecord({ id: "a", name: "long" }),
    jobRecord({ id: "b", name: "short", parameters: { n: 1 } }),
  ]);
  assert.deepEqual(await watch(store, 5), [
    "1 long running",
    "1 short running",
    "2 long running",
    "2 short ready",
    "4 long running",
  ]);
  await setJob(store, jobRecord({ id: "a", state: "ready" }));
  assert.deepEqual(await watch(store, 3), ["1 canContinue 1aaaaaaa"]);
});

Deno.test("watchJobs() continues a workflow when its jobs are ready, once while nothing else becomes ready", async () => {
  using store = await temporaryStore();
  const job = jobRecord({ parameters: { finished: true } });
  await keep(store, workflow, [job]);
  const between = async (round: number): Promise<void> => {
    if (round === 4) await setJob(store, { ...job, id: "b", state: "ready" });
  };
  const continueWorkflow = async (): Promise<{ code: number; output: string }> => await { code: 1, output: "" };
  assert.deepEqual(await watch(store, 6, { continueWorkflow, between }), [
    "1 simulate ready",
    "1 continues 1aaaaaaa",
    "1 continued 1aaaaaaa 1 false",
    "4 continues 1aaaaaaa",
    "4 continued 1aaaaaaa 1 false",
  ]);
});

Deno.test("watchJobs() continues ever more seldom what only runs ask after", async () => {
  using store = await temporaryStore();
  await keep(store, workflow, [jobRecord({ definition: undefined })]);
  const rounds: string[] = [];
  const told = await watch(store, 20, { continueWorkflow: async () => await { code: 75, output: "" } });
  for (const line of told) if (line.includes("continues")) rounds.push(line.split(" ")[0]);
  assert.deepEqual(rounds, ["1", "2", "4", "8", "16"]);
});

Deno.test("watchJobs() takes it for no error when another process continues the workflow", async () => {
  using store = await temporaryStore();
  await keep(store, workflow, [jobRecord({ state: "ready" })]);
  const continueWorkflow = async (): Promise<{ code: number; output: string }> => {
    await finish(store, { ...workflow, executions: ["1aaaaaaa", "1bbbbbbb"] });
    return { code: 2, output: "it is finished" };
  };
  const told = await watch(store, 3, { continueWorkflow });
  assert.deepEqual(told.map((line) => line.slice(2)), ["continues 1aaaaaaa", "continued 1aaaaaaa 2 true"]);
});

Deno.test("watchJobs() leaves alone what is paused, finished, or run now", async () => {
  using store = await temporaryStore();
  const of = (id: string, more: Partial<JobWorkflow>): Promise<void> =>
    keep(store, workflowRecord({ id, ...more }), [
      jobRecord({ workflow: id, id: "a", name: id }),
      jobRecord({ workflow: id, id: "b", state: "ready" }),
    ]);
  await of("1bbbbbbb", { isPaused: true });
  await of("1ccccccc", { state: "finished" });
  await of("1ddddddd", {});
  using _run = await takeLease(store, "1ddddddd");
  assert.deepEqual(await watch(store, 2), ["1 skipped 1ddddddd", "2 skipped 1ddddddd"]);
});

Deno.test("watchJobs() that does not ask continues what others found to be ready", async () => {
  using store = await temporaryStore();
  const job = jobRecord({ parameters: { finished: true } });
  await keep(store, workflow, [job]);
  const between = (round: number): Promise<void> => setJob(store, { ...job, state: round < 3 ? "running" : "ready" });
  assert.deepEqual(await watch(store, 4, { asks: false, between }), ["3 canContinue 1aaaaaaa"]);
});

Deno.test("watchJobs() runs few workflows at a time, and waits for them when it ends", async () => {
  using store = await temporaryStore();
  const ids = ["1bbbbbbb", "1ccccccc", "1ddddddd", "1eeeeeee", "1fffffff"];
  for (const id of ids) await keep(store, workflowRecord({ id }), [jobRecord({ workflow: id, state: "ready" })]);
  let [now, most] = [0, 0];
  const continueWorkflow = async (): Promise<{ code: number; output: string }> => {
    most = Math.max(most, ++now);
    await new Promise((turn) => setTimeout(turn));
    now--;
    return { code: 0, output: "" };
  };
  const told = await watch(store, 1, { continueWorkflow });
  assert.deepEqual([told.length, most, now], [10, 2, 0]);
});

Deno.test("watchJobs() begins nothing more once it is stopped", async () => {
  using store = await temporaryStore();
  const ids = ["1bbbbbbb", "1ccccccc", "1ddddddd"];
  for (const id of ids) await keep(store, workflowRecord({ id }), [jobRecord({ workflow: id, state: "ready" })]);
  const stop = new AbortController();
  const continueWorkflow = async ({ id }: JobWorkflow): Promise<{ code: number; output: string }> => {
    stop.abort();
    return await { code: 130, output: id };
  };
  const told = await watch(store, 9, { continueWorkflow, signal: stop.signal });
  assert.deepEqual(told, ["1 continues 1ddddddd", "1 continued 1ddddddd 130 false"]);
});
