import { equal, throws } from "node:assert/strict";
import { python } from "vt";
import { PythonCalc } from "../../../modules/python_calc/mod.ts";
import { computed, FakeContext } from "../fake_context.ts";

const calculated = (value1: unknown, op: string, value2: unknown) =>
  python.repr(
    computed(PythonCalc.compute({ value1: value1 as number, op, value2: value2 as number }, new FakeContext())).value,
  );

Deno.test("PythonCalc keeps ints, except in division", () => {
  equal(calculated(7, "+", 2), "9");
  equal(calculated(7, "-", python.makeFloat(2)), "5.0");
  equal(calculated(0.1, "*", 0.2), "0.020000000000000004");
  equal(calculated(4, "/", 2), "2.0");
});

Deno.test("PythonCalc fails as Python does", () => {
  throws(() => calculated(python.makeFloat(1), "/", 0), { message: "ZeroDivisionError: float division by zero" });
  throws(() => calculated("a", "*", python.makeFloat(10)), /can't multiply sequence by non-int of type 'float'/);
  throws(() => calculated(1, "%", 2), { name: "ModuleError", message: "unrecognized operation: '%'" });
});
