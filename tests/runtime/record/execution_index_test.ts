import { deepEqual, equal } from "node:assert/strict";
import { executionId } from "../../../runtime/record/execution_id.ts";
import { ExecutionIndex } from "../../../runtime/record/execution_index.ts";
import { recordExecution } from "../../../runtime/record/log_recorder.ts";
import { commit } from "../../../runtime/store/store.ts";
import { keepExecutions } from "../../support/execution_records.ts";
import { temporaryStore } from "../../support/job_records.ts";
import { header, START } from "../../support/recorded_run.ts";

function ids(found: readonly { readonly id: string }[]): string[] {
  return found.map(({ id }) => id);
}

Deno.test("executions are found by state and text, the newest first, a page at a time", async () => {
  using store = await temporaryStore();
  const kept = await keepExecutions(store, 700);
  const index = new ExecutionIndex(store);
  deepEqual(index.find({}, 10), []);
  await index.refresh();
  const newest = kept.map(({ id }) => id).reverse();
  deepEqual(ids(index.find({}, 5)), newest.slice(0, 5));
  deepEqual(ids(index.find({ before: newest[4] }, 5)), newest.slice(5, 10));
  deepEqual(ids(index.find({ before: newest.at(-1) }, 5)), []);
  const failed = kept.filter(({ state }) => state === "failed").length;
  equal(index.find({ state: "failed" }, Infinity).length, failed);
  equal(index.counts().failed, failed);
  equal(index.counts().all, 700);
  const named = kept.filter(({ workflow }) => workflow.file.includes("simulation_7.vt")).length;
  equal(index.find({ text: "SIMULATION_7.vt" }, Infinity).length, named);
  equal(index.counts({ text: "simulation_7.vt" }).all, named);
  deepEqual(ids(index.find({ text: newest[3] }, 5)), [newest[3]]);
});

Deno.test("what begins, goes on and ends is seen by the next refresh, also of a run that began before others", async () => {
  using store = await temporaryStore();
  await keepExecutions(store, 3);
  const index = new ExecutionIndex(store);
  await index.refresh();
  await using recorder = await recordExecution(store, header(2, START));
  await index.refresh();
  equal(index.get(recorder.id)?.state, "running");
  await recorder.finish("completed");
  await index.refresh();
  equal(index.get(recorder.id)?.state, "completed");
  const earlier = START - 30_000;
  await using late = await recordExecution(store, header(2, earlier));
  equal(late.id, executionId(earlier));
  await index.refresh();
  deepEqual(ids(index.find({}, 2)), [recorder.id, late.id]);
});

Deno.test("a suspended execution that another went on with counts as suspended no more", async () => {
  using store = await temporaryStore();
  const [first, second] = await keepExecutions(store, 2, (n) => ({
    state: "suspended",
    ...n === 1 && { continues: executionId(START - 2 * 5 * 60_000) },
  }));
  const index = new ExecutionIndex(store);
  await index.refresh();
  equal(index.get(first.id)?.continuedBy, second.id);
  deepEqual(ids(index.find({ state: "suspended" }, 5)), [second.id]);
  equal(index.counts().suspended, 1);
  equal(index.counts().all, 2);
});

Deno.test("a run whose process is gone is interrupted, though nobody has written so", async () => {
  using store = await temporaryStore();
  const [{ id }] = await keepExecutions(store, 1, () => ({ state: "running", finishedAt: undefined }));
  const lock = "running/gone.lock";
  await commit(store, (operation) => void operation.set(["running", id], { pid: 1, lock }));
  Deno.mkdirSync(`${store.directory}/running`);
  Deno.writeTextFileSync(`${store.directory}/${lock}`, "");
  using held = Deno.openSync(`${store.directory}/${lock}`, { write: true, read: true });
  held.lockSync(true);
  const index = new ExecutionIndex(store);
  await index.refresh();
  equal(index.get(id)?.state, "running");
  held.unlockSync();
  await index.refresh();
  equal(index.get(id)?.state, "interrupted");
});
