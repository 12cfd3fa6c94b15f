/** Two tables as one, row by row. */
import { defineModule, port, python, types as t } from "vt";
import { chooseColumn } from "./choose_column.ts";
import { type Column, shown, tableName, TableObject, TableType } from "./table.ts";

/** The rows of two tables that have the same value in a column of each. */
export const JoinTables = defineModule({
  name: "JoinTables",
  doc: "Joins the rows of two tables that have equal texts in a column of each; other rows are left out.",
  exactNumbers: true,
  inputs: {
    ...tableName,
    left_table: port(TableType),
    right_table: port(TableType),
    left_column_idx: shown(t.Integer),
    left_column_name: shown(t.String),
    right_column_idx: shown(t.Integer),
    right_column_name: shown(t.String),
    case_sensitive: port(t.Boolean, { default: false }),
    always_prefix: port(t.Boolean, { default: false, doc: "Puts the table's name before every column's." }),
  },
  outputs: { value: port(TableType) },
  compute: ({ left_table: left, right_table: right, ...given }) => {
    const leftKey = chooseColumn(left, { name: given.left_column_name, index: given.left_column_idx });
    const rightKey = chooseColumn(right, { name: given.right_column_name, index: given.right_column_idx });
    const isExact = python.truth(given.case_sensitive);
    const pairs = matchRows(keysOf(left.column(leftKey), isExact), keysOf(right.column(rightKey), isExact));
    const always = python.truth(given.always_prefix);
    const names = [
      ...namesBeside(right, { table: left, prefix: left.name ?? "left", always }),
      ...namesBeside(left, { table: right, prefix: right.name ?? "right", always }),
    ];
    const read = (index: number): Column => {
      if (index >= left.columns) return pairs.map(([, row]) => right.column(index - left.columns)[row]);
      return pairs.map(([row]) => left.column(index)[row]);
    };
    return { value: new TableObject({ columns: names.length, rows: pairs.length, names, name: given.name }, read) };
  },
});

function keysOf(column: Column, isExact: boolean): readonly string[] {
  return column.map((value) => isExact ? python.str(value).trim() : python.str(value).trim().toUpperCase());
}

/** Left rows with the right ones of the same key. Of several right rows with one key, the last counts. */
function matchRows(left: readonly string[], right: readonly string[]): readonly (readonly [number, number])[] {
  const rows = new Map(right.map((key, row) => [key, row]));
  return left.flatMap((key, row) => {
    const found = rows.get(key);
    return found === undefined ? [] : [[row, found] as const];
  });
}

interface Side {
  readonly table: TableObject;
  readonly prefix: string;
  readonly always: boolean;
}

/** The names of a table's columns where another table stands beside it: with a prefix where both have one. */
function namesBeside(other: TableObject, { table, prefix, always }: Side): readonly string[] {
  const taken = new Set(other.names);
  return Array.from({ length: table.columns }, (_, i) => {
    const name = table.names === null ? `col ${i}` : table.names[i];
    return always || table.names === null || taken.has(name) ? `${prefix}.${name}` : name;
  });
}
