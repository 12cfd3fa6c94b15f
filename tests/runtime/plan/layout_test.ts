import { deepEqual, equal } from "node:assert/strict";
import { layOut } from "../../../runtime/plan/layout.ts";

Deno.test("layOut() puts each module below all that feed it, and rows side by side around the middle", () => {
  const places = layOut(4, [[0, 2], [1, 2], [2, 3], [0, 3]]);
  deepEqual(places, [{ x: -90, y: 0 }, { x: 90, y: 0 }, { x: 0, y: -110 }, { x: 0, y: -220 }]);
});

Deno.test("layOut() gives every module of a large pipeline a place of its own", () => {
  const wires = Array.from({ length: 50_000 }, (_, i) => [i, i + 1] as const);
  const places = layOut(50_001, wires);
  equal(new Set(places.map(({ x, y }) => `${x} ${y}`)).size, places.length);
});
