/** `repr` and `str` as Python 2 gives them. */
import { Color, PathValue } from "../values.ts";
import { bytesOfStr } from "./bytes.ts";
import { MAX_DEPTH, tooDeep } from "./error.ts";
import { general, shortest } from "./float_text.ts";
import { isFloat } from "./numbers.ts";
import { PythonObject } from "./python_object.ts";
import { Tuple } from "./tuple.ts";
import { isLong, typeName } from "./type_name.ts";

/** `str(value)`: what `print` shows. */
export function str(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (isFloat(value)) return general(Number(value), { precision: 12, pointZero: true });
  if (typeof value === "bigint") return String(value);
  if (value instanceof PythonObject) return value.text;
  return repr(value);
}

/** `repr(value)`: how it would stand in a program, inside lists too. */
export function repr(value: unknown): string {
  return reprInside(value, []);
}

/** `around`: the containers that this value is in; Python writes `[...]` for one that holds itself. */
function reprInside(value: unknown, around: readonly unknown[]): string {
  if (value === null || value === undefined) return "None";
  if (isFloat(value)) return shortest(Number(value));
  switch (typeof value) {
    case "string":
      return reprStr(value);
    case "boolean":
      return value ? "True" : "False";
    case "bigint":
      return `${value}${isLong(value) ? "L" : ""}`;
    case "object":
      return reprObject(value, around);
    default:
      return String(value);
  }
}

function reprObject(value: object, around: readonly unknown[]): string {
  if (value instanceof Uint8Array) return reprStr(value);
  if (value instanceof PathValue) return `PathObject(${reprStr(value.name)})`;
  if (value instanceof Color) return `<Color ${value.components.join(",")}>`;
  if (value instanceof PythonObject) return value.repr;
  if (!Array.isArray(value) && !(value instanceof Tuple) && !(value instanceof Map)) {
    return `<${typeName(value)} object>`;
  }
  const [open, close] = Array.isArray(value) ? "[]" : value instanceof Map ? "{}" : "()";
  if (around.includes(value)) return `${open}...${close}`;
  if (around.length >= MAX_DEPTH) throw tooDeep();
  const inside = [...around, value];
  if (value instanceof Map) {
    const pairs = [...value].map(([key, item]) => `${reprInside(key, inside)}: ${reprInside(item, inside)}`);
    return `{${pairs.join(", ")}}`;
  }
  const items = Array.from(value as Iterable<unknown>, (item) => reprInside(item, inside));
  return open + items.join(", ") + (value instanceof Tuple && items.length === 1 ? "," : "") + close;
}

const NAMED = new Map([[0x5c, "\\\\"], [0x09, "\\t"], [0x0a, "\\n"], [0x0d, "\\r"]]);

function reprStr(text: string | Uint8Array): string {
  const bytes = bytesOfStr(text);
  const quote = bytes.includes(0x27) && !bytes.includes(0x22) ? '"' : "'";
  if (typeof text === "string" && /^[ !#-&(-[\]-~]*$/.test(text)) return `'${text}'`;
  let written = "";
  for (const byte of bytes) {
    if (byte === quote.charCodeAt(0)) written += `\\${quote}`;
    else if (byte >= 0x20 && byte < 0x7f && byte !== 0x5c) written += String.fromCharCode(byte);
    else written += NAMED.get(byte) ?? `\\x${byte.toString(16).padStart(2, "0")}`;
  }
  return quote + written + quote;
}
