import assert from "node:assert/strict";
import { findJobs } from "../../../runtime/jobs/find_jobs.ts";
import type { Store } from "../../../runtime/store/store.ts";
import { jobRecord, keep, temporaryStore, workflowRecord } from "../../support/job_records.ts";

async function filled(): Promise<Store> {
  const store = await temporaryStore();
  await keep(store, workflowRecord({ id: "1r4k0000" }), [
    jobRecord({ workflow: "1r4k0000", id: "abc1" }),
    jobRecord({ workflow: "1r4k0000", id: "abc2" }),
    jobRecord({ workflow: "1r4k0000", id: "1r9" }),
  ]);
  await keep(store, workflowRecord({ id: "1r5k0000", state: "finished" }), [
    jobRecord({ workflow: "1r5k0000", id: "abc1" }),
    jobRecord({ workflow: "1r5k0000", id: "old1" }),
    jobRecord({ workflow: "1r5k0000", id: "old12" }),
  ]);
  await keep(store, workflowRecord({ id: "1r6k0000", state: "finished" }), [
    jobRecord({ workflow: "1r6k0000", id: "old1" }),
  ]);
  return store;
}

async function find(store: Store, text: string): Promise<string> {
  const [{ workflow, entry }] = await findJobs(store, [text]);
  return entry === undefined ? workflow.id : `${workflow.id}/${entry.value.id}`;
}

Deno.test("findJobs() finds workflows and jobs by the beginnings of their ids", async () => {
  using store = await filled();
  assert.equal(await find(store, "1r4k0000"), "1r4k0000");
  assert.equal(await find(store, "1R4"), "1r4k0000");
  assert.equal(await find(store, "abc2"), "1r4k0000/abc2");
  assert.equal(await find(store, "1r9"), "1r4k0000/1r9");
  assert.equal(await find(store, "1r5/old12"), "1r5k0000/old12");
  assert.deepEqual((await findJobs(store, ["abc1", "1r6"])).length, 2);
});

Deno.test("findJobs() takes a job of several workflows for that of the one that is not finished", async () => {
  using store = await filled();
  assert.equal(await find(store, "abc1"), "1r4k0000/abc1");
  assert.equal(await find(store, "1r5/abc1"), "1r5k0000/abc1");
});

Deno.test("findJobs() takes a whole id for itself, though another begins so", async () => {
  using store = await filled();
  assert.equal(await find(store, "1r5/old1"), "1r5k0000/old1");
});

Deno.test("findJobs() refuses what means nothing, or several", async () => {
  using store = await filled();
  const refused = async (text: string): Promise<string> => {
    const error = await find(store, text).then(() => new Error("found"), (error: Error) => error);
    return `${error.name}: ${error.message}`;
  };
  assert.equal(
    await refused("zz"),
    "InputError: Cannot find zz: no id of a job or workflow begins so, vt jobs lists them",
  );
  assert.equal(await refused("abc"), "InputError: Cannot tell what abc is: abc1 and abc2 begin so");
  assert.equal(await refused("1r"), "InputError: Cannot tell what 1r is: 1r4k0000 and 1r5k0000 and 1r6k0000 begin so");
  assert.match(await refused("old1"), /several workflows have it, write 1r5k0000\/old1 or 1r6k0000\/old1$/);
  assert.match(await refused(""), /it is no id$/);
  assert.match(await refused("a/b/c"), /it is no id$/);
});
