import { deepEqual, equal, throws } from "node:assert/strict";
import { defineModule, group, port, ScriptError, types as t, workflow } from "vt";
import type { GroupBuilder, Ref } from "vt";
import { makeFloat } from "../../runtime/python/numbers.ts";

const Half = defineModule({
  name: "Half",
  inputs: { value: port(t.Float), by: port(t.Float, { default: 2 }) },
  outputs: { value: port(t.Float) },
  compute: ({ value, by }) => ({ value: value / by }),
});
const float = { inputs: { value: port(t.Float) }, outputs: { value: port(t.Float) } };
const Quarter = group("Quarter", float, ({ value }, { add }) => ({
  value: add(Half, { value: add(Half, { value }).value }).value,
}));

Deno.test("group() puts a pipeline with an InputPort and an OutputPort into each of its modules", () => {
  const { pipeline } = workflow("test", ({ add }) => {
    add(Quarter, { value: add(Quarter, { value: 8 }).value }, { label: "second" });
  }).build();
  const [first, second] = pipeline.modules;
  deepEqual([first.kind, first.package, first.name, first.label], [
    "group",
    "org.vistrails.vistrails.basic",
    "Group",
    "Quarter",
  ]);
  equal(second.label, "second");
  equal(first.workflow, second.workflow);
  deepEqual(first.workflow?.modules.map(({ name }) => name), ["InputPort", "Half", "Half", "OutputPort"]);
  deepEqual(first.workflow?.connections.map(({ source, destination }) => [source.module, destination.module]), [
    [0, 1],
    [1, 2],
    [2, 3],
  ]);
});

Deno.test("group() keeps defaults, lists and optional ports", () => {
  const Ports = group("Ports", {
    inputs: { by: port(t.Float, { default: 4 }), list: port(t.List), floats: port(t.Float, { depth: 1 }) },
    outputs: { halves: port(t.Float, { depth: 1 }), rest: port(t.Float, { optional: true }) },
  }, ({ by, list }, { add }) => ({ halves: add(Half, { value: list, by }).value }));
  const { pipeline } = workflow("test", ({ add }) => void add(Ports, { list: [], floats: [] })).build();
  const inner = pipeline.modules[0].workflow!;
  deepEqual(inner.modules[0].functions.map(({ name, value }) => [name, value]), [["name", "by"], [
    "Default",
    makeFloat(4),
  ]]);
  deepEqual(inner.modules.map(({ name, portSpecs: [spec] }) => [name, spec?.types[0].name, spec?.depth]), [
    ["InputPort", "Float", 0],
    ["InputPort", "List", 0],
    ["InputPort", "Float", 1],
    ["Half", undefined, undefined],
    ["OutputPort", undefined, undefined],
  ]);
});

Deno.test("groups may contain groups, and be made while a workflow is built", () => {
  const { pipeline } = workflow("test", ({ add, parameter }) => {
    const count = parameter("count", t.Integer, 3);
    const Deep = group("Deep", float, (inputs, { add }) => {
      let value: Ref<{ Module: 1; Constant: 1; Float: 1 }, 0> = inputs.value;
      for (let i = 0; i < count; i++) value = add(Quarter, { value }).value;
      return { value };
    });
    add(Deep, { value: 64 });
  }).build();
  equal(pipeline.modules[0].workflow?.modules[3].workflow?.modules.length, 4);
});

Deno.test("group() refuses outputs from outside, missing outputs and itself", () => {
  const outside = (builder: GroupBuilder) => {
    const { value } = builder.add(Half, { value: 1 });
    builder.add(group("Inner", float, (_, { add }) => ({ value: add(Half, { value }).value })), { value: 1 });
  };
  throws(() => workflow("test", outside).build(), {
    name: "ScriptError",
    message: /^Cannot connect port value of Half: an output from outside of group "Inner" given; inside a group/,
  });
  const Empty = group("Empty", float, () => ({}) as { value: Ref<{ Module: 1; Constant: 1; Float: 1 }, 0> });
  throws(() => workflow("test", ({ add }) => void add(Empty, { value: 1 })).build(), {
    name: "ScriptError",
    message: 'Cannot build group "Empty": it gives nothing for its output value',
  });
  const Endless: typeof Quarter = group(
    "Endless",
    float,
    ({ value }, { add }) => ({ value: add(Endless, { value }).value }),
  );
  for (let time = 0; time < 2; time++) {
    throws(() => workflow("test", ({ add }) => void add(Endless, { value: 1 })).build(), ScriptError);
  }
});
