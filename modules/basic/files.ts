/** The contents of files. */
import { defineModule, PathValue, port, python, types as t } from "vt";
import { decodeText, encodeText } from "./encoding.ts";
import { nameOf, withFile } from "./file_system.ts";

/** A text as a temporary file. */
export const WriteFile = defineModule({
  name: "WriteFile",
  doc: "A text as a temporary file.",
  exactNumbers: true,
  inputs: {
    in_value: port(t.String),
    suffix: port(t.String, { default: "" }),
    encoding: port(t.String, { optional: true, doc: "UTF-8 unless given." }),
  },
  outputs: { out_value: port(t.File) },
  compute: ({ in_value, suffix, encoding }, context) => {
    const text = python.add("", in_value) as string | Uint8Array;
    const asked = encoding !== undefined && typeof text === "string";
    const bytes = asked ? encodeText(text, encoding) : python.bytesOfStr(text);
    const path = context.temporaryPath("file", suffix);
    Deno.writeFileSync(path, bytes);
    return { out_value: new PathValue(path) };
  },
});

/** A file's content as a text. */
export const ReadFile = defineModule({
  name: "ReadFile",
  doc: "A file's content as a text.",
  exactNumbers: true,
  inputs: {
    in_value: port(t.File),
    encoding: port(t.String, { optional: true, doc: "Without it the bytes are taken as they are." }),
  },
  outputs: { out_value: port(t.String) },
  compute: ({ in_value, encoding }) => {
    const path = nameOf(in_value);
    const bytes = withFile(path, () => Deno.readFileSync(path));
    const text = encoding === undefined ? python.strOfBytes(bytes) : decodeText(bytes, encoding);
    return { out_value: text as string };
  },
});
