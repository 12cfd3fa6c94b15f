/** From tables to lists, and back. */
import { defineModule, ModuleError, port, python, types as t } from "vt";
import { dynamicInput } from "../basic/dynamic_input.ts";
import { chooseColumn } from "./choose_column.ts";
import { type Column, tableName, TableObject, tableOf, TableType } from "./table.ts";

/** What makes a table. */
export const Table = defineModule({
  name: "Table",
  doc: "The base of modules that make tables.",
  abstract: true,
  type: TableType,
  inputs: tableName,
  outputs: { value: port(TableType) },
  compute: () => {
    throw new ModuleError("Cannot run Table: it is the base of other modules");
  },
});

/** One column as a list. */
export const ExtractColumn = defineModule({
  name: "ExtractColumn",
  doc: "One column of a table as a list, by name or index; given both, they must agree.",
  exactNumbers: true,
  inputs: {
    table: port(TableType),
    column_name: port(t.String, { optional: true }),
    column_index: port(t.Integer, { optional: true }),
    numeric: port(t.Boolean, { default: false, doc: "Gives floats." }),
  },
  outputs: { value: port(t.List) },
  compute: ({ table, column_name, column_index, numeric }) => {
    const index = chooseColumn(table, { name: column_name, index: column_index });
    try {
      return { value: python.truth(numeric) ? table.numbers(index) : table.column(index) };
    } catch (error) {
      if (!(error instanceof python.PythonError) || error.kind !== "ValueError") throw error;
      throw new ModuleError(error.message.slice("ValueError: ".length), { cause: error });
    }
  },
});

/** Lists and tables side by side. */
export const BuildTable = defineModule({
  name: "BuildTable",
  doc: "Lists, one column each, and whole tables side by side; the ports' names become the columns'.",
  exactNumbers: true,
  dynamicPorts: true,
  inputs: {},
  outputs: { value: port(TableType) },
  compute: (inputs, { dynamicPorts }) => {
    const parts = dynamicPorts.inputs.map((name) => partOf(name, dynamicInput(inputs, name)));
    if (parts.length === 0) throw new ModuleError("No inputs were provided");
    const rows = parts[0].rows;
    const other = parts.find((part) => part.rows !== rows);
    if (other !== undefined) throw new ModuleError(`Different row counts: ${other.rows} != ${rows}`);
    const names = parts.flatMap((part) => part.names);
    return { value: tableOf(parts.flatMap((part) => part.columns), { names, rows }) };
  },
});

function partOf(port: string, value: unknown): { rows: number; names: readonly string[]; columns: readonly Column[] } {
  if (!(value instanceof TableObject)) {
    const column = python.sequenceOf(value);
    return { rows: column.length, names: [port], columns: [column] };
  }
  const columns = Array.from({ length: value.columns }, (_, i) => value.column(i));
  return { rows: value.rows, names: value.names ?? columns.map((_, i) => `${port} col ${i}`), columns };
}

/** A list as a table. */
export const SingleColumnTable = defineModule({
  name: "SingleColumnTable",
  doc: "A list as a table of one column, converted_list.",
  exactNumbers: true,
  hidden: true,
  inputs: { in_value: port(t.List) },
  outputs: { out_value: port(TableType) },
  compute: ({ in_value }) => {
    const column = python.itemsOf(in_value);
    return { out_value: tableOf([column], { names: ["converted_list"], rows: column.length }) };
  },
});
