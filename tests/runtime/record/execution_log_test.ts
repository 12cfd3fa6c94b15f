import assert from "node:assert/strict";
import {
  asItIs,
  executionCount,
  type ExecutionEntry,
  executions,
  findExecution,
  type Owner,
} from "../../../runtime/record/execution_log.ts";
import { recordExecution } from "../../../runtime/record/log_recorder.ts";
import { commit, openStore, type Store } from "../../../runtime/store/store.ts";
import { header, START, temporaryPlace } from "../../support/recorded_run.ts";

async function threeRuns(store: Store): Promise<string[]> {
  const ids: string[] = [];
  for (const hour of [0, 1, 2]) {
    const recorder = await recordExecution(store, header(0, START + hour * 3_600_000));
    ids.push((await recorder.finish("completed")).id);
  }
  return ids;
}

Deno.test("executions() gives the newest first", async () => {
  using place = temporaryPlace();
  using store = await openStore(place);
  const ids = await threeRuns(store);
  const found = await Array.fromAsync(executions(store));
  assert.deepEqual(found.map(({ id }) => id), ids.toReversed());
  assert.equal(await executionCount(store), 3);
});

Deno.test("findExecution() takes a unique beginning, and the newest for nothing", async () => {
  using place = temporaryPlace();
  using store = await openStore(place);
  const ids = await threeRuns(store);
  assert.equal((await findExecution(store, ids[1].slice(0, 5).toUpperCase())).id, ids[1]);
  assert.equal((await findExecution(store)).id, ids[2]);
  await assert.rejects(findExecution(store, ids[0].slice(0, 2)), /Cannot tell which execution .. is: /);
  await assert.rejects(findExecution(store, "zzz"), /no id begins so/);
});

Deno.test("findExecution() says when there is none", async () => {
  using place = temporaryPlace();
  using store = await openStore(place);
  await assert.rejects(findExecution(store), /there is none yet/);
});

Deno.test("an execution that ends while it is looked at is not taken for interrupted", async () => {
  using place = temporaryPlace();
  using store = await openStore(place);
  const recorder = await recordExecution(store, header(0));
  const entry = (await store.kv.get<ExecutionEntry>(["execution", recorder.id])).value!;
  const owner = (await store.kv.get<Owner>(["running", recorder.id])).value!;
  await recorder.finish("completed");
  assert.equal((await asItIs(store, entry)).state, "completed");
  await commit(store, (operation) => void operation.set(["running", recorder.id], owner)); // as it was read before
  assert.equal((await asItIs(store, entry)).state, "completed");
});
