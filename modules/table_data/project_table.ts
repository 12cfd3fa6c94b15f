/** Some columns of a table. */
import { defineModule, ModuleError, port, python, types as t } from "vt";
import { chooseColumns } from "./choose_column.ts";
import { shown, tableName, TableObject, TableType } from "./table.ts";

/** Some columns of a table, in any order, under new names. */
export const ProjectTable = defineModule({
  name: "ProjectTable",
  doc: "Some columns of a table, in the order given; one may come several times.",
  exactNumbers: true,
  inputs: {
    ...tableName,
    table: port(TableType),
    column_names: shown(t.List),
    column_indexes: shown(t.List),
    new_column_names: port(t.List, { optional: true }),
  },
  outputs: { value: port(TableType) },
  compute: ({ name, table, column_names, column_indexes, new_column_names }) => {
    const indexes = chooseColumns(table, { names: column_names, indexes: column_indexes });
    const given = new_column_names && python.itemsOf(new_column_names).map(python.str);
    if (given !== undefined && given.length !== indexes.length) {
      throw new ModuleError("new_column_names was specified but doesn't have the right number of names");
    }
    const names = given ?? namesAt(table, indexes);
    const shape = { columns: indexes.length, rows: table.rows, names, name };
    return { value: new TableObject(shape, (index) => table.column(indexes[index])) };
  },
});

/** The names of these columns; those that come again are numbered. */
function namesAt({ names }: TableObject, indexes: readonly number[]): readonly string[] | null {
  if (names === null) return null;
  const times = new Map<string, number>();
  return indexes.map((index) => {
    const name = names[index];
    const before = times.get(name) ?? 0;
    times.set(name, before + 1);
    return before === 0 ? name : `${name}_${before}`;
  });
}
