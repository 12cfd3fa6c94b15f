/** Groups of rows, and a number for each. */
import { defineModule, port, python, types as t } from "vt";
import { identityOf } from "../../runtime/python/dict.ts";
import { chooseColumn } from "./choose_column.ts";
import { shown, tableName, TableObject, TableType } from "./table.ts";

const OPERATIONS: ReadonlyMap<string, (numbers: readonly number[]) => number> = new Map([
  ["sum", sum],
  ["count", (numbers) => numbers.length],
  ["average", (numbers) => sum(numbers) / numbers.length],
  ["min", (numbers) => numbers.reduce((a, b) => b < a ? b : a)],
  ["max", (numbers) => numbers.reduce((a, b) => b > a ? b : a)],
]);

/** One number for each group of rows. */
export const AggregateColumn = defineModule({
  name: "AggregateColumn",
  doc: "Groups the rows by one column and makes one number of each group's values in another.",
  exactNumbers: true,
  inputs: {
    ...tableName,
    table: port(TableType),
    op: port(t.String, { values: [...OPERATIONS.keys()] }),
    column_name: shown(t.String),
    column_index: shown(t.Integer),
    group_by_name: shown(t.String),
    group_by_index: shown(t.Integer),
  },
  outputs: { value: port(TableType) },
  compute: ({ name, table, op, ...given }) => {
    const fail = (text: string) => new python.PythonError("ValueError", text);
    const column = chooseColumn(table, { name: given.column_name, index: given.column_index }, fail);
    const by = chooseColumn(table, { name: given.group_by_name, index: given.group_by_index }, fail);
    const operation = OPERATIONS.get(op);
    if (operation === undefined) throw fail(`Unknown operation: "${op}"`);
    const groups = groupRows(table.column(by));
    const read = (index: number) => {
      if (index === 0) return groups.map(([first]) => table.column(by)[first]);
      if (op === "count") return groups.map((rows) => rows.length);
      const numbers = table.numbers(column).map(Number);
      return groups.map((rows) => python.makeFloat(operation(rows.map((row) => numbers[row]))));
    };
    const names = table.names === null ? null : [table.names[by], table.names[column]];
    return { value: new TableObject({ columns: 2, rows: groups.length, names, name }, read) };
  },
});

/** The rows of each value, in the order in which the values first come. */
function groupRows(column: readonly unknown[]): readonly (readonly number[])[] {
  const groups = new Map<unknown, number[]>();
  for (const [row, value] of column.entries()) {
    const key = identityOf(value);
    const rows = groups.get(key);
    if (rows === undefined) groups.set(key, [row]);
    else rows.push(row);
  }
  return [...groups.values()];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
