import { deepEqual, equal, throws } from "node:assert/strict";
import { python, Tuple } from "vt";
import { And, Filter, Map, Or, Sum } from "../../../modules/control_flow/mod.ts";
import { computed, FakeContext, runControl } from "../fake_context.ts";

const context = new FakeContext();
const list = (value: unknown) => ({ InputList: value as readonly unknown[] });

Deno.test("Sum adds from 0, whatever the elements are", () => {
  deepEqual(Sum.compute(list([1, 2, true]), context), { Result: 4 });
  equal(python.repr(computed(Sum.compute(list(new Tuple([-1, python.makeFloat(1000)])), context)).Result), "999.0");
  throws(() => Sum.compute(list(["a"]), context), /unsupported operand type\(s\) for \+: 'int' and 'str'/);
  throws(() => Sum.compute(list(null), context), { message: "TypeError: 'NoneType' object is not iterable" });
});

Deno.test("And gives a truth value", () => {
  deepEqual([[], [1, 2], "abc", [true, 0]].map((one) => computed(And.compute(list(one), context)).Result), [
    true,
    true,
    true,
    false,
  ]);
});

Deno.test("Or gives the first true element, or the last", () => {
  const given = [[], [0, 3, 4], "abc", [0, false], [null], ["", "x"]];
  deepEqual(given.map((one) => computed(Or.compute(list(one), context)).Result), [false, 3, "a", false, null, "x"]);
});

Deno.test("Map runs the module for every element", () => {
  const functions = [({ x }: Readonly<Record<string, unknown>>) => ({ y: Number(x) + 1 })];
  const fake = new FakeContext({ functions });
  const inputs = { FunctionPort: undefined, InputPort: ["x"], OutputPort: "y", ...list([1, 2]) };
  deepEqual(runControl(Map.control(inputs, fake)), { Result: [2, 3] });
  deepEqual(fake.asked, ['run 0 {"x":1}', 'run 1 {"x":2}']);
  throws(() => runControl(Map.control({ ...inputs, OutputPort: "z" }, fake)), { message: "Invalid output port: z" });
});

Deno.test("Map takes elements apart for several inputs, before it runs anything", () => {
  const functions = [({ a, b }: Readonly<Record<string, unknown>>) => ({ y: Number(a) * Number(b) })];
  const fake = new FakeContext({ functions });
  const inputs = { FunctionPort: undefined, InputPort: ["a", "b"], OutputPort: "y" };
  deepEqual(runControl(Map.control({ ...inputs, ...list([new Tuple([1, 2]), [3, 4]]) }, fake)), { Result: [2, 12] });
  const wrong = { ...inputs, ...list([[1, 2], [3]]) };
  throws(() => runControl(Map.control(wrong, new FakeContext({ functions }))), {
    message: "The number of input values and input ports are not the same.",
  });
});

Deno.test("Map gives the result of the last of several modules, and wants one", () => {
  const fake = new FakeContext({ functions: [() => ({ y: "first" }), () => ({ y: "last" })] });
  const inputs = { FunctionPort: undefined, InputPort: ["x"], OutputPort: "y", ...list([1]) };
  deepEqual(runControl(Map.control(inputs, fake)), { Result: ["last"] });
  throws(() => runControl(Map.control(inputs, context)), { message: "Missing value from port FunctionPort" });
});

Deno.test("Filter keeps the elements for which the module says true", () => {
  const fake = new FakeContext({ functions: [({ x }) => ({ y: Number(x) > 2, n: 1 })] });
  const inputs = { FunctionPort: undefined, InputPort: ["x"], OutputPort: "y", ...list([1, 3, 4]) };
  deepEqual(runControl(Filter.control(inputs, fake)), { Result: [3, 4] });
  throws(() => runControl(Filter.control({ ...inputs, OutputPort: "n" }, fake)), {
    message: "The function applied to the elements of thelist must return a boolean result.",
  });
});
