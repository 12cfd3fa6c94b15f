/** Numbers in a row: what VisTrails leaves to PythonSource. */
import { defineModule, ModuleError, port, types as t } from "vt";

const LONGEST = 50_000_000;

/** The integers from start up to, and without, stop. */
export const Range = defineModule({
  name: "Range",
  doc: "The integers from start up to, and without, stop.",
  parallelizable: "portable",
  inputs: {
    start: port(t.Integer, { default: 0 }),
    stop: port(t.Integer),
    step: port(t.Integer, { default: 1, doc: "May be negative, then stop is below start." }),
  },
  outputs: { value: port(t.Integer, { depth: 1 }) },
  compute: ({ start, stop, step }) => {
    for (const [name, value] of Object.entries({ start, stop, step })) {
      if (!Number.isSafeInteger(value)) throw new ModuleError(`Cannot count: ${name} is ${value}, not a safe integer`);
    }
    if (step === 0) throw new ModuleError("Cannot count: step is 0");
    const length = Math.max(0, Math.ceil((stop - start) / step));
    if (length > LONGEST) throw new ModuleError(`Cannot count: ${length} integers, at most ${LONGEST} fit a list`);
    return { value: Array.from({ length }, (_, i) => start + i * step) };
  },
});
