import { deepEqual, equal, ok } from "node:assert/strict";
import type { DrawnPipeline } from "../../../web/drawing/drawn.ts";
import { type ArrangementName, type Box, layOut, MOST_ARRANGED_WELL } from "../../../web/drawing/lay_out.ts";
import { drawnOf, gridOf } from "../../support/drawn.ts";

function overlapping(boxes: readonly Box[]): readonly string[] {
  return boxes.flatMap((a, i) =>
    boxes.slice(i + 1).filter((b) =>
      a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
    ).map((b) => `${a.module.path} ${b.module.path}`)
  );
}

function boxesOf(pipeline: DrawnPipeline, arrangement?: ArrangementName): ReadonlyMap<string, Box> {
  return new Map(layOut(pipeline, arrangement).boxes.map((box) => [box.module.path, box]));
}

for (const [what, pipeline] of [["few", gridOf(40, 6)], ["very many", gridOf(MOST_ARRANGED_WELL + 80, 20)]] as const) {
  Deno.test(`layOut() puts no box of ${what} modules on another, and each below all that feed it`, () => {
    const layout = layOut(pipeline);
    deepEqual(overlapping(layout.boxes), []);
    const boxes = new Map(layout.boxes.map((box) => [box.module.path, box]));
    for (const { from, to } of pipeline.connections) {
      ok(boxes.get(from)!.y + boxes.get(from)!.height <= boxes.get(to)!.y, `${from} is above ${to}`);
    }
    for (const { x, y, width, height } of layout.boxes) {
      ok(x >= 0 && y >= 0 && x + width <= layout.width && y + height <= layout.height);
    }
  });
}

Deno.test("layOut() leads each wire from an output at the lower side of a box to an input at the upper side of another", () => {
  const pipeline = drawnOf("a b c>a,b d>c,a");
  const layout = layOut(pipeline);
  const boxes = new Map(layout.boxes.map((box) => [box.module.path, box]));
  equal(layout.wires.length, 4);
  for (const { connection: { from, to, output, input }, points } of layout.wires) {
    const [source, fed] = [boxes.get(from)!, boxes.get(to)!];
    const [start, end] = [points[0], points.at(-1)!];
    equal(start.y, source.y + source.height);
    equal(start.x, source.x + source.outputs.find(({ name }) => name === output)!.x);
    equal(end.y, fed.y);
    equal(end.x, fed.x + fed.inputs.find(({ name }) => name === input)!.x);
  }
});

Deno.test("layOut() draws what is in an open group inside its box", () => {
  const inside = drawnOf("x y>x");
  const { boxes } = layOut(drawnOf("a g>a b>g", { g: { isGroup: true, inside } }));
  const group = boxes.find(({ module }) => module.path === "g")!;
  const { layout, at } = group.inside!;
  equal(layout.boxes.length, 2);
  ok(at.x + layout.width <= group.width && at.y + layout.height <= group.height);
  deepEqual(overlapping(boxes), []);
});

Deno.test("layOut() keeps stored places, and spreads them until boxes do not lie on each other", () => {
  const places = { a: { place: { x: 0, y: 0 } }, b: { place: { x: 60, y: 0 } }, c: { place: { x: 0, y: 200 } } };
  const boxes = boxesOf(drawnOf("a b c>a", places), "stored");
  deepEqual(overlapping([...boxes.values()]), []);
  const centre = (path: string): number => boxes.get(path)!.x + boxes.get(path)!.width / 2;
  equal(centre("a"), centre("c"));
  ok(centre("a") < centre("b"));
  ok(boxes.get("a")!.y < boxes.get("c")!.y);
});

Deno.test("layOut() arranges by itself where a stored place is missing", () => {
  const boxes = boxesOf(drawnOf("a b>a", { a: { place: { x: 500, y: 900 } } }), "stored");
  ok(boxes.get("a")!.y < boxes.get("b")!.y);
});

Deno.test("layOut() leaves out wires of modules that are not there, and takes an empty pipeline", () => {
  const pipeline = drawnOf("a b>a,gone");
  equal(layOut(pipeline).wires.length, 1);
  deepEqual(layOut({ modules: [], connections: [] }).boxes, []);
});

Deno.test("layOut() takes modules that feed each other in a circle", () => {
  for (const count of [2, MOST_ARRANGED_WELL + 1]) {
    const modules = Array.from({ length: count }, (_, i) => ({ path: String(i), name: "M", label: "" }));
    const connections = modules.map(({ path }, i) => ({
      from: path,
      output: "o",
      to: String((i + 1) % count),
      input: "i",
    }));
    equal(layOut({ modules, connections }).boxes.length, count);
  }
});
