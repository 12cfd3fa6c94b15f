/** A script's values as VisTrails writes them: texts of parameters, or constant modules that are connected. */
import type { Port } from "../authoring/port.ts";
import { isSubtype, type PortType } from "../authoring/port_type.ts";
import * as t from "../authoring/types.ts";
import { shortest } from "../python/float_text.ts";
import { isFloat, isInt } from "../python/numbers.ts";
import { repr } from "../python/text.ts";
import { Tuple } from "../python/tuple.ts";
import { Color, PathValue } from "../values.ts";

/** A value with the type of the constant that holds it. */
export interface WrittenValue {
  readonly type: PortType;
  readonly text: string;
}

/** How a value gets to a port: as a function with these parameters, or through constant modules, one for each. */
export type Writing =
  | { readonly how: "function"; readonly parameters: readonly WrittenValue[] }
  | { readonly how: "constants"; readonly values: readonly WrittenValue[] };

/**
 * How VisTrails has this value on this port; undefined where no constant of VisTrails can hold it. A constant is of the
 * type `wanted` where that can be.
 */
export function writingOf(value: unknown, port: Port, wanted?: PortType): Writing | undefined {
  if (port.types.length !== 1) {
    const parts = value instanceof Tuple ? [...value] : [];
    const parameters = parts.map((part, i) => port.types[i] && written(part, port.types[i]));
    return parts.length === port.types.length && parameters.every((one) => one !== undefined)
      ? { how: "function", parameters }
      : undefined;
  }
  const [type] = port.types;
  if (!(Array.isArray(value) && port.depth > 0)) {
    const parameter = type === t.Variant ? undefined : written(value, type);
    return parameter === undefined ? throughConstants([value], wanted) : { how: "function", parameters: [parameter] };
  }
  // A List counts as one level, but not before a Variant; what several wires bring is put together.
  const levels = port.depth - Number(type !== t.Variant && type !== t.List);
  if (levels === 0) return throughConstants([value], wanted);
  return levels === 1 ? throughConstants(value, wanted) : undefined;
}

function throughConstants(values: readonly unknown[], wanted?: PortType): Writing | undefined {
  const found = values.map((value) => {
    const type = naturalType(value);
    return (wanted && written(value, wanted)) ?? (type && written(value, type));
  });
  return found.length > 0 && found.every((one) => one !== undefined) ? { how: "constants", values: found } : undefined;
}

/** The type of constants that hold such values. */
function naturalType(value: unknown): PortType | undefined {
  if (typeof value === "boolean") return t.Boolean;
  if (isInt(value)) return t.Integer;
  if (isFloat(value)) return t.Float;
  if (typeof value === "string") return t.String;
  if (Array.isArray(value)) return t.List;
  if (value instanceof Map) return t.Dictionary;
  if (value instanceof PathValue) return t.Path;
  return value instanceof Color ? t.Color : undefined;
}

/** The value as a text of that type; undefined where it is none. */
function written(value: unknown, type: PortType): WrittenValue | undefined {
  const { constant } = type;
  if (constant === undefined || !constant.validate(value)) return undefined;
  const text = textOf(value, type);
  return text === undefined ? undefined : { type, text };
}

function textOf(value: unknown, type: PortType): string | undefined {
  if (typeof value === "string") return value;
  if (value instanceof PathValue) return value.name;
  // VisTrails prints floats and colours with few digits; all are kept here.
  if (value instanceof Color) return value.components.map((one) => shortest(one)).join(",");
  if (isFloat(value) || (isInt(value) && isSubtype(type, t.Float) && type !== t.Integer)) {
    return typeof value === "boolean" ? undefined : shortest(Number(value));
  }
  if (typeof value === "boolean" || isInt(value)) return typeof value === "boolean" ? repr(value) : String(value);
  if (Array.isArray(value) || value instanceof Map) return isLiteral(value, 0) ? repr(value) : undefined;
  return type.constant!.format(value);
}

const DEEPEST = 90;

/** Whether `repr` of it is a Python literal that reads back. */
function isLiteral(value: unknown, depth: number): boolean {
  if (depth > DEEPEST) return false;
  if (value === null || typeof value === "string" || value instanceof Uint8Array) return true;
  if (isFloat(value)) return Number.isFinite(Number(value));
  if (isInt(value)) return true;
  if (value instanceof Map) {
    return [...value].every(([key, item]) => isLiteral(key, depth + 1) && isLiteral(item, depth + 1));
  }
  const isSequence = Array.isArray(value) || value instanceof Tuple;
  return isSequence && Array.from(value as Iterable<unknown>).every((item) => isLiteral(item, depth + 1));
}
