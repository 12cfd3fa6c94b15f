/** A written value as text that is equal for equal values alone. */
import { Tuple } from "../python/tuple.ts";
import { Color, PathValue } from "../values.ts";

/** Undefined for values that cannot be compared. A path stands with the time and size of what lies there. */
export function valueText(value: unknown, depth = 0): string | undefined {
  if (value === null || value === undefined || typeof value === "boolean") return String(value);
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value !== "object" || depth > 100) return undefined;
  if (value instanceof Number) return `${value.valueOf()}.0`;
  if (Array.isArray(value)) return itemsText("list", value, depth);
  if (value instanceof Tuple) return itemsText("tuple", value.items, depth);
  if (value instanceof Map) return itemsText("dict", [...value].flat(), depth);
  if (value instanceof Color) return itemsText("color", value.components, depth);
  if (value instanceof PathValue) return `path ${JSON.stringify(value.name)} ${fileState(value.name)}`;
  if (value instanceof Uint8Array) return `bytes ${value.join(" ")}`;
  return Object.getPrototypeOf(value) === Object.prototype
    ? itemsText("object", Object.entries(value).flat(), depth)
    : undefined;
}

function itemsText(kind: string, items: readonly unknown[], depth: number): string | undefined {
  const texts: string[] = [];
  for (const item of items) {
    const text = valueText(item, depth + 1);
    if (text === undefined) return undefined;
    texts.push(text);
  }
  return `${kind}(${texts.join(",")})`;
}

function fileState(path: string): string {
  try {
    const { mtime, size } = Deno.statSync(path);
    return `${mtime?.getTime()} ${size}`;
  } catch {
    return "absent";
  }
}
