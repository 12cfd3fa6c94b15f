/** Modules that stop the run when something does not hold. */
import { defineModule, ModuleError, port, python, types as t } from "vt";

/** Stops the run unless the condition holds. */
export const Assert = defineModule({
  name: "Assert",
  doc: "Stops the whole run unless the condition holds.",
  exactNumbers: true,
  parallelizable: "portable",
  inputs: { condition: port(t.Boolean) },
  outputs: {},
  compute: ({ condition }) => {
    if (!python.truth(condition)) throw new ModuleError("Assert: condition is False", { abort: true });
    return {};
  },
});

/** Stops the run unless two values are equal. */
export const AssertEqual = defineModule({
  name: "AssertEqual",
  doc: "Stops the whole run unless the two values are equal.",
  exactNumbers: true,
  parallelizable: "portable",
  inputs: { value1: port(t.Variant), value2: port(t.Variant) },
  outputs: {},
  compute: ({ value1, value2 }) => {
    if (python.equal(value1, value2)) return {};
    const texts = [value1, value2].map((value) => python.repr(shortened(python.repr(value))));
    throw new ModuleError(`AssertEqual: values are different: ${texts.join(", ")}`, { abort: true });
  },
});

function shortened(text: string): string {
  return text.length > 20 ? `${text.slice(0, 17)}...` : text;
}
