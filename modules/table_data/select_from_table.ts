/** Some rows of a table. */
import {
  defineModule,
  ModuleError,
  type Port,
  port,
  type PortType,
  python,
  type Tuple,
  tuplePort,
  types as t,
} from "vt";
import { isStr } from "../../runtime/python/bytes.ts";
import { isNumber } from "../../runtime/python/numbers.ts";
import { compilePattern } from "./python_pattern.ts";
import { tableName, type TableObject, tableOf, TableType } from "./table.ts";

type Condition = (value: unknown) => boolean;

/** Which column, how it is compared, and with what. */
type Expression = readonly [column: unknown, comparer: unknown, comparand: unknown];

/** The rows that meet a condition. */
export const SelectFromTable = defineModule({
  name: "SelectFromTable",
  doc: "The rows of a table whose value in one column meets a condition; str_expr goes before float_expr.",
  exactNumbers: true,
  inputs: {
    ...tableName,
    table: port(TableType),
    str_expr: expression(t.String, "==, != or =~ (a regular expression)"),
    float_expr: expression(t.Float, "==, !=, <, >, <= or >="),
  },
  outputs: { value: port(TableType) },
  compute: ({ name, table, str_expr, float_expr }) => {
    const [column, comparer, comparand] = expressionOf(str_expr ?? float_expr);
    const index = columnIndex(table, column);
    const meets = conditionOf(comparer, comparand);
    const values = python.isFloat(comparand) ? table.numbers(index) : table.column(index);
    const rows = values.flatMap((value: unknown, row) => meets(value) ? [row] : []);
    const columns = Array.from({ length: table.columns }, (_, i) => rows.map((row) => table.column(i)[row]));
    return { value: tableOf(columns, { names: table.names, rows: rows.length, name }) };
  },
});

function expression(type: PortType, comparers: string): Port<Tuple | undefined, never, 0, true> {
  const doc = `Column name or index; ${comparers}; what to compare with.`;
  return { ...tuplePort([t.String, t.String, type], { hidden: false, doc }), optional: true };
}

function expressionOf(tuple: Tuple | undefined): Expression {
  if (tuple === undefined) throw new ModuleError("Must have some expression");
  const items = python.itemsOf(tuple);
  if (items.length === 3) return [items[0], items[1], items[2]];
  throw new python.PythonError("ValueError", `expression of ${items.length} values, 3 wanted`);
}

/** A text that reads as an integer is an index. */
function columnIndex({ names, columns }: TableObject, column: unknown): number {
  const text = python.str(column);
  if (!/^\s*[+-]?\d+\s*$/.test(text)) {
    const found = names?.indexOf(text) ?? -1;
    if (found === -1) throw new ModuleError(`No column ${python.repr(column)}`);
    return found;
  }
  const index = Number(text);
  if (index >= 0 && index < columns) return index;
  throw new ModuleError(`No column ${python.str(python.parseInteger(text))}, table only has ${columns} columns`);
}

function conditionOf(comparer: unknown, comparand: unknown): Condition {
  switch (comparer) {
    case "==":
      return (value) => python.equal(value, comparand);
    case "!=":
      return (value) => !python.equal(value, comparand);
    case "<":
      return (value) => order(value, comparand) < 0;
    case ">":
      return (value) => order(value, comparand) > 0;
    case "<=":
      return (value) => order(value, comparand) <= 0;
    case ">=":
      return (value) => order(value, comparand) >= 0;
    case "=~":
      return matches(comparand);
    default:
      throw new python.PythonError("ValueError", `Invalid comparison operator ${python.repr(comparer)}`);
  }
}

function matches(comparand: unknown): Condition {
  if (!isStr(comparand)) {
    throw new python.PythonError("TypeError", "first argument must be string or compiled pattern");
  }
  const pattern = compilePattern(python.str(comparand));
  return (value) => {
    if (!isStr(value)) throw new python.PythonError("TypeError", "expected string or buffer");
    return pattern.test(python.str(value));
  };
}

/** NaN where neither is first: numbers by size, texts by characters; in Python 2 numbers go before texts. */
function order(a: unknown, b: unknown): number {
  const [isNumberA, isNumberB] = [isNumber(a), isNumber(b)];
  if (isNumberA && isNumberB) return Number(a) - Number(b);
  if (isNumberA !== isNumberB) return isNumberA ? -1 : 1;
  const [textA, textB] = [python.str(a), python.str(b)];
  return textA < textB ? -1 : textA > textB ? 1 : 0;
}
