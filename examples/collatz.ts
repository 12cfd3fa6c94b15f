/** Collatz sequences by programs inside the workflow: the ports of a TypeScriptSource are variables of its source. */
import { port, types as t, withPorts, workflow } from "vt";
import { Range, TypeScriptSource } from "vt/basic";

const Steps = withPorts(TypeScriptSource, {
  inputs: { n: port(t.Integer) },
  outputs: { steps: port(t.Integer) },
});

const Longest = withPorts(TypeScriptSource, {
  inputs: { starts: port(t.Integer, { depth: 1 }), steps: port(t.Integer, { depth: 1 }) },
  outputs: { longest: port(t.Integer) },
});

export default workflow("collatz", ({ add, input, output }) => {
  const starts = add(Range, { start: 1, stop: input("stop", t.Integer, 50) }).value;
  const steps = add(Steps, {
    n: starts,
    source: `
let value: number = n;
for (steps = 0; value !== 1; steps++) value = value % 2 === 0 ? value / 2 : 3 * value + 1;`,
  }).steps;
  const source = `
longest = Math.max(...steps);
console.log(starts[steps.indexOf(longest)], "takes", longest, "steps");`;
  output("longest", add(Longest, { starts, steps, source }).longest);
});
