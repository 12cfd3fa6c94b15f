import { deepEqual, equal, throws } from "node:assert/strict";
import { isSubtype } from "../../../runtime/authoring/port_type.ts";
import * as t from "../../../runtime/authoring/types.ts";
import { encodeJson, type Json } from "../../../runtime/python/encode.ts";
import { typeName } from "../../../runtime/python/type_name.ts";
import { Color } from "../../../runtime/values.ts";
import { corpusTest } from "../../fixtures/corpus.ts";

Deno.test("types derive from each other as in VisTrails", () => {
  equal(isSubtype(t.Integer, t.Float) && isSubtype(t.Float, t.Constant) && isSubtype(t.File, t.Path), true);
  equal(isSubtype(t.Float, t.Integer) || isSubtype(t.Variant, t.Constant) || isSubtype(t.File, t.Directory), false);
  for (const [name, type] of Object.entries(t)) {
    equal(type.name, name);
    equal(isSubtype(type, t.Module), true, name);
  }
});

Deno.test("constants have VisTrails' defaults, which are valid", () => {
  const texts = Object.values(t).flatMap(({ name, constant }) =>
    constant ? [[name, constant.format(constant.default as never)]] : []
  );
  deepEqual(Object.fromEntries(texts), {
    Boolean: "False",
    Integer: "0",
    Float: "0.0",
    String: "",
    List: "[]",
    Dictionary: "{}",
    Color: "1.000000,1.000000,1.000000",
    Path: "",
    File: "",
    Directory: "",
    OutputPath: "",
  });
  for (const { name, constant } of Object.values(t)) equal(constant?.validate(constant.default) ?? true, true, name);
});

Deno.test("Integer reads hexadecimal only after a small 0x", () => {
  equal(t.Integer.constant!.parse("0x1F "), 31);
  for (const text of ["0X1F", "-0x10", "0xZ", "0x"]) {
    throws(() => t.Integer.constant!.parse(text), /^PythonError: ValueError/);
  }
});

Deno.test("types take bools for numbers, but no numbers for bools or texts", () => {
  equal(t.Float.constant!.validate(true) && t.Integer.constant!.validate(false), true);
  equal(t.Boolean.constant!.validate(1) || t.String.constant!.validate(1) || t.Integer.constant!.validate(1.5), false);
});

interface ConstantCase {
  readonly type: keyof typeof t;
  readonly text: string;
  readonly value?: Json;
  readonly string?: string;
  readonly valid?: boolean;
  readonly error?: string;
  readonly stringError?: string;
  readonly pythonType?: string;
}

/** Only there do 1L and u'x' stay what they were. */
const PYTHON_2_ONLY = ["[1L]", "[u'x']"];

corpusTest("constants are read, checked and written as in VisTrails", (corpus) => {
  const cases: ConstantCase[] = JSON.parse(Deno.readTextFileSync(`${corpus}/cases/constants.json`));
  for (const expected of cases) {
    const constant = t[expected.type].constant!;
    const what = `${expected.type} from ${JSON.stringify(expected.text)}`;
    if (expected.error !== undefined) {
      throws(() => constant.parse(expected.text), { message: new RegExp(`^${expected.error.split(":")[0]}: `) }, what);
      continue;
    }
    const value = constant.parse(expected.text);
    deepEqual(value instanceof Color ? { __tuple__: value.components } : encodeJson(value), expected.value, what);
    equal(constant.validate(value), expected.valid, what);
    equal(typeName(value).replace("int", "long"), expected.pythonType?.replace("int", "long"), what);
    if (expected.stringError !== undefined) {
      throws(() => constant.format(value as never), new RegExp(expected.stringError), what);
    } else if (!PYTHON_2_ONLY.includes(expected.text)) equal(constant.format(value as never), expected.string, what);
  }
});
