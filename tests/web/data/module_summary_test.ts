import { deepEqual, equal } from "node:assert/strict";
import type { ModuleExec, WorkflowExec } from "../../../runtime/record/log.ts";
import { moduleRows } from "../../../web/data/module_rows.ts";
import { failuresIn, placeOf, summariesOf } from "../../../web/data/module_summary.ts";
import { header, START } from "../../support/recorded_run.ts";

const EXEC: WorkflowExec = { ...header(3), id: "1a", state: "running", counts: {} };

function ran(path: string, more: Partial<ModuleExec> = {}): ModuleExec {
  return { path, name: `M${path}`, state: "completed", startedAt: START, finishedAt: START + 10, ...more };
}

function summaries(...runs: readonly ModuleExec[]): ReturnType<typeof summariesOf> {
  const modules = Map.groupBy(runs, ({ path }) => path);
  return summariesOf({ exec: EXEC, shape: undefined, modules, printed: [], isTooLarge: false }, START + 1000);
}

Deno.test("a module inside a group that loops stands for all its runs, the worst first", () => {
  const found = summaries(
    ran("3,1", { inIteration: "0" }),
    ran("3,1", { inIteration: "1", state: "failed", error: "no", startedAt: START + 20, finishedAt: START + 50 }),
  ).get("3,1")!;
  equal(found.state, "failed");
  equal(found.error, "no");
  equal(found.tookMs, 40);
  deepEqual(found.progress, { done: 2, failed: 1 });
});

Deno.test("what runs has run until now, and tells how far its loop is", () => {
  const loop = [{ number: 0, state: "completed", startedAt: START, finishedAt: START + 5 }] as const;
  const found = summaries(ran("1", { state: "running", finishedAt: undefined, loop })).get("1")!;
  equal(found.tookMs, 1000);
  deepEqual(found.progress, { done: 1, failed: 0 });
});

Deno.test("a loop tells how many iterations there are, and of how many only some are recorded", () => {
  const loop = [{ number: 0, state: "failed", startedAt: START, finishedAt: START + 5 }] as const;
  const runs = { state: "running", finishedAt: undefined } as const;
  const of = (more: Partial<ModuleExec>): unknown => summaries(ran("1", { ...runs, ...more })).get("1")!.progress;
  deepEqual(of({ loop, loopProgress: { done: 4000, failed: 0, total: 5000 } }), { done: 4000, failed: 1, total: 5000 });
  deepEqual(of({ loop, loopProgress: { done: 0, failed: 0, total: 2 } }), { done: 0, failed: 1, total: 2 });
  deepEqual(of({ loopProgress: { done: 7, failed: 0 } }), { done: 7, failed: 0 });
});

Deno.test("what a module says of how far it is stays within 0 and 1, and on one line", () => {
  const { fraction, message } = summaries(
    ran("1", { state: "running", finishedAt: undefined, progress: { fraction: 1.5, message: "tile\n3" } }),
  ).get("1")!;
  deepEqual([fraction, message], [1, "tile 3"]);
});

Deno.test("failuresIn() gives what failed by itself, first to last, and no group around it", () => {
  const failed = (path: string, second: number, isGroup = false): ModuleExec =>
    ran(path, { state: "failed", startedAt: START + second, isGroup });
  const all = summaries(failed("7", 9), failed("3", 1, true), failed("3,4", 2), failed("5", 5, true), ran("1"));
  deepEqual(failuresIn(all.values()).map(({ path }) => path), ["3,4", "5", "7"]);
});

Deno.test("placeOf() tells the target, its scheme, and the machine where it is another", () => {
  const machines = [{ id: 2, local: false, name: "node7", os: "", architecture: "", processor: "", ram: 0 }];
  const remote = [{ scheme: "ssh", annotations: { target: "lab" }, machine: 2 }];
  equal(placeOf(ran("1", { remote }), { machines }), "lab (ssh) on node7");
  equal(placeOf(ran("1", { remote: [{ scheme: "worker", annotations: {}, machine: 1 }] }), {}), "worker");
  equal(placeOf(ran("1"), {}), "here");
});

Deno.test("moduleRows() narrows, orders and pages; a page that is not there is the last", () => {
  const many = Array.from(
    { length: 250 },
    (_, i) => ran(String(i), { name: i % 2 === 0 ? "Even" : "Odd", startedAt: START + i, finishedAt: START + 2 * i }),
  );
  const rows = (query: Partial<Parameters<typeof moduleRows>[1]>) =>
    moduleRows(summaries(...many).values(), { text: "", order: "begun", page: 1, ...query });
  equal(rows({}).rows.length, 50);
  deepEqual([rows({ page: 9 }).page, rows({ page: 9 }).rows.length], [5, 50]);
  deepEqual([rows({ text: "odd" }).count, rows({ text: "17" }).count], [125, 1]);
  equal(rows({ order: "took" }).rows[0].path, "249");
  equal(rows({ state: "failed" }).count, 0);
  equal(rows({ text: "even" }).counts.get("completed"), 125);
});
