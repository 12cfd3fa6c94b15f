/** StringFormat: a text with places for values, in the language of Python's `str.format`. */
import { defineModule, port, python, types as t } from "vt";
import { dynamicInput } from "./dynamic_input.ts";

/** A text with values put in. */
export const StringFormat = defineModule({
  name: "StringFormat",
  doc: "A text with values put in: {} or {0} takes port _0, {name:.2f} takes port name.",
  exactNumbers: true,
  parallelizable: "portable",
  dynamicPorts: true,
  inputs: { format: port(t.String) },
  outputs: { value: port(t.String) },
  compute: (inputs) => {
    const { count, names } = placeholders(inputs.format);
    const positional = Array.from({ length: count }, (_, n) => dynamicInput(inputs, `_${n}`));
    const named = new Map([...names].map((name) => [name, dynamicInput(inputs, name)]));
    return { value: python.format(inputs.format, { positional, named }) };
  },
});

/** The ports that a text needs, found as VisTrails finds them: fields inside the format of a field do not count. */
export function placeholders(text: string): { count: number; names: ReadonlySet<string> } {
  const names = new Set<string>();
  let count = 0;
  for (let i = text.indexOf("{"); i !== -1; i = text.indexOf("{", i)) {
    i++;
    if (text[i] === "{") {
      i++;
      continue;
    }
    const end = text.indexOf("}", i);
    if (end === -1) throw new python.PythonError("ValueError", "substring not found");
    const name = /^[^:!.[]*/.exec(text.slice(i, end))![0];
    if (name === "") count++;
    else if (/^\s*[-+]?\d{1,6}\s*$/.test(name)) count = Math.max(count, Number(name) + 1);
    else names.add(name);
    i = end;
  }
  return { count, names };
}
