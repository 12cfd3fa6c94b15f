/** Values as literals of TypeScript. */
import { Tuple } from "../python/tuple.ts";
import { Color, PathValue } from "../values.ts";
import { inBrackets, keyText, LITERAL_BREAK, type ScriptText } from "./script_text.ts";

const DEEPEST = 60;

/** The expression that gives the value; undefined where a script cannot write it. */
export function literalText(value: unknown, script: ScriptText, depth = 0): string | undefined {
  if (depth > DEEPEST) return undefined;
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") return numberText(value);
  if (typeof value === "bigint") return `${value}n as never`; // integers are typed as numbers
  if (typeof value === "string") return stringText(value);
  if (value instanceof Number) return `${script.face("python")}.makeFloat(${numberText(Number(value))})`;
  if (value instanceof Uint8Array) return `Uint8Array.fromHex("${value.toHex()}")`;
  if (value instanceof PathValue) return `new ${script.face("PathValue")}(${stringText(value.name)})`;
  if (value instanceof Color) return `new ${script.face("Color")}([${value.components.map(numberText).join(", ")}])`;
  const inside = (items: Iterable<unknown>) => listText(items, script, depth + 1);
  if (Array.isArray(value)) return inside(value);
  if (value instanceof Tuple) {
    const items = inside(value);
    return items && `new ${script.face("Tuple")}(${items})`;
  }
  if (value instanceof Map) {
    const pairs = inside(value);
    return pairs && `${script.face("python")}.makeDict(${pairs})`;
  }
  return Object.getPrototypeOf(value) === Object.prototype ? objectText(value as object, script, depth + 1) : undefined;
}

function objectText(value: object, script: ScriptText, depth: number): string | undefined {
  const texts = Object.entries(value).map(([key, item]) => {
    const text = literalText(item, script, depth);
    return key === "__proto__" ? undefined : text && `${keyText(key)}: ${text}`;
  });
  return texts.every((text) => text !== undefined) ? inBrackets("{", texts, "}") : undefined;
}

function listText(items: Iterable<unknown>, script: ScriptText, depth: number): string | undefined {
  const texts = Array.from(items, (item) => literalText(item, script, depth));
  return texts.every((text) => text !== undefined) ? inBrackets("[", texts, "]") : undefined;
}

function numberText(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

/** A text of several lines as a template literal, for that can be read. */
function stringText(text: string): string {
  if (!text.includes("\n") || /[^ -~\n\t\u00a0-\ud7ff]/.test(text)) return JSON.stringify(text);
  return `\`${text.replaceAll(/[\\`]|\$\{/g, "\\$&").replaceAll("\n", LITERAL_BREAK)}\``;
}
