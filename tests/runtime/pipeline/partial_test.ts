import { deepEqual, throws } from "node:assert/strict";
import { partOf } from "../../../runtime/pipeline/partial.ts";
import type { Pipeline } from "../../../runtime/pipeline/pipeline.ts";
import { moduleOf, wire } from "../../support/module_of.ts";

const pipeline: Pipeline = {
  modules: [
    moduleOf(0, "Integer"),
    moduleOf(1, "Integer", { label: "second" }),
    moduleOf(2, "Sum"),
    moduleOf(3, "StandardOutput"),
    moduleOf(4, "String", { label: "StandardOutput" }),
    moduleOf(5, "Loop"),
    moduleOf(6, "Loop", { label: "7" }),
    moduleOf(8, "Untouched"),
  ],
  connections: [
    wire(0, "0.value", "2.a"),
    wire(1, "1.value", "2.b"),
    wire(2, "2.value", "3.value"),
    wire(3, "5.value", "6.value"),
    wire(4, "6.value", "5.value"),
    wire(5, "2.value", "8.value"),
  ],
};

Deno.test("partOf() keeps what the chosen modules need", () => {
  const ids = (...chosen: (number | string)[]) => partOf(pipeline, chosen).modules.map(({ id }) => id);
  deepEqual(ids(2), [0, 1, 2]);
  deepEqual(ids("second"), [1]);
  deepEqual(ids("Sum", 1), [0, 1, 2]);
  deepEqual(ids("8", 4), [0, 1, 2, 4, 8]);
  deepEqual(ids(5), [5, 6]);
  deepEqual(ids(), []);
  deepEqual(partOf(pipeline, [2]).connections.map(({ id }) => id), [0, 1]);
});

Deno.test("partOf() takes a text for an id, else a label, else a name", () => {
  const ids = (chosen: string) => partOf(pipeline, [chosen]).modules.map(({ id }) => id);
  deepEqual(ids("StandardOutput"), [4]);
  deepEqual(ids("7"), [5, 6]);
  deepEqual(ids("Untouched"), [0, 1, 2, 8]);
});

Deno.test("partOf() says what is wrong with a choice", () => {
  const cases: [number | string, string][] = [
    ["Integer", 'module "Integer" may be any of 2, give the id: 0, 1'],
    ["Summ", 'module "Summ" is not in the pipeline, did you mean Sum'],
    ["secund", 'module "secund" is not in the pipeline, did you mean second'],
    ["5,1", 'module "5,1" is inside a group, only a whole group can be run'],
    [
      99,
      'module "99" is not in the pipeline, which has 0 (Integer), 1 (Integer), 2 (Sum), 3 (StandardOutput), 4 (String), ' +
      "5 (Loop), 6 (Loop), 8 (Untouched)",
    ],
  ];
  for (const [chosen, problem] of cases) {
    throws(() => partOf(pipeline, [chosen]), { name: "InputError", message: `Cannot run a part: ${problem}` });
  }
});
