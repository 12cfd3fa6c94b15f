import { deepEqual } from "node:assert/strict";
import { port, types as t } from "../../../runtime/mod.ts";
import { literalDepth, literalExcess } from "../../../runtime/plan/function_values.ts";

Deno.test("literalDepth() counts levels by the first elements, three at most", () => {
  deepEqual([1, [], [1], [[1]], [1, [2]], [[[[1]]]]].map(literalDepth), [0, 1, 1, 2, 1, 3]);
});

Deno.test("literalExcess() is what a literal lacks for a port", () => {
  const ports = [port(t.Integer), port(t.Integer, { depth: 1 }), port(t.List), port(t.List, { depth: 2 })];
  deepEqual(ports.map((one) => [0, 1, 5].map((depth) => literalExcess(depth, one))), [
    [0, 0, 0],
    [-1, 0, 0],
    [-1, 0, 0],
    [-3, -2, 0],
  ]);
});
