/** Products of two lists. */
import { defineModule, ModuleError, port, python, Tuple, types as t } from "vt";

const lists = { List1: port(t.List), List2: port(t.List) };

/** Element by element. */
export const ElementwiseProduct = defineModule({
  name: "ElementwiseProduct",
  doc: "The products of the elements in the same places, or pairs of them.",
  exactNumbers: true,
  parallelizable: "portable",
  inputs: { ...lists, NumericalProduct: port(t.Boolean, { default: true, doc: "False: pairs." }) },
  outputs: { Result: port(t.List) },
  compute: ({ List1, List2, NumericalProduct }) => {
    const combine = python.truth(NumericalProduct) ? python.multiply : pair;
    return { Result: zipped(List1, List2).map(([a, b]) => combine(a, b)) };
  },
});

/** The scalar product. */
export const Dot = defineModule({
  name: "Dot",
  doc: "The sum of the products of the elements in the same places: a number, though the port is a List.",
  exactNumbers: true,
  parallelizable: "portable",
  inputs: lists,
  outputs: { Result: port(t.List) },
  compute: ({ List1, List2 }) => {
    const products = zipped(List1, List2).map(([a, b]) => python.multiply(a, b));
    return { Result: products.reduce(python.add, 0) as readonly unknown[] };
  },
});

/** The vector product. */
export const Cross = defineModule({
  name: "Cross",
  doc: "The vector product of two lists of three numbers.",
  exactNumbers: true,
  parallelizable: "portable",
  inputs: lists,
  outputs: { Result: port(t.List) },
  compute: ({ List1, List2 }) => {
    const [a, b] = [python.sequenceOf(List1), python.sequenceOf(List2)];
    if (a.length !== 3 || b.length !== 3) throw new ModuleError("Both lists must have size 3.");
    const minor = (i: number, j: number) => python.subtract(python.multiply(a[i], b[j]), python.multiply(a[j], b[i]));
    return { Result: [minor(1, 2), minor(2, 0), minor(0, 1)] };
  },
});

/** All pairs. */
export const CartesianProduct = defineModule({
  name: "CartesianProduct",
  doc: "All pairs of an element of each list.",
  exactNumbers: true,
  parallelizable: "portable",
  inputs: { ...lists, CombineTuple: port(t.Boolean, { default: true, doc: "Elements that are tuples are joined." }) },
  outputs: { Result: port(t.List) },
  compute: ({ List1, List2, CombineTuple }) => {
    const [a, b] = [python.sequenceOf(List1), python.sequenceOf(List2)];
    const combine = python.truth(CombineTuple) ? joined : pair;
    return { Result: a.flatMap((one) => b.map((other) => combine(one, other))) };
  },
});

function zipped(list1: unknown, list2: unknown): [unknown, unknown][] {
  const [a, b] = [python.sequenceOf(list1), python.sequenceOf(list2)];
  if (a.length !== b.length) throw new ModuleError("Both lists must have the same size.");
  return a.map((one, i) => [one, b[i]]);
}

function pair(a: unknown, b: unknown): Tuple {
  return new Tuple([a, b]);
}

function joined(a: unknown, b: unknown): Tuple {
  return new Tuple([a, b].flatMap((one) => one instanceof Tuple ? one.items : [one]));
}
