/** StandardOutput: what people look at first. */
import { defineModule, PathValue, port, python, types as t } from "vt";
import { printFile } from "./print_file.ts";

/** Prints a value, of a file its content. */
export const StandardOutput = defineModule({
  name: "StandardOutput",
  doc: "Prints the value; of a file, its content.",
  exactNumbers: true,
  cacheable: false,
  inputs: { value: port(t.Variant) },
  outputs: {},
  compute: ({ value }, context) => {
    const printed = value instanceof PathValue ? printFile(value.name, context) : undefined;
    if (printed === undefined) context.print(`${python.str(value)}\n`);
    else if (printed > 0) context.print("\n");
    return {};
  },
});
