import { deepEqual, equal, throws } from "node:assert/strict";
import { PathValue, python } from "vt";
import { parseJson } from "../../../modules/table_data/json_reader.ts";
import { DictToTable, JSONObject, ListToTable, type TableObject } from "../../../modules/table_data/mod.ts";
import { computed, FakeContext } from "../fake_context.ts";

function ofList(list: readonly unknown[]): TableObject {
  using context = new FakeContext();
  return computed(ListToTable.compute({ name: undefined, list }, context)).value;
}

function dict(fields: Record<string, unknown>): Map<unknown, unknown> {
  return new Map(Object.entries(fields));
}

Deno.test("parseJson() keeps the order of keys, floats apart from ints, and ints of any size", () => {
  const value = parseJson(' {"10": 1.0, "9": [1, 123456789012345678901, -0.5e1], "__proto__": null, "a": "\\u00e9"} ');
  deepEqual([...value as Map<unknown, unknown>], [
    ["10", python.makeFloat(1)],
    ["9", [1, 123456789012345678901n, python.makeFloat(-5)]],
    ["__proto__", null],
    ["a", "é"],
  ]);
  deepEqual(parseJson("[true, false, NaN, -Infinity, {}, []]"), [true, false, NaN, -Infinity, new Map(), []]);
});

Deno.test("parseJson() says where a text is none", () => {
  for (const text of ["", "[1,]", '{"a" 1}', '"abc', '"a\nb"', "[1] 2", "01", "nul", "{1: 2}", "[1 2]"]) {
    throws(() => parseJson(text), /ValueError: .*line \d+ column \d+ \(char \d+\)/, text);
  }
  throws(() => parseJson("\n[1,\n x]"), /line 3 column 2 \(char 6\)/);
  throws(() => parseJson("[".repeat(100_000)), /maximum recursion depth exceeded/);
});

Deno.test("DictToTable puts the keys first, under a name only if the rows have names", () => {
  using context = new FakeContext();
  const given = { name: "people", key_name: "who" };
  const rows = dict({ Ann: dict({ age: 3, town: "Ulm" }), Bob: dict({ town: "Rom", age: 4 }) });
  const { value, column_count, column_names } = computed(DictToTable.compute({ ...given, dict: rows }, context));
  deepEqual([column_count, column_names, value.name], [3, ["who", "age", "town"], "people"]);
  deepEqual([0, 1, 2].map((i) => value.column(i)), [["Ann", "Bob"], [3, 4], ["Ulm", "Rom"]]);
  const lists = computed(DictToTable.compute({ ...given, dict: dict({ a: [1], b: [2] }) }, context));
  equal("column_names" in lists, false);
  deepEqual(lists.value.column(1), [1, 2]);
});

Deno.test("ListToTable has VisTrails' errors", () => {
  const errors: [unknown, string][] = [
    [dict({}), "JSON file is not a list"],
    [[], "No element in JSON list"],
    [[1], "Values should be lists or objects"],
    [[[1], 2], "Entry for key None is not a list"],
    [[dict({ a: 1 }), [2]], "Entry for key None is not an object"],
    [[dict({ a: 1 }), dict({ b: 1 })], "Entry for key None is missing field 'a'"],
    [[dict({ a: 1 }), dict({ a: 1, b: 1 })], "Entry for key None has unexpected field 'b'"],
    [[[1, 2], [3]], "Entry for key None has 1 values, 2 wanted"],
  ];
  for (const [list, message] of errors) throws(() => ofList(list as unknown[]), { message });
});

Deno.test("JSONObject reads a file", () => {
  using context = new FakeContext();
  const path = context.temporaryPath("file");
  const given = { name: undefined, key_name: "key", dict: undefined, file: new PathValue(path) };
  Deno.writeTextFileSync(path, '{"b": [1], "a": [2]}');
  deepEqual(computed(JSONObject.compute(given, context)).value.column(0), ["b", "a"]);
  Deno.writeTextFileSync(path, "[]");
  throws(() => JSONObject.compute(given, context), { message: "JSON file is not an object" });
  Deno.writeTextFileSync(path, "{}");
  throws(() => JSONObject.compute(given, context), { message: "No entry in JSON object" });
  throws(() => JSONObject.compute({ ...given, file: new PathValue("/no") }, context), /IOError: \[Errno 2\]/);
});
