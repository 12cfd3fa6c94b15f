/** Tables out of rows: lists, or dicts of the same keys. */
import { ModuleError, python } from "vt";
import { lookUp, makeDict } from "../../runtime/python/dict.ts";
import { NdArray } from "./nd_array.ts";
import { type TableObject, tableOf } from "./table.ts";

/** A row and the key that it stands under, None in a list. */
type Row = readonly [key: unknown, value: unknown];

/** The table of a dict: a row for each key, which is the first column. */
export function tableOfDict(dict: unknown, keyName: string, name: string | undefined): TableObject {
  if (!(dict instanceof Map)) throw new ModuleError("JSON file is not an object");
  if (dict.size === 0) throw new ModuleError("No entry in JSON object");
  const rows: Row[] = [...dict];
  const { columns, names } = columnsOf(rows);
  const keys = rows.map(([key]) => key);
  return tableOf([keys, ...columns], { names: names && [keyName, ...names], rows: rows.length, name });
}

/** The table of a list: a row for each item. */
export function tableOfList(list: unknown, name: string | undefined): TableObject {
  const items = listItems(list);
  if (items === undefined) throw new ModuleError("JSON file is not a list");
  if (items.length === 0) throw new ModuleError("No element in JSON list");
  const { columns, names } = columnsOf(items.map((item) => [null, item]));
  return tableOf(columns, { names, rows: items.length, name });
}

interface Columns {
  readonly columns: readonly (readonly unknown[])[];
  readonly names: readonly string[] | null;
}

/** The first row says what the others have to be. */
function columnsOf(rows: readonly Row[]): Columns {
  const [, first] = rows[0];
  const isDict = first instanceof Map;
  const keys = isDict ? [...first.keys()] : undefined;
  const width = keys?.length ?? listItems(first)?.length;
  if (width === undefined) throw new ModuleError("Values should be lists or objects");
  const values = rows.map((row) => keys === undefined ? listRow(row, width) : dictRow(row, keys));
  return {
    columns: Array.from({ length: width }, (_, i) => values.map((row) => row[i])),
    names: keys === undefined ? null : keys.map(python.str),
  };
}

function listRow([key, value]: Row, width: number): readonly unknown[] {
  const items = listItems(value);
  if (items === undefined) throw new ModuleError(`Entry for key ${python.repr(key)} is not a list`);
  if (items.length === width) return items;
  throw new ModuleError(`Entry for key ${python.repr(key)} has ${items.length} values, ${width} wanted`);
}

function dictRow([key, value]: Row, keys: readonly unknown[]): readonly unknown[] {
  if (!(value instanceof Map)) throw new ModuleError(`Entry for key ${python.repr(key)} is not an object`);
  const row = keys.map((field) => {
    const found = lookUp(value, field);
    if (found !== undefined) return found;
    throw new ModuleError(`Entry for key ${python.repr(key)} is missing field ${python.repr(field)}`);
  });
  if (value.size === keys.length) return row;
  const known = makeDict(keys.map((field) => [field, true]));
  const unexpected = [...value.keys()].find((field) => lookUp(known, field) === undefined);
  throw new ModuleError(`Entry for key ${python.repr(key)} has unexpected field ${python.repr(unexpected)}`);
}

/** Undefined for what is no list; numpy's arrays count as lists. */
function listItems(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  return value instanceof NdArray ? [...value] : undefined;
}
