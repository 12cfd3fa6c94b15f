/** Modules over an array that is too big to be moved without need. */
import { defineModule, port, types as t } from "vt";

const LENGTH = 100_000_000;

/** The same in every run of a program. */
const bytes = new Uint8Array(LENGTH);
for (let at = 0; at < LENGTH; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));

/** Computes here: what it makes has to go to an agent. */
export const Source = defineModule({
  name: "Source",
  inputs: {},
  outputs: { value: port(t.Variant) },
  compute: () => ({ value: bytes }),
});

/** Computes at an agent. */
export const Invert = defineModule({
  name: "Invert",
  inputs: { value: port(t.Variant) },
  outputs: { value: port(t.Variant) },
  parallelizable: { process: true, remote: true },
  compute: ({ value }) => ({ value: (value as Uint8Array).map((byte) => 255 - byte) }),
});

/** Computes here: what it takes has to come from an agent. */
export const Length = defineModule({
  name: "Length",
  inputs: { value: port(t.Variant) },
  outputs: { value: port(t.Integer) },
  compute: ({ value }) => ({ value: (value as Uint8Array).length }),
});
