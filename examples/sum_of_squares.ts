/** A list into a module that takes numbers: it loops over the list by itself. */
import { defineModule, port, types as t, workflow } from "vt";
import { Range } from "vt/basic";
import { Sum } from "vt/control_flow";

export const Square = defineModule({
  name: "Square",
  doc: "The square of an integer.",
  inputs: { value: port(t.Integer) },
  outputs: { value: port(t.Integer) },
  parallelizable: { worker: true, process: true, remote: true },
  compute: ({ value }) => ({ value: value ** 2 }),
});

export default workflow("sum of squares", ({ add, input, output }) => {
  const n = input("n", t.Integer, 10);
  const square = add(Square, { value: add(Range, { stop: n }).value }); // list into scalar: loops by itself
  output("sum", add(Sum, { InputList: square.value }).Result);
});
