/** What the parallel benchmarks compute: in a file of its own, which far sides import. */
import { defineModule, port, types as t } from "vt";
import { busyLoop } from "./peers/busy_loop.ts";

const parallelizable = { worker: true, process: true };

/** Does nothing, elsewhere. */
export const NoOp = defineModule({
  name: "NoOp",
  inputs: { value: port(t.Integer) },
  outputs: { value: port(t.Integer) },
  parallelizable,
  compute: ({ value }) => ({ value }),
});

/** Does nothing, here. */
export const NoOpHere = defineModule({
  name: "NoOpHere",
  inputs: { value: port(t.Integer) },
  outputs: { value: port(t.Integer) },
  compute: ({ value }) => ({ value }),
});

const busy = {
  inputs: { iterations: port(t.Integer), number: port(t.Integer) },
  outputs: { value: port(t.Integer) },
  compute: ({ iterations }: { iterations: number }) => ({ value: busyLoop(iterations) }),
};

/** Computes, elsewhere. */
export const Busy = defineModule({ name: "Busy", ...busy, parallelizable });

/** The same, here. */
export const BusyHere = defineModule({ name: "BusyHere", ...busy });

/** Adds 1 to the first number of a long array. */
export const Touch = defineModule({
  name: "Touch",
  inputs: { numbers: port(t.Variant) },
  outputs: { numbers: port(t.Variant) },
  parallelizable,
  compute: ({ numbers }) => {
    (numbers as Float64Array)[0]++;
    return { numbers };
  },
});
