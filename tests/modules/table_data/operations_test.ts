import { deepEqual, equal, throws } from "node:assert/strict";
import { python, Tuple } from "vt";
import {
  AggregateColumn,
  BuildTable,
  ExtractColumn,
  JoinTables,
  ProjectTable,
  SelectFromTable,
  SingleColumnTable,
  TableObject,
  tableOf,
} from "../../../modules/table_data/mod.ts";
import { computed, FakeContext } from "../fake_context.ts";

function table(fields: Readonly<Record<string, readonly unknown[]>>, name?: string): TableObject {
  const columns = Object.values(fields);
  return tableOf(columns, { names: Object.keys(fields), rows: columns[0].length, name });
}

function unnamed(...columns: readonly unknown[][]): TableObject {
  return tableOf(columns, { names: null, rows: columns[0].length });
}

function columns(of: TableObject): unknown[] {
  return Array.from({ length: of.columns }, (_, i) => of.column(i));
}

const context = new FakeContext();
const PEOPLE = table({ " id": ["1", "2", "3"], town: ["Ulm", "Rom", "Ulm"], age: ["7", "8.5", "x"] });
const NO_COLUMN = { column_name: undefined, column_index: undefined };

Deno.test("ExtractColumn finds a column by name, index, or both", () => {
  const extract = (given: object) =>
    computed(ExtractColumn.compute({ table: PEOPLE, numeric: false, ...NO_COLUMN, ...given }, context)).value;
  deepEqual(extract({ column_name: " town " }), ["Ulm", "Rom", "Ulm"]);
  deepEqual(extract({ column_name: " id", column_index: 0, numeric: true }), [1, 2, 3].map(python.makeFloat));
  const errors: [object, string][] = [
    [{ column_name: "x" }, "Column name was not found: 'x'"],
    [{ column_name: "town", column_index: 2 }, "Both a column name and index were specified, and they don't agree"],
    [{ column_index: 3 }, "No column 3, table only has 3 columns"],
    [{ column_index: -1 }, "No column -1, table only has 3 columns"],
    [{}, "No column name nor index specified"],
    [{ column_index: 2, numeric: true }, "could not convert string to float: x"],
    [
      { table: unnamed([1]), column_name: "x" },
      "Unable to get column by name: table doesn't have column names",
    ],
  ];
  for (const [given, message] of errors) throws(() => extract(given), { message });
});

Deno.test("BuildTable puts lists and tables side by side", () => {
  const build = (values: Readonly<Record<string, unknown>>) =>
    computed(BuildTable.compute(values, new FakeContext({ inputs: Object.keys(values) }))).value;
  const built = build({ a: [1, 2], t: unnamed([3, 4], [5, 6]), u: table({ n: [7, 8] }), b: new Tuple([9, 0]) });
  deepEqual(built.names, ["a", "t col 0", "t col 1", "n", "b"]);
  deepEqual(columns(built), [[1, 2], [3, 4], [5, 6], [7, 8], [9, 0]]);
  throws(() => build({}), { message: "No inputs were provided" });
  throws(() => build({ a: [1, 2], b: [1] }), { message: "Different row counts: 1 != 2" });
  throws(() => build({ a: 5 }), /object of type 'int' has no len\(\)/);
});

Deno.test("SingleColumnTable calls its column converted_list", () => {
  const { out_value } = computed(SingleColumnTable.compute({ in_value: [1, 2] }, context));
  deepEqual([out_value.names, out_value.rows, columns(out_value)], [["converted_list"], 2, [[1, 2]]]);
});

Deno.test("JoinTables keeps the rows of equal texts, and of equal right ones the last", () => {
  const join = (left: TableObject, right: TableObject, given: object = {}) =>
    computed(JoinTables.compute({
      name: undefined,
      left_table: left,
      right_table: right,
      left_column_idx: 0,
      left_column_name: undefined,
      right_column_idx: 0,
      right_column_name: undefined,
      case_sensitive: false,
      always_prefix: false,
      ...given,
    }, context)).value;
  const [left, right] = [table({ k: [" a", 1, "c"], v: [1, 2, 3] }, "L"), table({ k: ["1", "A", "A "], w: [4, 5, 6] })];
  const joined = join(left, right, { name: "both" });
  deepEqual([joined.names, joined.rows, joined.name], [["L.k", "v", "right.k", "w"], 2, "both"]);
  deepEqual(columns(joined), [[" a", 1], [1, 2], ["A ", "1"], [6, 4]]);
  deepEqual(columns(join(left, right, { case_sensitive: true })), [[1], [2], ["1"], [4]]);
  deepEqual(join(left, right, { always_prefix: true }).names, ["L.k", "L.v", "right.k", "right.w"]);
  deepEqual(join(unnamed(["1"]), right).names, ["left.col 0", "k", "w"]);
});

Deno.test("ProjectTable numbers the names of columns that come again", () => {
  const project = (given: object) =>
    computed(
      ProjectTable.compute({
        name: undefined,
        table: PEOPLE,
        column_names: undefined,
        column_indexes: undefined,
        new_column_names: undefined,
        ...given,
      }, context),
    ).value;
  const projected = project({ column_names: ["age", "town", "age", "age"] });
  deepEqual(projected.names, ["age", "town", "age_1", "age_2"]);
  deepEqual(projected.column(2), ["7", "8.5", "x"]);
  deepEqual(project({ column_indexes: [1], new_column_names: ["t"] }).names, ["t"]);
  equal(project({ table: unnamed([1]), column_indexes: [0] }).names, null);
  throws(() => project({}), { message: "No column names nor indexes specified" });
  throws(() => project({ column_indexes: [3] }), { message: "No column 3, table only has 3 columns" });
  throws(() => project({ table: unnamed([1]), column_names: ["a"] }), /^ModuleError: Unable to get column by names/);
});

Deno.test("SelectFromTable compares texts or floats, and searches for patterns", () => {
  const ids = (kind: "str_expr" | "float_expr", expression: unknown[], from = PEOPLE) => {
    const given = { name: undefined, table: from, str_expr: undefined, float_expr: undefined };
    return columns(
      computed(SelectFromTable.compute({ ...given, [kind]: new Tuple(expression) }, context)).value,
    )[0];
  };
  deepEqual(ids("str_expr", ["town", "==", "Ulm"]), ["1", "3"]);
  deepEqual(ids("str_expr", [" 1 ", "!=", "Ulm"]), ["2"]);
  deepEqual(ids("str_expr", ["town", "=~", "(?i)^r(?P<o>o)m\\Z"]), ["2"]);
  const numbers = unnamed([1, 2, "3"]);
  const two = python.makeFloat(2);
  for (const [op, expected] of [["<", [1]], ["<=", [1, 2]], [">", ["3"]], [">=", [2, "3"]], ["==", [2]]]) {
    deepEqual(ids("float_expr", ["0", op, two], numbers), expected, String(op));
  }
  throws(() => ids("str_expr", ["x", "==", ""]), { message: "No column 'x'" });
  throws(() => ids("str_expr", ["7", "==", ""]), { message: "No column 7, table only has 3 columns" });
  throws(() => ids("str_expr", ["0", "~", ""]), { message: "ValueError: Invalid comparison operator '~'" });
  throws(() => ids("str_expr", ["0", "=~", "("]), { message: /^error: / });
  throws(() => ids("float_expr", ["age", "<", two]), { message: "ValueError: could not convert string to float: x" });
  throws(
    () =>
      SelectFromTable.compute({ name: undefined, table: PEOPLE, str_expr: undefined, float_expr: undefined }, context),
    { message: "Must have some expression" },
  );
});

Deno.test("AggregateColumn makes one number of each group, in the order of their first rows", () => {
  const source = table({ by: ["b", "a", "b"], n: ["1", "10", 4] });
  const aggregate = (op: string, given: object = {}) =>
    computed(
      AggregateColumn.compute({
        name: undefined,
        table: source,
        op,
        column_name: "n",
        column_index: undefined,
        group_by_name: undefined,
        group_by_index: 0,
        ...given,
      }, context),
    ).value;
  const results = { sum: [5, 10], average: [2.5, 10], min: [1, 10], max: [4, 10] };
  for (const [op, expected] of Object.entries(results)) {
    deepEqual(columns(aggregate(op)), [["b", "a"], expected.map(python.makeFloat)], op);
  }
  deepEqual(aggregate("count").column(1), [2, 1]);
  deepEqual([aggregate("sum").names, aggregate("sum").rows], [["by", "n"], 2]);
  throws(() => aggregate("median"), { message: 'ValueError: Unknown operation: "median"' });
  throws(() => aggregate("sum", { column_name: "x" }), { message: "ValueError: Column name was not found: 'x'" });
});

Deno.test("TableObject makes a column once", () => {
  let made = 0;
  const lazy = new TableObject({ columns: 1, rows: 1, names: null }, () => [++made]);
  deepEqual([lazy.column(0), lazy.column(0), lazy.numbers(0)], [[1], [1], [python.makeFloat(1)]]);
});
