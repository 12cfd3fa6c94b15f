import { deepEqual, equal } from "node:assert/strict";
import { allValues, defineModule, group, port, types as t, workflow, type WorkflowBuilder } from "vt";
import { Map } from "vt/control_flow";
import { packages } from "../modules/mod.ts";
import { execute } from "../runtime/interpreter/execution.ts";
import { Registry } from "../runtime/pipeline/registry.ts";
import { planPipeline } from "../runtime/plan/plan_pipeline.ts";

const Half = defineModule({
  name: "Half",
  inputs: { value: port(t.Float) },
  outputs: { value: port(t.Float) },
  compute: ({ value }) => ({ value: value / 2 }),
});
const Total = defineModule({
  name: "Total",
  inputs: { list: port(t.List) },
  outputs: { sum: port(t.Float), count: port(t.Integer) },
  compute: ({ list }) => ({ sum: list.reduce<number>((sum, item) => sum + Number(item), 0), count: list.length }),
});
const Gather = defineModule({
  name: "Gather",
  inputs: { items: allValues(port(t.Integer)) },
  outputs: { list: port(t.List) },
  compute: ({ items }) => ({ list: items }),
});
const Minus = defineModule({
  name: "Minus",
  inputs: { from: port(t.Integer), value: port(t.Integer) },
  outputs: { rest: port(t.Integer) },
  compute: ({ from, value }) => ({ rest: from - value }),
});

/** Takes a whole list, and loops inside. */
const TotalOfHalves = group(
  "TotalOfHalves",
  {
    inputs: { list: port(t.List), more: port(t.Float, { default: 3 }) },
    outputs: { sum: port(t.Float), more: port(t.Float) },
  },
  ({ list, more }, { add }) => ({
    sum: add(Total, { list: add(Half, { value: list }).value }).sum,
    more: add(Half, { value: more }).value,
  }),
);

async function resultsOf(define: (builder: WorkflowBuilder) => void): Promise<Record<string, unknown>> {
  const { pipeline, outputs } = workflow("test", define).build();
  const { plan, problems } = planPipeline(pipeline, new Registry(packages));
  deepEqual(problems, []);
  const outcome = await execute(plan);
  equal(outcome.state, "completed");
  return Object.fromEntries([...outputs].map(([name, id]) => [name, outcome.outputOf(id, "ExternalPipe")]));
}

Deno.test("values, inputs, wires and merged wires reach the modules", async () => {
  const results = await resultsOf(({ add, input, output, merge }) => {
    const three = input("three", t.Integer, 3);
    output("half", add(Half, { value: three }).value);
    output("wires", add(Gather, { items: merge(three, add(Minus, { from: three, value: 1 }).rest) }).list);
    output("values", add(Gather, { items: [1, 2] }).list);
    output("through", three);
  });
  deepEqual(results, { half: 1.5, wires: [3, 2], values: [1, 2], through: 3 });
});

Deno.test("a list loops where its elements are wanted, combined as loop says", async () => {
  const results = await resultsOf(({ add, input, output }) => {
    const list = input("list", t.List, [2, 4]);
    output("halves", add(Half, { value: list }).value);
    output("count", add(Total, { list }).count);
    output("product", add(Minus, { from: list, value: list }).rest);
    output("pairs", add(Minus, { from: list, value: list }, { loop: "pairwise" }).rest);
    output("turned", add(Minus, { from: list, value: list }, { loop: ["cartesian", "value", "from"] }).rest);
  });
  deepEqual(results, { halves: [1, 2], count: 2, product: [0, -2, 2, 0], pairs: [0, 0], turned: [0, 2, -2, 0] });
});

Deno.test("a group takes lists as its ports say, and loops over deeper ones", async () => {
  const results = await resultsOf(({ add, input, output }) => {
    const list = input("list", t.List, [2, 4]);
    const group = add(TotalOfHalves, { list });
    output("wired", group.sum);
    output("default", group.more);
    output("written", add(TotalOfHalves, { list: [10, 20], more: 8 }).sum);
    output("looped", add(TotalOfHalves, { list, more: list }).more);
  });
  deepEqual(results, { wired: 3, default: 1.5, written: 15, looped: [1, 2] });
});

Deno.test("while feeds outputs back, and self is the module for Map", async () => {
  const results = await resultsOf(({ add, output }) => {
    const down = add(Minus, { from: 10, value: 3 }, { while: { condition: "rest", max: 3, feed: { from: "rest" } } });
    output("down", down.rest);
    const mapped = { InputList: [1, 2], InputPort: ["value"], OutputPort: "value" };
    output("mapped", add(Map, { FunctionPort: add(Half, { value: 0 }).self, ...mapped }).Result);
  });
  deepEqual(results, { down: 1, mapped: [0.5, 1] });
});
