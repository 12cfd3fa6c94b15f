import { deepEqual, equal } from "node:assert/strict";
import { Color, PathValue, port, Tuple, tuplePort, types as t } from "vt";
import { writingOf } from "../../../runtime/plan/written_value.ts";

function textsOf(value: unknown, on: Parameters<typeof writingOf>[1]): unknown {
  const writing = writingOf(value, on);
  if (writing === undefined) return undefined;
  const values = writing.how === "function" ? writing.parameters : writing.values;
  return [writing.how, ...values.map(({ type, text }) => `${type.name} ${text}`)];
}

Deno.test("writingOf() gives the texts of VisTrails' constants, with all digits", () => {
  deepEqual(textsOf(5, port(t.Float)), ["function", "Float 5.0"]);
  deepEqual(textsOf(0.1 + 0.2, port(t.Float)), ["function", "Float 0.30000000000000004"]);
  deepEqual(textsOf(true, port(t.Boolean)), ["function", "Boolean True"]);
  deepEqual(textsOf(2n ** 70n, port(t.Integer)), ["function", "Integer 1180591620717411303424"]);
  deepEqual(textsOf([1, ["a", null]], port(t.List)), ["function", "List [1, ['a', None]]"]);
  deepEqual(textsOf(new Map([["a", 1.5]]), port(t.Dictionary)), ["function", "Dictionary {'a': 1.5}"]);
  deepEqual(textsOf(new Color([1, 0.25, 0]), port(t.Color)), ["function", "Color 1.0,0.25,0.0"]);
  deepEqual(textsOf(new PathValue("a b"), port(t.File)), ["function", "File a b"]);
  deepEqual(textsOf(new Tuple([1, "x"]), tuplePort([t.Integer, t.String])), ["function", "Integer 1", "String x"]);
});

Deno.test("writingOf() brings values through constants where a port takes no text of them", () => {
  deepEqual(textsOf(5, port(t.Variant)), ["constants", "Integer 5"]);
  deepEqual(textsOf(true, port(t.Float)), ["constants", "Boolean True"]);
  deepEqual(textsOf(["a", "b"], port(t.String, { depth: 1 })), ["constants", "List ['a', 'b']"]);
  deepEqual(textsOf([1, [2]], port(t.Variant, { depth: 1 })), ["constants", "Integer 1", "List [2]"]);
  deepEqual(textsOf([[1], [2, 3]], port(t.Integer, { depth: 2 })), ["constants", "List [1]", "List [2, 3]"]);
});

Deno.test("writingOf() gives nothing for what no constant holds", () => {
  equal(textsOf(new Date(0), port(t.Variant)), undefined);
  equal(textsOf(null, port(t.Variant)), undefined);
  equal(textsOf([NaN], port(t.List)), undefined);
  equal(textsOf([new PathValue("a")], port(t.List)), undefined);
  equal(textsOf([[[1]]], port(t.Integer, { depth: 3 })), undefined);
});
