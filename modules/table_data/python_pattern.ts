/** Regular expressions as Python writes them. */
import { python } from "vt";
import { messageOf } from "../../runtime/errors.ts";

/** What Python writes otherwise than JavaScript. Pairs of characters that belong together are passed over whole. */
const DIFFERENT = /\\([AZ])|\\[^]|\[\^?\]?(?:\\[^]|[^\]\\])*\]|\(\?P<(\w+)>|\(\?P=(\w+)\)|\(\?#[^)]*\)/g;

/** The pattern, to be searched for in texts; an error of Python's where it is none. */
export function compilePattern(source: string): RegExp {
  const flags = /^\(\?([imsu]+)\)/.exec(source);
  const body = source.slice(flags?.[0].length ?? 0).replace(DIFFERENT, (whole, anchor, group, reference) => {
    if (anchor !== undefined) return anchor === "A" ? "(?<![^])" : "(?![^])";
    if (group !== undefined) return `(?<${group}>`;
    if (reference !== undefined) return `\\k<${reference}>`;
    if (whole.startsWith("(?#")) return "";
    // In Python a bracket that comes first in a class stands for itself.
    return whole.startsWith("[") ? whole.replace(/^(\[\^?)\]/, "$1\\]") : whole;
  });
  try {
    return new RegExp(body, [...new Set((flags?.[1] ?? "").replaceAll("u", ""))].join(""));
  } catch (error) {
    throw new python.PythonError("error", messageOf(error), { cause: error });
  }
}
