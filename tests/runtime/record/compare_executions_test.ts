import { deepEqual, equal } from "node:assert/strict";
import { type ComparedModules, compareModules } from "../../../runtime/record/compare_executions.ts";
import type { ModuleExec } from "../../../runtime/record/log.ts";

function modules(text: string): AsyncIterable<ModuleExec> {
  const all = text.split(" ").map((word): ModuleExec => {
    const [path, name, tookMs = "1", state = "completed"] = word.split(":");
    return { path, name, state: state as "completed", startedAt: 0, finishedAt: Number(tookMs) };
  });
  return ReadableStream.from(all);
}

async function compared(before: string, after: string): Promise<ComparedModules> {
  return await compareModules(modules(before), modules(after));
}

Deno.test("compareModules() pairs modules at one place with one name, and tells how times changed", async () => {
  const { added, gone, both } = await compared("1:A:10 2:B:4 2,3:C", "2,3:C 1:A:25 2:B:8");
  deepEqual([added, gone], [[], []]);
  deepEqual(both.map(({ path, ratio }) => [path, ratio]), [["2,3", 1], ["1", 2.5], ["2", 2]]);
});

Deno.test("compareModules() knows modules again whose ids have moved", async () => {
  const { added, gone, both } = await compared(
    "0:Read 1:Plot 2:Plot 3:Old 10:Plot",
    "0:New 1:Read 2:Plot 3:Plot 4:Plot",
  );
  deepEqual(both.map(({ old, path }) => `${old.path} ${path}`), ["2 2", "0 1", "1 3", "10 4"]);
  deepEqual([added.map(({ name }) => name), gone.map(({ name }) => name)], [["New"], ["Old"]]);
});

Deno.test("compareModules() takes modules of other groups for others", async () => {
  const { added, gone } = await compared("1,2:A", "3,2:A");
  deepEqual([added.map(({ path }) => path), gone.map(({ path }) => path)], [["3,2"], ["1,2"]]);
});

Deno.test("compareModules() gives no ratio where one was not computed", async () => {
  const { both: [cached, instant] } = await compared("1:A:5 2:B:0", "1:A:1:cached 2:B:3");
  deepEqual([cached.ratio, cached.new.state, instant.ratio], [undefined, "cached", undefined]);
  equal((await compared("1:A", "2:B")).both.length, 0);
});
