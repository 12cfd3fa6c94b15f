/** Tables: columns of any values, of one length, with or without names. */
import { type Port, port, type PortType, python, types as t } from "vt";
import { isStr } from "../../runtime/python/bytes.ts";
import { parseFloatText } from "../../runtime/python/numbers.ts";

/** A column as it came: texts, numbers, whatever. */
export type Column = readonly unknown[];

/** What is known of a table before its columns are read. */
export interface TableShape {
  /** How many columns. */
  readonly columns: number;
  /** How many rows. */
  readonly rows: number;
  /** Names of the columns, null for a table without. */
  readonly names: readonly string[] | null;
  /** What joins call the table. */
  readonly name?: string | undefined;
}

/** A table. Its columns may be made when they are first asked for: what is wrong with one shows only then. */
export class TableObject {
  /** How many columns. */
  readonly columns: number;
  /** How many rows. */
  readonly rows: number;
  /** Names of the columns, null for a table without. */
  readonly names: readonly string[] | null;
  /** What joins call the table; null: nothing. */
  readonly name: string | null;
  readonly #read: (index: number) => Column;
  readonly #columns = new Map<number, Column>();

  /** `read` makes a column; it is asked once for each. */
  constructor({ columns, rows, names, name }: TableShape, read: (index: number) => Column) {
    this.columns = columns;
    this.rows = rows;
    this.names = names;
    this.name = name ?? null;
    this.#read = read;
  }

  /** The values of a column, counted from 0. */
  column(index: number): Column {
    let column = this.#columns.get(index);
    if (column === undefined) this.#columns.set(index, column = this.#read(index));
    return column;
  }

  /** The values of a column as floats; a ValueError for what is no number. */
  numbers(index: number): readonly number[] {
    return this.column(index).map(toFloat);
  }
}

/** The table of columns that are there already. */
export function tableOf(
  columns: readonly Column[],
  { names, rows, name }: { names: readonly string[] | null; rows: number; name?: string | undefined },
): TableObject {
  return new TableObject({ columns: columns.length, rows, names, name }, (index) => columns[index]);
}

/** The type of ports that carry tables. */
export const TableType: PortType<TableObject, { Module: 1; Table: 1 }> = {
  package: "org.vistrails.vistrails.tabledata",
  namespace: "",
  name: "Table",
  base: t.Module,
};

/** The input that every module has which makes a table: what joins call it. */
export const tableName = {
  name: port(t.String, { optional: true, hidden: false, doc: "What joins call the table." }),
};

/** An input that need not have a value, shown to editors all the same. */
export function shown<T, Is>(type: PortType<T, Is>): Port<T | undefined, Is, 0, true> {
  return port(type, { optional: true, hidden: false });
}

/** `float(value)` */
function toFloat(value: unknown): number {
  if (python.isFloat(value)) return value;
  if (python.isInt(value)) return python.makeFloat(Number(value));
  if (isStr(value)) return parseFloatText(python.str(value));
  throw new python.PythonError("TypeError", "float() argument must be a string or a number");
}
