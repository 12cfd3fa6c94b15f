/** Texts. */
import { defineModule, port, python, types as t } from "vt";

/** Up to four texts as one. */
export const ConcatenateString = defineModule({
  name: "ConcatenateString",
  doc: "Up to four texts as one.",
  exactNumbers: true,
  parallelizable: "portable",
  inputs: {
    str1: port(t.String, { optional: true, hidden: false }),
    str2: port(t.String, { optional: true, hidden: false }),
    str3: port(t.String, { optional: true, hidden: false }),
    str4: port(t.String, { optional: true, hidden: false }),
  },
  outputs: { value: port(t.String) },
  compute: ({ str1 = "", str2 = "", str3 = "", str4 = "" }) => ({
    value: [str1, str2, str3, str4].map(checkedText).reduce(joined),
  }),
});

/** `"".join(...)` says which item is no text. */
function checkedText(text: unknown, index: number): string {
  if (typeof text === "string" || text instanceof Uint8Array) return text as string;
  const what = `sequence item ${index}: expected string, ${python.typeName(text)} found`;
  throw new python.PythonError("TypeError", what);
}

/** Bytes that are no UTF-8 are texts, too. */
function joined(a: string, b: string): string {
  return python.add(a, b) as string;
}
