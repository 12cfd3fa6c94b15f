/** The ports of a group, seen from inside. */
import { defineModule, InvalidOutput, port, types as t } from "vt";

/** What comes into a group. */
export const InputPort = defineModule({
  name: "InputPort",
  doc: "An input of the group that it stands in.",
  exactNumbers: true,
  parallelizable: "portable",
  inputs: {
    name: port(t.String, { optional: true }),
    optional: port(t.Boolean, { optional: true }),
    spec: port(t.String, { optional: true, hidden: false }),
    ExternalPipe: port(t.Variant, { optional: true }),
    Default: port(t.Variant, { optional: true, hidden: false }),
  },
  outputs: { InternalPipe: port(t.Variant) },
  compute: ({ ExternalPipe, Default }) => {
    if (ExternalPipe !== undefined && ExternalPipe !== null) return { InternalPipe: ExternalPipe };
    return { InternalPipe: Default === undefined ? InvalidOutput : Default };
  },
});

/** What comes out of a group. */
export const OutputPort = defineModule({
  name: "OutputPort",
  doc: "An output of the group that it stands in.",
  exactNumbers: true,
  parallelizable: "portable",
  inputs: {
    name: port(t.String, { optional: true }),
    optional: port(t.Boolean, { optional: true }),
    spec: port(t.String, { optional: true, hidden: false }),
    InternalPipe: port(t.Variant),
  },
  outputs: { ExternalPipe: port(t.Variant, { hidden: true }) },
  compute: ({ InternalPipe }) => ({ ExternalPipe: InternalPipe }),
});
