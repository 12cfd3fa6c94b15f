import { deepEqual, throws } from "node:assert/strict";
import { Color as ColorValue, python } from "vt";
import { Boolean, Color, Float, Integer, String } from "../../../modules/basic/mod.ts";
import { FakeContext } from "../fake_context.ts";

const context = new FakeContext();

Deno.test("constants give the value and its text", () => {
  deepEqual(Integer.compute({ value: 7 }, context), { value: 7, value_as_string: "7" });
  deepEqual(Boolean.compute({ value: true }, context), { value: true, value_as_string: "True" });
  deepEqual(String.compute({ value: "it's" }, context), { value: "it's", value_as_string: "it's" });
  const color = new ColorValue([1, 0.5, 0]);
  deepEqual(Color.compute({ value: color }, context), { value: color, value_as_string: "1.000000,0.500000,0.000000" });
});

Deno.test("Float keeps an int that comes in as it is", () => {
  deepEqual(Float.compute({ value: 3 }, context), { value: 3, value_as_string: "3" });
  const five = python.makeFloat(5);
  deepEqual(Float.compute({ value: five }, context), { value: five, value_as_string: "5.0" });
});

Deno.test("constants refuse values of other types", () => {
  const message = "Internal Error: Constant failed validation";
  throws(() => Integer.compute({ value: 3.7 }, context), { name: "ModuleError", message });
  throws(() => String.compute({ value: 3 as unknown as string }, context), { name: "ModuleError", message });
  throws(() => Boolean.compute({ value: 1 as unknown as boolean }, context), { name: "ModuleError", message });
});
