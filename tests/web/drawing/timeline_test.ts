import { deepEqual, doesNotMatch, equal, match, ok } from "node:assert/strict";
import { criticalPath } from "../../../web/drawing/critical_path.ts";
import { type TimedModule, timelineOf } from "../../../web/drawing/timeline.ts";
import { TimelineDrawing } from "../../../web/drawing/timeline_drawing.tsx";

function ran(path: string, startedAt: number, finishedAt: number, place = "here"): TimedModule {
  return { path, name: `M${path}`, state: "completed", startedAt, finishedAt, place };
}

const ALL = { from: 0, to: 100, critical: new Set<string>() };

Deno.test("timelineOf() has a row for each place, and lanes in which no bar overlaps another", () => {
  const { rows } = timelineOf([ran("1", 0, 50), ran("2", 10, 30), ran("3", 30, 60), ran("4", 5, 6, "lab (ssh)")], ALL);
  deepEqual(rows.map(({ place, count }) => [place, count]), [["here", 3], ["lab (ssh)", 1]]);
  deepEqual(rows[0].lanes.map((lane) => lane.map(({ module }) => module.path)), [["1"], ["2", "3"]]);
});

Deno.test("timelineOf() shows of very many the longest and those on the critical path, and how many ran at a time", () => {
  const many = Array.from({ length: 10_000 }, (_, i) => ran(String(i), i / 100, i / 100 + (i === 7777 ? 20 : 0.5)));
  const { rows: [row] } = timelineOf(many, { ...ALL, critical: new Set(["42"]) });
  const bars = row.lanes.flat();
  equal(row.count, 10_000);
  ok(bars.length < 400);
  ok(bars.some(({ module }) => module.path === "7777"));
  deepEqual(bars.filter(({ isCritical }) => isCritical).map(({ module }) => module.path), ["42"]);
  ok(Math.max(...row.busy!) > 40);
});

Deno.test("timelineOf() has few ticks, at round times", () => {
  const { ticks } = timelineOf([ran("1", 1000, 4700)], { ...ALL, from: 1000, to: 4700 });
  deepEqual(ticks.map(({ sinceMs }) => sinceMs), [0, 1000, 2000, 3000]);
});

Deno.test("criticalPath() goes back from the last to what each waited for last", () => {
  const modules = [ran("a", 0, 10), ran("b", 0, 30), ran("c", 30, 40), ran("d", 10, 20)];
  const feeds: Record<string, string[]> = { c: ["a", "b"], d: ["a"] };
  const path = criticalPath(modules, ({ path }) => modules.filter((one) => feeds[path]?.includes(one.path)));
  deepEqual(path.map((one) => one.path), ["b", "c"]);
});

Deno.test("TimelineDrawing names modules, states and the critical path in words, and takes names for data", () => {
  const module = { ...ran("3", 10, 90), name: "<script>", place: "<img>" };
  const timeline = timelineOf([module], { ...ALL, critical: new Set(["3"]) });
  const text = String(TimelineDrawing({ timeline, linkOf: (path) => `/m/${path}`, title: "When" }));
  match(text, /href="\/m\/3"[^>]*><title>&lt;script&gt;, module 3, completed, 80ms, on the critical path</);
  doesNotMatch(text, /<script|<img| style=/);
});
