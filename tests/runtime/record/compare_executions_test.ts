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

/** What changed of the outputs of a module that gave them twice. */
async function changed(old: ModuleExec["outputs"], now: ModuleExec["outputs"]): Promise<unknown> {
  const sides = [old, now].map((outputs) => {
    const module: ModuleExec = { path: "1", name: "A", state: "completed", startedAt: 0, outputs };
    return ReadableStream.from([module]);
  });
  return (await compareModules(sides[0], sides[1])).both[0].outputs;
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

Deno.test("compareModules() tells which outputs differ", async () => {
  const same = { value: [1, "a"] };
  deepEqual(await changed({ x: same, y: { value: 1 }, gone: { value: null } }, { x: same, y: { value: 2 } }), [
    { port: "y", old: { value: 1 }, new: { value: 2 } },
    { port: "gone", old: { value: null } },
  ]);
  const text = { type: "str", size: 500, hash: "aa" };
  deepEqual(await changed({ x: text }, { x: { ...text, hash: "bb" } }), [
    { port: "x", old: text, new: { ...text, hash: "bb" } },
  ]);
  equal(await changed({ x: text }, undefined), undefined);
});

Deno.test("compareModules() compares files by their content, wherever they lie", async () => {
  const file = { type: "File", size: 3, hash: "aa", path: "/tmp/1" };
  const list = (...files: (typeof file)[]) => ({ x: { value: files.map(({ path }) => ({ __path__: path })), files } });
  equal(await changed({ x: file }, { x: { ...file, path: "/tmp/2" } }), undefined);
  equal(await changed(list(file, file), list(file, { ...file, path: "/tmp/2" })), undefined);
  const other = { ...file, hash: "bb" };
  deepEqual(await changed(list(file, file), list(file, other)), [
    { port: "x", old: list(file, file).x, new: list(file, other).x },
  ]);
  const unknown = { type: "File", size: 3, path: "/tmp/1" };
  equal(await changed({ x: unknown }, { x: unknown }), undefined);
});
