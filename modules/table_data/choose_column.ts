/** Which columns of a table are meant, by name, by index, or by both. */
import { ModuleError, python } from "vt";
import type { TableObject } from "./table.ts";

/** How a module names a column. */
export interface ColumnChoice {
  readonly name?: string | undefined;
  readonly index?: number | undefined;
}

/** The index of the column. Throws VisTrails' texts; what they are thrown as differs, hence `fail`. */
export function chooseColumn(
  table: TableObject,
  { name, index }: ColumnChoice,
  fail: (text: string) => Error = (text) => new ModuleError(text),
): number {
  if (name === undefined) {
    if (index === undefined) throw fail("No column name nor index specified");
    return inTable(table, index, fail);
  }
  if (table.names === null) throw fail("Unable to get column by name: table doesn't have column names");
  const found = indexOfName(table.names, name, fail);
  if (index !== undefined && !python.equal(found, index)) {
    throw fail("Both a column name and index were specified, and they don't agree");
  }
  return found;
}

/** The indexes of several columns, in the order in which they are named; one may come more than once. */
export function chooseColumns(
  table: TableObject,
  { names, indexes }: { names?: readonly unknown[] | undefined; indexes?: readonly unknown[] | undefined },
): readonly number[] {
  const fail = (text: string) => new ModuleError(text);
  if (names === undefined) {
    if (indexes === undefined) throw fail("No column names nor indexes specified");
    return Array.from(python.itemsOf(indexes), (index) => inTable(table, index, fail));
  }
  if (table.names === null) throw fail("Unable to get column by names: table doesn't have column names");
  const known = table.names;
  const found = Array.from(python.itemsOf(names), (name) => indexOfName(known, name, fail));
  if (indexes !== undefined && !python.equal(found, indexes)) {
    throw fail("Both column names and indexes were specified, and they don't agree");
  }
  return found;
}

function indexOfName(names: readonly string[], name: unknown, fail: (text: string) => Error): number {
  const text = python.str(name);
  const exact = names.indexOf(text);
  const found = exact === -1 ? names.indexOf(text.trim()) : exact;
  if (found === -1) throw fail(`Column name was not found: ${python.repr(name)}`);
  return found;
}

function inTable({ columns }: TableObject, index: unknown, fail: (text: string) => Error): number {
  const number = Number(index);
  if (Number.isInteger(number) && number >= 0 && number < columns) return number;
  throw fail(`No column ${python.str(index)}, table only has ${columns} columns`);
}
