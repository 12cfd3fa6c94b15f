/** Newton's method: a module that runs again with what it gave before, until it says that it is done. */
import { defineModule, port, types as t, workflow } from "vt";

export const Improve = defineModule({
  name: "Improve",
  doc: "One step towards the square root of a number.",
  inputs: { number: port(t.Float), guess: port(t.Float, { default: 1 }) },
  outputs: { better: port(t.Float), goesOn: port(t.Boolean) },
  compute: ({ number, guess }) => {
    const better = (guess + number / guess) / 2;
    return { better, goesOn: Math.abs(better - guess) > 1e-12 };
  },
});

export default workflow("square root", ({ add, input, output }) => {
  const number = input("number", t.Float, 2);
  const root = add(Improve, { number }, { while: { condition: "goesOn", max: 50, feed: { guess: "better" } } });
  output("root", root.better);
});
