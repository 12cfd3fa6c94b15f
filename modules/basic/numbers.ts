/** Numbers and truth values. */
import { defineModule, port, python, types as t } from "vt";

/** The opposite of a truth value. */
export const Not = defineModule({
  name: "Not",
  doc: "The opposite of a truth value.",
  exactNumbers: true,
  parallelizable: "portable",
  inputs: { input: port(t.Boolean) },
  outputs: { value: port(t.Boolean) },
  compute: ({ input }) => ({ value: !python.truth(input) }),
});

/** A Float as an Integer. */
export const Round = defineModule({
  name: "Round",
  doc: "A Float as an Integer: without its decimals, or the nearest when floor is false.",
  exactNumbers: true,
  parallelizable: "portable",
  hidden: true,
  inputs: { in_value: port(t.Float), floor: port(t.Boolean, { default: true }) },
  outputs: { out_value: port(t.Integer) },
  compute: ({ in_value, floor }) => ({
    out_value: toInteger(python.truth(floor) ? in_value : python.add(in_value, 0.5)) as number,
  }),
});

/** `int(value)` */
function toInteger(value: unknown): number | bigint {
  if (python.isFloat(value)) return python.truncate(value);
  if (python.isInt(value)) return typeof value === "boolean" ? Number(value) : value;
  if (typeof value === "string") return python.parseInteger(value);
  const what = `int() argument must be a string or a number, not '${python.typeName(value)}'`;
  throw new python.PythonError("TypeError", what);
}
