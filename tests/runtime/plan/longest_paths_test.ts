import { deepEqual, equal } from "node:assert/strict";
import { If } from "../../../modules/control_flow/mod.ts";
import type { Pipeline } from "../../../runtime/pipeline/pipeline.ts";
import { Registry } from "../../../runtime/pipeline/registry.ts";
import { longestPaths, pathLengths, type PlanDurations } from "../../../runtime/plan/longest_paths.ts";
import type { Plan } from "../../../runtime/plan/plan.ts";
import { planPipeline } from "../../../runtime/plan/plan_pipeline.ts";
import { pipelineFrom } from "../../support/pipeline_text.ts";
import { testModules } from "../../support/test_modules.ts";

const registry = new Registry([]);

function plan(pipeline: string | Pipeline): Plan {
  const read = typeof pipeline === "string" ? pipelineFrom(pipeline, { ...testModules, If }) : pipeline;
  return planPipeline(read, registry).plan;
}

function own(...durations: number[]): PlanDurations {
  return { own: Float64Array.from(durations), inside: new Map() };
}

Deno.test("longestPaths() sums durations down to the sink that is farthest", () => {
  const made = plan(`
    far  = Plus a<-mid.value
    mid  = Plus a<-one.value
    one  = Number value=1
    near = Plus a<-one.value
    both = Plus a<-mid.value b<-near.value`);
  const { connectors, order } = made;
  deepEqual([...longestPaths(connectors, order, Float64Array.of(1, 10, 100, 20, 5))], [1, 15, 125, 25, 5]);
});

Deno.test("longestPaths() finds what following every path finds", () => {
  let state = 7;
  const random = (below: number): number => (state = (state * 48_271) % 2_147_483_647) % below;
  for (let round = 0; round < 50; round++) {
    const size = 1 + random(12);
    const feeds = Array.from({ length: size }, (_, i) => Array.from({ length: i && random(4) }, () => random(i)));
    const start = Int32Array.from([0, ...feeds.map((_, i) => feeds.slice(0, i + 1).flat().length)]);
    const connectors = { start, source: Int32Array.from(feeds.flat()) };
    const durations = Float64Array.from({ length: size }, () => random(100));
    const followed = (i: number): number =>
      durations[i] + Math.max(0, ...feeds.flatMap((from, to) => from.includes(i) ? [followed(to)] : []));
    const found = longestPaths(connectors, Int32Array.from(feeds.keys()), durations);
    deepEqual([...found], Array.from(feeds.keys(), followed));
  }
});

Deno.test("pathLengths() counts nothing for what is unknown", () => {
  const made = plan("a = Number value=1\nb = Plus a<-a.value\nc = Plus a<-b.value");
  deepEqual([...pathLengths(made, own(1, NaN, 4)).of], [5, 4, 4]);
});

Deno.test("pathLengths() counts a control module by what it brings up to date", () => {
  const made = plan(`
    yes    = Number value=1
    choose = If Condition=true TruePort<-yes.self TrueOutputPorts=["value"]
    after  = Later name="x" a<-choose.Result`);
  deepEqual([...pathLengths(made, own(100, 101, 7)).of], [107, 7, 7]);
});

Deno.test("pathLengths() counts a group by the longest path inside, and inside what comes after the group", () => {
  const content = pipelineFrom("a = Number value=1\nb = Plus a<-a.value\nc = Number value=2", testModules);
  const [number, after] = pipelineFrom("n = Number value=1\nafter = Number value=2", testModules).modules;
  const group = { ...number, kind: "group" as const, name: "Group", definition: undefined, functions: [] };
  const made = plan({ modules: [{ ...group, workflow: content }, after], connections: [] });
  // The group feeds the module behind it.
  const connectors = { ...made.connectors, start: Int32Array.of(0, 0, 1), source: Int32Array.of(0) };
  const { of, inside } = pathLengths({ ...made, connectors }, {
    own: Float64Array.of(1000, 3),
    inside: new Map([[0, own(10, 20, 5)]]),
  });
  deepEqual([...of], [33, 3]);
  deepEqual([...inside.get(0)!.of], [33, 23, 8]);
});

Deno.test("pathLengths() counts a loop whole", () => {
  const made = plan("list = Numbers value=[1,2]\neach = Plus a<-list.value");
  equal(made.listDepth[1], 1);
  deepEqual([...pathLengths(made, own(1, 50)).of], [51, 50]);
});
