import { deepEqual, equal, throws } from "node:assert/strict";
import { python, Tuple } from "vt";
import { CartesianProduct, Cross, Dot, ElementwiseProduct } from "../../../modules/control_flow/mod.ts";
import { computed, FakeContext } from "../fake_context.ts";

const context = new FakeContext();
const PAIR = new Tuple([1, 2]);

Deno.test("Dot and Cross compute with vectors", () => {
  const vectors = { List1: [1, 2, 3], List2: [3, -3, 1] };
  deepEqual(Dot.compute(vectors, context), { Result: 0 });
  deepEqual(Cross.compute(vectors, context), { Result: [11, 8, -9] });
  throws(() => Dot.compute({ List1: [1], List2: [] }, context), { message: "Both lists must have the same size." });
  throws(() => Cross.compute({ List1: [], List2: [] }, context), { message: "Both lists must have size 3." });
});

Deno.test("ElementwiseProduct multiplies, or makes pairs", () => {
  const result = (List1: unknown[], List2: unknown[], NumericalProduct: boolean) =>
    python.repr(computed(ElementwiseProduct.compute({ List1, List2, NumericalProduct }, context)).Result);
  equal(result([3, 2], [PAIR, 5], true), "[(1, 2, 1, 2, 1, 2), 10]");
  equal(result([1, 2], [3, 4], false), "[(1, 3), (2, 4)]");
  throws(() => result([PAIR], [PAIR], true), /can't multiply sequence by non-int of type 'tuple'/);
});

Deno.test("CartesianProduct joins tuples unless told not to", () => {
  const result = (CombineTuple: boolean) =>
    python.repr(computed(CartesianProduct.compute({ List1: [PAIR], List2: [3, PAIR], CombineTuple }, context)).Result);
  equal(result(true), "[(1, 2, 3), (1, 2, 1, 2)]");
  equal(result(false), "[((1, 2), 3), ((1, 2), (1, 2))]");
});
