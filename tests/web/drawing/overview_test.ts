import { deepEqual, equal, match, ok } from "node:assert/strict";
import type { DrawnPipeline } from "../../../web/drawing/drawn.ts";
import { levelsOf } from "../../../web/drawing/levels.ts";
import { overviewOf, sectionOf } from "../../../web/drawing/overview.ts";
import { OverviewDrawing } from "../../../web/drawing/overview_drawing.tsx";
import { drawnOf, gridOf } from "../../support/drawn.ts";

Deno.test("levelsOf() counts what comes before; what lies on a circle comes last", () => {
  deepEqual([...levelsOf(4, [[0, 1], [1, 2], [0, 2], [3, 2]])], [0, 1, 2, 0]);
  deepEqual([...levelsOf(3, [[0, 1], [1, 2], [2, 1]])], [0, 1, 1]);
});

Deno.test("overviewOf() puts modules of one name on one level together, and counts how they stand", () => {
  const { bands, flows, modules } = overviewOf(drawnOf("0 1>0 2>0 3>1,2", {
    "1": { name: "Fit", status: { state: "completed" } },
    "2": { name: "Fit", status: { state: "failed" } },
  }));
  equal(modules, 4);
  deepEqual(bands.map(({ parts }) => parts.map(({ name, count }) => `${count} ${name}`)), [["1 0"], ["2 Fit"], [
    "1 3",
  ]]);
  deepEqual(bands[1].parts[0].counts, { failed: 1, completed: 1 });
  deepEqual(flows.map(({ count }) => count), [2, 2]);
});

Deno.test("overviewOf() stays small, however wide or deep the pipeline is", () => {
  const chain: DrawnPipeline = gridOf(10_000, 1);
  const wide = gridOf(10_000, 5000);
  for (const pipeline of [chain, wide, gridOf(10_000, 100)]) {
    const { bands } = overviewOf(pipeline);
    ok(bands.length <= 40 && bands.every(({ parts }) => parts.length <= 5));
    equal(bands.reduce((sum, { parts }) => parts.reduce((all, { count }) => all + count, sum), 0), 10_000);
  }
});

Deno.test("sectionOf() gives a page of the modules of some levels, with the wires among them", () => {
  const { pipeline, count } = sectionOf(gridOf(60, 10), { first: 1, last: 2, from: 0 }, 15);
  equal(count, 20);
  deepEqual(pipeline.modules.map(({ path }) => path), Array.from({ length: 15 }, (_, i) => String(10 + i)));
  ok(pipeline.connections.length > 0);
  ok(pipeline.connections.every(({ from, to }) => Number(from) >= 10 && Number(to) < 25));
});

Deno.test("OverviewDrawing says of each part what is in it, and leads there", () => {
  const overview = overviewOf(drawnOf("0 1>0", { "1": { name: "<b>", status: { state: "failed" } } }));
  const text = String(OverviewDrawing({
    overview,
    title: "All",
    linkOf: ({ first, last }, { name }) => `/look?${first}-${last}&${encodeURIComponent(name ?? "")}`,
  }));
  match(text, /href="\/look\?1-1&amp;%3Cb%3E"><title>1 × &lt;b&gt;: 1 failed</);
});
