import { equal, throws } from "node:assert/strict";
import { allValues, defineModule, group, port, ScriptError, types as t, workflow } from "vt";
import type { Ref, WorkflowBuilder } from "vt";

const Square = defineModule({
  name: "Square",
  inputs: { value: port(t.Integer) },
  outputs: { value: port(t.Integer) },
  compute: ({ value }) => ({ value: value ** 2 }),
});
const Half = defineModule({
  name: "Half",
  inputs: { value: port(t.Float) },
  outputs: { value: port(t.Float) },
  compute: ({ value }) => ({ value: value / 2 }),
});
const Shout = defineModule({
  name: "Shout",
  inputs: { value: port(t.String), mark: port(t.String, { default: "!" }) },
  outputs: { value: port(t.String) },
  compute: ({ value, mark }) => ({ value: value.toUpperCase() + mark }),
});
const Numbers = defineModule({
  name: "Numbers",
  inputs: { stop: port(t.Integer) },
  outputs: { list: port(t.List), integers: port(t.Integer, { depth: 1 }), table: port(t.Float, { depth: 2 }) },
  compute: () => ({ list: [], integers: [], table: [] }),
});
const Total = defineModule({
  name: "Total",
  inputs: { list: port(t.List) },
  outputs: { result: port(t.Variant) },
  compute: ({ list }) => ({ result: list.length }),
});
const Show = defineModule({
  name: "Show",
  inputs: { value: port(t.Variant) },
  outputs: {},
  compute: () => ({}),
});
const Gather = defineModule({
  name: "Gather",
  inputs: { items: allValues(port(t.Integer)) },
  outputs: { count: port(t.Integer) },
  compute: ({ items }) => ({ count: items.length }),
});
const Apply = defineModule({
  name: "Apply",
  inputs: { function: port(t.Module), list: port(t.List) },
  outputs: { result: port(t.List) },
  compute: () => ({ result: [] }),
});

type Numeric = typeof t.Float extends import("vt").PortType<number, infer Is> ? Is : never;

/** Fails to compile where the output is not as deep, or not of the type. */
function mustBe<Is, D extends 0 | 1 | 2 | 3>(_output: Ref<Is, D>): void {}

function goodWirings({ add, input, output, merge, parameter }: WorkflowBuilder): void {
  const n = input("n", t.Integer, 10);
  const numbers = add(Numbers, { stop: n });
  mustBe<Numeric, 0>(add(Half, { value: n }).value); // an Integer is a Float
  mustBe<Numeric, 1>(add(Half, { value: numbers.list }).value); // a List loops one level
  mustBe<Numeric, 1>(add(Square, { value: numbers.integers }).value); // so does a port of depth 1
  mustBe<Numeric, 2>(add(Half, { value: numbers.table }).value);
  mustBe<Numeric, 2>(add(Numbers, { stop: numbers.list }).integers); // loops add to the depth of the port
  mustBe<unknown, 0>(add(Total, { list: numbers.integers }).result); // a List takes one level as it is
  mustBe<unknown, 1>(add(Total, { list: numbers.table }).result);
  const total = add(Total, { list: n }).result; // what is no list becomes one
  add(Shout, { value: total }); // a Variant goes anywhere
  mustBe<unknown, 1>(add(Total, { list: add(Total, { list: numbers.table }).result }).result); // Variants into a List
  add(Show, { value: numbers.list }); // and anything goes into a Variant, a List as it is
  add(Shout, { value: "hello", mark: add(Shout, { value: "a" }).value });
  const squares = [1, 2].map((value) => add(Square, { value }).value);
  add(Gather, { items: merge(n, squares, merge(n)) });
  mustBe<Numeric, 0>(add(Gather, { items: [1, 2, 3] }).count);
  add(Apply, { function: add(Square, { value: 0 }).self, list: [1, 2, 3] });
  let last = add(Square, { value: parameter("start", t.Integer, 2) });
  for (let i = 0; i < 3; i++) last = add(Square, { value: last.value });
  add(Shout, { value: numbers.list, mark: numbers.list }, { loop: ["pairwise", "value", "mark"], label: "Pairs" });
  add(Square, { value: 2 }, { while: { condition: "value", max: 3, feed: { value: "value" } }, cache: false });
  output("last", last.value);
}

Deno.test("add() takes what fits, and reckons how deep the outputs are", () => {
  equal(workflow("good", goodWirings).build().pipeline.modules.length, 29);
});

const Quarter = group(
  "Quarter",
  { inputs: { value: port(t.Float) }, outputs: { value: port(t.Float) } },
  ({ value }, { add }) => ({ value: add(Half, { value: add(Half, { value }).value }).value }),
);

const Lists = group(
  "Lists",
  {
    inputs: { list: port(t.List) },
    outputs: { list: port(t.List), count: port(t.Integer), halves: port(t.Float, { depth: 1 }) },
  },
  ({ list }, { add }) => ({
    list: add(Square, { value: list }).value, // a list of Integers is a List
    count: add(Total, { list }).result,
    halves: add(Half, { value: list }).value,
  }),
);

Deno.test("group() gives a definition that is wired like any other", () => {
  const built = workflow("groups", ({ add, input, output }) => {
    const quarter = add(Quarter, { value: input("n", t.Integer, 1) });
    mustBe<Numeric, 0>(quarter.value);
    mustBe<Numeric, 1>(add(Quarter, { value: add(Lists, { list: [1, 2] }).halves }).value);
    output("quarter", quarter.value);
  }).build();
  equal(built.pipeline.modules.filter((module) => module.kind === "group").length, 3);
});

/** Compiling this file is the test of these: each line below a mark must be refused. */
function badWirings({ add, input, output, merge, parameter }: WorkflowBuilder): void {
  const numbers = add(Numbers, { stop: 3 });
  const text = add(Shout, { value: "a" }).value;
  // @ts-expect-error a String is no Integer
  add(Square, { value: text });
  // @ts-expect-error a Float is no Integer, though an Integer is a Float
  add(Square, { value: add(Half, { value: 1 }).value });
  // @ts-expect-error a list of Floats is no list of Integers
  add(Square, { value: numbers.table });
  // @ts-expect-error a text is no number
  add(Square, { value: "3" });
  // @ts-expect-error an element of a list of numbers is no text
  add(Gather, { items: [1, "2"] });
  // @ts-expect-error a mandatory port without value
  add(Square, {});
  // @ts-expect-error a port that is not there
  add(Square, { value: 1, other: 2 });
  // @ts-expect-error a misspelt port with a default
  add(Shout, { value: "a", marks: "?" });
  // @ts-expect-error an output that is not there
  add(Square, { value: 1 }).result;
  // @ts-expect-error a module instead of its output
  add(Square, { value: add(Square, { value: 1 }) });
  // @ts-expect-error an output instead of the ports by name
  add(Square, text);
  // @ts-expect-error one of the merged outputs does not fit
  add(Gather, { items: merge(add(Square, { value: 1 }).value, text) });
  // @ts-expect-error nor does one in a list of them
  add(Gather, { items: merge([add(Square, { value: 1 }).value], [text]) });
  // @ts-expect-error a result is one output, not a value
  output("x", 3);
  // @ts-expect-error nor several
  output("x", merge(text, text));
  // @ts-expect-error the value of an input is of its type
  input("x", t.Integer, "3");
  // @ts-expect-error and so is that of a parameter
  parameter("x", t.Boolean, 1);
  // @ts-expect-error a parameter is a plain value of its type
  parameter("x", t.Integer, 1).toUpperCase();
  let scalar = add(Square, { value: 1 });
  // @ts-expect-error the outputs of a looping module are lists
  scalar = add(Square, { value: numbers.list });
  // @ts-expect-error a loop over a port that is not there
  add(Shout, { value: scalar.value.toString() }, { loop: ["pairwise", "value", "marks"] });
  // @ts-expect-error a loop that does not exist
  add(Square, { value: 1 }, { loop: "zip" });
  // @ts-expect-error a condition on an output that is not there
  add(Square, { value: 1 }, { while: { condition: "done" } });
  // @ts-expect-error state from an output that is not there
  add(Square, { value: 1 }, { while: { max: 2, feed: { value: "next" } } });
  // @ts-expect-error an option that does not exist
  add(Square, { value: 1 }, { colour: "red" });
}

Deno.test("a script that is not checked fails when it is built", () => {
  throws(() => workflow("bad", badWirings).build(), ScriptError);
});

Deno.test("group() and defineModule() must give the outputs that they promise", () => {
  const float = { inputs: { value: port(t.Float) }, outputs: { value: port(t.Float) } };
  // @ts-expect-error no output
  group("Nothing", float, () => ({}));
  // @ts-expect-error a String is no Float
  group("Text", float, (_, { add }) => ({ value: add(Shout, { value: "a" }).value }));
  // @ts-expect-error a list is no Float
  group("Deep", float, (_, { add }) => ({ value: add(Numbers, { stop: 1 }).integers }));
  // @ts-expect-error the group has no such input
  group("Input", float, ({ other }, { add }) => ({ value: add(Half, { value: other }).value }));
  // @ts-expect-error a text is no number
  defineModule({ name: "Text", inputs: {}, outputs: { value: port(t.Integer) }, compute: () => ({ value: "x" }) });
  // @ts-expect-error no output
  defineModule({ name: "Nothing", inputs: {}, outputs: { value: port(t.Integer) }, compute: () => ({}) });
  // @ts-expect-error an input that is not there
  const Input = defineModule({ name: "Input", inputs: {}, outputs: {}, compute: ({ value }) => void value ?? {} });
  equal(Input.name, "Input");
});
