import { deepEqual, equal, throws } from "node:assert/strict";
import { python, Tuple as TupleValue } from "vt";
import { List, Tuple, TupleToList, Untuple } from "../../../modules/basic/mod.ts";
import { FakeContext } from "../fake_context.ts";

type ListInputs = Parameters<typeof List.compute>[0];

/** Inputs that only this instance has. */
function listInputs(inputs: Partial<ListInputs> & Record<string, unknown>): ListInputs {
  return { value: undefined, tail: undefined, ...inputs } as ListInputs;
}

Deno.test("List puts head, value, items and tail together, and prints the value alone", () => {
  const context = new FakeContext({ inputs: ["item0", "item1"] });
  const inputs = listInputs({ value: ["c"], head: ["a"], tail: ["t"], item0: 1, item1: 2 });
  deepEqual(List.compute(inputs, context), { value: ["a", "c", 1, 2, "t"], value_as_string: "['c']" });
});

Deno.test("List wants at least one value, and every port of its own", () => {
  throws(() => List.compute(listInputs({}), new FakeContext()), { message: "Missing value from port value" });
  const context = new FakeContext({ inputs: ["item0"] });
  throws(() => List.compute(listInputs({ head: [1] }), context), { message: "Missing value from port item0" });
});

Deno.test("List refuses what is no list", () => {
  const value = new TupleValue([1]) as unknown as readonly unknown[];
  throws(() => List.compute(listInputs({ value }), new FakeContext()), /Constant failed validation/);
  throws(() => List.compute(listInputs({ tail: value }), new FakeContext()), /can only concatenate list/);
});

Deno.test("Tuple and Untuple are each other's reverse, whose output ports are listed backwards", () => {
  const packed = Tuple.compute({ a: 3, b: "s" }, new FakeContext({ inputs: ["a", "b"] })) as { value: TupleValue };
  equal(python.repr(packed.value), "(3, 's')");
  const context = new FakeContext({ outputs: ["x", "y"] });
  deepEqual(Untuple.compute({ value: packed.value }, context), { y: 3, x: "s" });
  deepEqual(Untuple.compute({ tuple: packed.value }, context), { y: 3, x: "s" });
});

Deno.test("Untuple leaves ports unset for which there is no item", () => {
  deepEqual(Untuple.compute({ value: [1] }, new FakeContext({ outputs: ["x", "y"] })), { y: 1 });
  throws(() => Untuple.compute({}, new FakeContext()), { message: "Missing value from port value" });
});

Deno.test("TupleToList takes tuples only", () => {
  deepEqual(TupleToList.compute({ in_value: new TupleValue([1, 2]) }, new FakeContext()), { out_value: [1, 2] });
  throws(() => TupleToList.compute({ in_value: [1] }, new FakeContext()), { message: "Input is not a tuple" });
});
