import assert from "node:assert/strict";
import { isLeased, LeaseTakenError, runningHolder, takeLease } from "../../../runtime/jobs/lease.ts";
import { commit } from "../../../runtime/store/store.ts";
import { temporaryStore } from "../../support/job_records.ts";

Deno.test("takeLease() is refused while a run has it, and says which process", async () => {
  using store = await temporaryStore();
  {
    using _run = await takeLease(store, "w");
    assert.deepEqual(runningHolder(store, "w"), { pid: Deno.pid, purpose: "run" });
    await assert.rejects(takeLease(store, "w", "check"), (error: Error) => {
      assert.ok(error instanceof LeaseTakenError);
      assert.equal(error.message, `Cannot check workflow w: process ${Deno.pid} runs it now`);
      return true;
    });
  }
  assert.equal(isLeased(store, "w"), false);
});

Deno.test("takeLease() waits for those who have it for a moment, and these count as nobody who runs it", async () => {
  using store = await temporaryStore();
  const first = await takeLease(store, "w", "check");
  assert.equal(isLeased(store, "w"), true);
  assert.equal(runningHolder(store, "w"), undefined);
  let isTaken = false;
  const second = takeLease(store, "w").then((lease) => {
    isTaken = true;
    return lease;
  });
  await commit(store, () => {});
  assert.equal(isTaken, false);
  first[Symbol.dispose]();
  using _run = await second;
  assert.equal(runningHolder(store, "w")?.purpose, "run");
});

Deno.test("Lease.check() refuses a commit when another has taken the workflow over", async () => {
  using store = await temporaryStore();
  using lease = await takeLease(store, "w");
  await commit(store, (operation) => void operation.set(["lease", "w"], 99));
  await assert.rejects(commit(store, (operation) => lease.check(operation)), /another vt has taken it over/);
});
