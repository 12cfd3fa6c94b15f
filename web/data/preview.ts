/** Values as a page shows them: a text, a table, a picture, a file; only as much of them as can be looked at. */
import { encodeJson } from "../../runtime/python/encode.ts";
import { Tuple } from "../../runtime/python/tuple.ts";
import { typeName } from "../../runtime/python/type_name.ts";
import { sizeText } from "../../runtime/quantity_text.ts";
import type { RecordedValue } from "../../runtime/record/log.ts";
import type { KeptOutput } from "../../runtime/store/kept_result.ts";
import { PathValue } from "../../runtime/values.ts";
import { imageType } from "./image_type.ts";
import { numberText, withDictionaries } from "./shown_value.ts";

/** See the head of the file. */
export type Preview =
  | { readonly kind: "text"; readonly text: string; readonly isCut: boolean }
  | { readonly kind: "table"; readonly head: readonly string[]; readonly rows: readonly Row[]; readonly count: number }
  /** A picture in the value itself. */
  | { readonly kind: "image"; readonly size: number }
  | { readonly kind: "bytes"; readonly size: number }
  | { readonly kind: "files"; readonly paths: readonly string[] }
  /** All that is known of a value that is not there. */
  | { readonly kind: "description"; readonly text: string };

/** Cells of a row. */
type Row = readonly string[];

const LONGEST_TEXT = 20_000;
const LONGEST_CELL = 200;
const MOST_ROWS = 50;
const MOST_COLUMNS = 20;
const MOST_FILES = 100;

/** Of an output: what the store keeps, else what the record says. */
export function previewOfOutput(recorded: RecordedValue | undefined, kept: KeptOutput | undefined): Preview {
  if (kept !== undefined && "value" in kept) return previewOf(kept.value);
  if (kept !== undefined) {
    return { kind: "description", text: `a value of ${sizeText(kept.size)}, too large to be shown` };
  }
  if (recorded === undefined) return { kind: "description", text: "not recorded" };
  if ("value" in recorded) return previewOfJson(recorded.value);
  const { type, size, path } = recorded;
  if (path !== undefined && type === "File") return { kind: "files", paths: [path] };
  const much = size === undefined
    ? ""
    : `, ${type === "str" || type.endsWith("Array") ? sizeText(size) : `${size} items`}`;
  return { kind: "description", text: `${path === undefined ? "" : `${path}, `}${type}${much}` };
}

/** Of a value. */
export function previewOf(value: unknown): Preview {
  const number = numberText(value);
  if (number !== undefined) return textPreview(number);
  if (typeof value === "string") return textPreview(value);
  if (value instanceof PathValue) return { kind: "files", paths: [value.name] };
  if (value instanceof Uint8Array) {
    return { kind: imageType(value) === undefined ? "bytes" : "image", size: value.byteLength };
  }
  const items = value instanceof Tuple
    ? value.items
    : ArrayBuffer.isView(value)
    ? Array.from(value as Float64Array)
    : value;
  if (Array.isArray(items) && items.length > 0) {
    if (items.every((item) => item instanceof PathValue)) {
      return { kind: "files", paths: items.slice(0, MOST_FILES).map(({ name }) => name) };
    }
    const table = tablePreview(items);
    if (table !== undefined) return table;
  }
  return textPreview(jsonText(value));
}

/** Of a value as the record has it, in JSON. */
function previewOfJson(json: unknown): Preview {
  if (typeof json === "string") return textPreview(json);
  if (typeof json === "object" && json !== null && "__path__" in json) {
    return { kind: "files", paths: [String(json.__path__)] };
  }
  if (typeof json === "object" && json !== null && "__float__" in json) {
    return textPreview(FLOATS[String(json.__float__)] ?? String(json.__float__));
  }
  return textPreview(JSON.stringify(json));
}

const FLOATS: Readonly<Record<string, string>> = { nan: "NaN", inf: "Infinity", "-inf": "-Infinity" };

function textPreview(text: string): Preview {
  return { kind: "text", text: text.slice(0, LONGEST_TEXT), isCut: text.length > LONGEST_TEXT };
}

function jsonText(value: unknown): string {
  const isShort = !Array.isArray(value) || value.length <= LONGEST_TEXT;
  return JSON.stringify(encodeJson(withDictionaries(isShort ? value : value.slice(0, LONGEST_TEXT)))) ??
    typeName(value);
}

/** Lists of lists, and lists of dictionaries. */
function tablePreview(items: readonly unknown[]): Preview | undefined {
  const some = items.slice(0, MOST_ROWS).map((item) => withDictionaries(item));
  if (some.every((item) => item instanceof Map)) {
    const keys = [...new Set(some.flatMap((item) => [...item.keys()]))].slice(0, MOST_COLUMNS);
    const rows = some.map((item) => keys.map((key) => item.has(key) ? cellText(item.get(key)) : ""));
    return { kind: "table", head: keys.map(cellText), rows, count: items.length };
  }
  const lists = some.map((item) => item instanceof Tuple ? item.items : item);
  if (!lists.every((item) => Array.isArray(item))) return undefined;
  return {
    kind: "table",
    head: [],
    rows: lists.map((item) => item.slice(0, MOST_COLUMNS).map(cellText)),
    count: items.length,
  };
}

function cellText(value: unknown): string {
  const text = typeof value === "string" ? value : numberText(value) ?? jsonText(value);
  return text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL)}…` : text;
}
