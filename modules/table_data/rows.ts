/** Modules that make tables of Python's lists and dicts, or of JSON files. */
import { defineModule, ModuleError, port, python, types as t } from "vt";
import { nameOf, withFile } from "../basic/file_system.ts";
import { parseJson } from "./json_reader.ts";
import { tableOfDict, tableOfList } from "./rows_to_table.ts";
import { shown, tableName, type TableObject, TableType } from "./table.ts";

const outputs = {
  column_count: port(t.Integer),
  column_names: port(t.List, { optional: true, hidden: false }),
  value: port(TableType),
};

const key_name = port(t.String, { default: "key", doc: "Name of the column that holds the keys." });

/** What makes a table of rows. */
export const BaseConverter = defineModule({
  name: "BaseConverter",
  namespace: "read",
  doc: "The base of modules that make a table of rows.",
  abstract: true,
  inputs: tableName,
  outputs,
  compute: () => onlyABase("BaseConverter"),
});

/** What makes a table of a dict. */
export const BaseDictToTable = defineModule({
  name: "BaseDictToTable",
  namespace: "read",
  doc: "The base of modules that make a table of a dict.",
  abstract: true,
  inputs: { ...tableName, key_name },
  outputs,
  compute: () => onlyABase("BaseDictToTable"),
});

/** What makes a table of a list. */
export const BaseListToTable = defineModule({
  name: "BaseListToTable",
  namespace: "read",
  doc: "The base of modules that make a table of a list.",
  abstract: true,
  inputs: tableName,
  outputs,
  compute: () => onlyABase("BaseListToTable"),
});

/** A dict as a table. */
export const DictToTable = defineModule({
  name: "DictToTable",
  namespace: "read",
  doc: "A dict of rows as a table; the keys are its first column. Rows are lists, or dicts of the same keys.",
  exactNumbers: true,
  inputs: { ...tableName, key_name, dict: port(t.Dictionary) },
  outputs,
  compute: ({ name, key_name, dict }) => results(tableOfDict(dict, key_name, name)),
});

/** A list as a table. */
export const ListToTable = defineModule({
  name: "ListToTable",
  namespace: "read",
  doc: "A list of rows as a table. Rows are lists, or dicts of the same keys.",
  exactNumbers: true,
  inputs: { ...tableName, list: port(t.List) },
  outputs,
  compute: ({ name, list }) => results(tableOfList(list, name)),
});

/** A JSON object as a table. */
export const JSONObject = defineModule({
  name: "JSONObject",
  namespace: "read",
  doc: "A JSON file's object of rows as a table; the keys are its first column.",
  exactNumbers: true,
  inputs: { ...tableName, key_name, dict: shown(t.Dictionary), file: port(t.File) },
  outputs,
  compute: ({ name, key_name, file }) => results(tableOfDict(jsonIn(nameOf(file)), key_name, name)),
});

/** A JSON list as a table. */
export const JSONList = defineModule({
  name: "JSONList",
  namespace: "read",
  doc: "A JSON file's list of rows as a table.",
  exactNumbers: true,
  inputs: { ...tableName, list: shown(t.List), file: port(t.File) },
  outputs,
  compute: ({ name, file }) => results(tableOfList(jsonIn(nameOf(file)), name)),
});

function results(table: TableObject): { column_count: number; column_names?: readonly string[]; value: TableObject } {
  return { column_count: table.columns, ...(table.names ? { column_names: table.names } : {}), value: table };
}

function jsonIn(path: string): unknown {
  return parseJson(python.str(withFile(path, () => python.strOfBytes(Deno.readFileSync(path)))));
}

function onlyABase(name: string): never {
  throw new ModuleError(`Cannot run ${name}: it is the base of other modules`);
}
