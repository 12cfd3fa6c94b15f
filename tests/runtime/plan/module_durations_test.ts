import { deepEqual, equal } from "node:assert/strict";
import { definePackage } from "../../../runtime/authoring/package.ts";
import type { Pipeline, PipelineModule } from "../../../runtime/pipeline/pipeline.ts";
import { Registry } from "../../../runtime/pipeline/registry.ts";
import { ModuleDurations } from "../../../runtime/plan/module_durations.ts";
import type { Plan } from "../../../runtime/plan/plan.ts";
import { planPipeline } from "../../../runtime/plan/plan_pipeline.ts";
import { bytesOf, type DurationTable, tableOf } from "../../../runtime/record/duration_table.ts";
import { pipelineFrom } from "../../support/pipeline_text.ts";
import { finished } from "../../support/recorded_run.ts";
import { testModules } from "../../support/test_modules.ts";

const identifier = "org.vt.durations";
const packaged = { identifier, name: "durations", version: "1", modules: [{ ...testModules.Number }] };
const registry = new Registry([definePackage(packaged)]);

function planOf(pipeline: Pipeline): Plan {
  return planPipeline(pipeline, registry).plan;
}

/** A pipeline of a script: its modules by their definitions, in the order of `add`. */
function script(...names: string[]): Plan {
  return planOf(pipelineFrom(names.map((name, i) => `m${i} = ${name}`).join("\n"), testModules));
}

/** A pipeline of a file: modules `Number` with these ids. */
function file(...ids: number[]): Plan {
  return planOf({ modules: ids.map(fileModule), connections: [] });
}

function fileModule(id: number): PipelineModule {
  const [module] = pipelineFrom("n = Number", testModules).modules;
  return { ...module, id, package: identifier, definition: undefined };
}

/** What the store has after a run in which the modules took so many milliseconds, by their paths. */
function after(plan: Plan, took: Record<string, number>, before: DurationTable = new Map()): DurationTable {
  const durations = new ModuleDurations(plan, before);
  for (const [path, computedMs] of Object.entries(took)) durations.observe(finished(path, { computedMs }));
  return tableOf(bytesOf(durations.table()));
}

/** What is known of the modules; none of them waits for another. */
function recalled(plan: Plan, table: DurationTable): number[] {
  return [...new ModuleDurations(plan, structuredClone(table)).pathLengths()!.of];
}

Deno.test("ModuleDurations knows nothing before the first run", () => {
  equal(new ModuleDurations(script("Number"), new Map()).pathLengths(), undefined);
});

Deno.test("ModuleDurations knows modules of a script by which of their kind they are", () => {
  const table = after(script("Number", "Plus", "Number", "Number"), { 0: 10, 1: 500, 2: 9000, 3: 10 });
  deepEqual(recalled(script("Number", "Plus", "Number", "Number"), table), [10, 500, 9000, 10]);
  deepEqual(recalled(script("Plus", "Join", "Number", "Plus", "Number"), table), [500, 0, 10, 500, 9000]);
});

Deno.test("ModuleDurations knows modules of a file by their ids", () => {
  const table = after(file(3, 4, 7), { 3: 10, 4: 9000, 7: 10 });
  deepEqual(recalled(file(9, 7, 4), table), [10, 10, 9000]);
});

Deno.test("ModuleDurations takes what is typical of its kind for a module that is new", () => {
  const table = after(script("Number", "Number", "Number"), { 0: 10, 1: 800, 2: 20 });
  deepEqual(recalled(script("Number", "Number", "Number", "Number"), table), [10, 800, 20, 20]);
});

Deno.test("ModuleDurations keeps what other versions of the file have", () => {
  const table = after(file(3, 4, 7), { 3: 10, 4: 9000, 7: 10 });
  const later = after(file(3, 7), { 3: 12, 7: 12 }, table);
  deepEqual(recalled(file(3, 4, 7), later), [12, 9000, 12]);
});

Deno.test("ModuleDurations keeps what is known of modules that were not computed this time", () => {
  const table = after(script("Number", "Number", "Number"), { 0: 10, 1: 9000, 2: 10 });
  deepEqual(
    recalled(script("Number", "Number", "Number"), after(script("Number", "Number", "Number"), { 0: 700 }, table)),
    [
      700,
      9000,
      10,
    ],
  );
});

Deno.test("ModuleDurations knows modules inside groups by the groups around them", () => {
  const [number] = pipelineFrom("n = Number", testModules).modules;
  const group = (id: number, workflow: Pipeline): PipelineModule => ({
    ...{ ...number, id, kind: "group", name: "Group", definition: undefined, workflow },
  });
  const content = { modules: [1, 2].map(fileModule), connections: [] };
  const nested = { modules: [group(5, content)], connections: [] };
  const plan = planOf({ modules: [group(8, content), group(9, nested)], connections: [] });
  const table = after(plan, { "8,1": 10, "8,2": 10, "9,5,1": 10, "9,5,2": 700, "8": 10, "9,5": 700, "9": 700 });
  const known = new ModuleDurations(plan, table).pathLengths()!;
  deepEqual([...known.of], [10, 700]);
  deepEqual([...known.inside.get(1)!.inside.get(0)!.of], [10, 700]);
  deepEqual([...known.inside.get(0)!.of], [10, 10]);
});

Deno.test("ModuleDurations.observe() learns only from modules that were computed", () => {
  const durations = new ModuleDurations(script("Number", "Number", "Number"), new Map());
  durations.observe(finished("0", { state: "cached" }));
  durations.observe(finished("1", { state: "failed" }));
  durations.observe({ kind: "printed", id: 0, within: "", text: "" });
  equal(durations.hasLearned, false);
  deepEqual([...durations.table()], []);
  durations.observe(finished("2"));
  equal(durations.hasLearned, true);
  deepEqual(recalled(script("Number"), durations.table()), [2.5]);
});
