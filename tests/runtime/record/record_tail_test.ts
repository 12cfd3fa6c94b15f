import { deepEqual } from "node:assert/strict";
import { OUTSIDE } from "../../../runtime/record/execution_event.ts";
import { moduleExecs } from "../../../runtime/record/execution_log.ts";
import { recordExecution } from "../../../runtime/record/log_recorder.ts";
import { RecordTail } from "../../../runtime/record/record_tail.ts";
import { temporaryStore } from "../../support/job_records.ts";
import { finished, header, START } from "../../support/recorded_run.ts";

async function states(tail: RecordTail, isOver = false): Promise<readonly string[]> {
  const { modules } = await tail.read(isOver);
  return [...modules].flatMap(([path, runs]) =>
    runs.map(({ state, inIteration = "" }) => `${path} ${state} ${inIteration}`.trim())
  );
}

Deno.test("a record is read on from where it was left", async () => {
  using store = await temporaryStore();
  await using recorder = await recordExecution(store, header(4));
  const tail = new RecordTail(store, { id: recorder.id, startedAt: START });
  deepEqual(await states(tail), []);
  recorder.observe(finished("1"));
  recorder.observe({ kind: "moduleStarted", id: 2, within: "", name: "Slow", startedAt: START });
  await recorder.flush();
  deepEqual(await states(tail), ["1 completed", "2 running"]);
  recorder.observe(finished("3,4", { inIteration: "0" }));
  recorder.observe(finished("3,4", { inIteration: "1", state: "failed", error: "é".repeat(50_000) }));
  recorder.observe({ kind: "printed", id: OUTSIDE, within: "", text: "said" });
  await recorder.flush();
  deepEqual(await states(tail), ["1 completed", "3,4 completed 0", "3,4 failed 1", "2 running"]);
  deepEqual((await tail.read(false)).printed, ["said"]);
  deepEqual(await states(tail, true), ["1 completed", "3,4 completed 0", "3,4 failed 1", "2 interrupted"]);
});

Deno.test("several who look at once see the same as who reads the whole record", async () => {
  using store = await temporaryStore();
  await using recorder = await recordExecution(store, header(3000));
  const tail = new RecordTail(store, { id: recorder.id, startedAt: START });
  for (let id = 0; id < 3000; id++) recorder.observe(finished(String(id)), { value: "x".repeat(40) });
  await recorder.flush();
  const [first, second] = await Promise.all([tail.read(false), tail.read(false)]);
  const exec = { id: recorder.id, startedAt: START, state: "running" } as const;
  const whole = await Array.fromAsync(moduleExecs(store, exec));
  deepEqual([...first.modules.values()].flat(), whole);
  deepEqual([...second.modules.values()].flat(), whole);
});
