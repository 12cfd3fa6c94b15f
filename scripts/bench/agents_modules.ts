/** A module for the benchmark of agents. */
import { defineModule, port, types as t } from "vt";

/** All bits of an array, the other way round. */
export const Flipped = defineModule({
  name: "Flipped",
  parallelizable: { remote: true },
  inputs: { bytes: port(t.Variant) },
  outputs: { bytes: port(t.Variant) },
  compute: ({ bytes }) => ({ bytes: (bytes as Uint8Array).map((byte) => byte ^ 0xff) }),
});
