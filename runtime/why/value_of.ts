/** From the text of a component to the value that was written on a port. */
import { decodeValue } from "../store/value_codec.ts";
import { PathValue } from "../values.ts";

/** Undefined where it was not kept whole, and where it has long parts or no text at all. */
export function valueOf(text: string): { readonly value: unknown } | undefined {
  if (!text.startsWith("@")) return decodeValue({ text, attachments: [], paths: [] });
  try {
    const [encoded, , states] = JSON.parse(text.slice(1)) as [string, unknown, [name: string, state: string][]];
    return decodeValue({ text: encoded, attachments: [], paths: states.map(([name]) => new PathValue(name)) });
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}
