import { deepEqual } from "node:assert/strict";
import { port, types as t, withPorts, workflow } from "vt";
import { Integer, Tuple, Untuple } from "vt/basic";

Deno.test("withPorts() gives modules ports of their own, typed like any", () => {
  const { pipeline } = workflow("swap", ({ add, output }) => {
    const Pair = withPorts(Tuple, {
      inputs: { a: port(t.Integer), b: port(t.String, { depth: 1, optional: true }) },
      outputs: { value: port(t.Variant) },
    });
    const pair = add(Pair, { a: 1, b: ["x"] });
    const parts = add(withPorts(Untuple, { inputs: { value: port(t.Variant) }, outputs: { one: port(t.Integer) } }), {
      value: pair.value,
    });
    output("one", add(Integer, { value: parts.one }).value);
    // @ts-expect-error: a port that it has not
    add(Pair, { a: 1, c: 2 });
  }).build();
  deepEqual(
    pipeline.modules[0].portSpecs.map((
      { side, name, types, depth, optional },
    ) => [side, name, types[0].name, depth, optional]),
    [
      ["input", "a", "Integer", 0, false],
      ["input", "b", "String", 1, true],
      ["output", "value", "Variant", 0, false],
    ],
  );
  deepEqual(pipeline.modules[0].name, "Tuple");
  deepEqual(pipeline.modules[1].portSpecs.map(({ name }) => name), ["value", "one"]);
});
