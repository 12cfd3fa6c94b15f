import { equal, throws } from "node:assert/strict";
import {
  isFloat,
  isInt,
  makeFloat,
  makeInt,
  parseFloatText,
  parseInteger,
  toNumber,
  truncate,
} from "../../../runtime/python/numbers.ts";

Deno.test("makeFloat() keeps integral floats apart from ints", () => {
  for (const value of [5, 1.5, 1e20, -0, NaN, Infinity]) {
    equal(isFloat(makeFloat(value)), true, String(value));
    equal(isInt(makeFloat(value)), false, String(value));
  }
  equal(Number(makeFloat(5)), 5);
  equal(isFloat(5), false);
});

Deno.test("makeFloat() survives a structured clone", () => {
  equal(isFloat(structuredClone(makeFloat(5))), true);
});

Deno.test("isInt() takes bools and longs for ints", () => {
  equal([true, 7, 2n ** 70n].every(isInt), true);
  equal(["7", null, 7.5].some(isInt), false);
});

Deno.test("makeInt() is a number up to 2^53 - 1 and a bigint beyond", () => {
  equal(makeInt(2n ** 53n - 1n), Number.MAX_SAFE_INTEGER);
  equal(makeInt(-(2n ** 53n)), -(2n ** 53n));
});

Deno.test("toNumber() refuses ints beyond the range of floats", () => {
  throws(() => toNumber(10n ** 400n), { message: "OverflowError: long int too large to convert to float" });
});

Deno.test("truncate() cuts the fraction off, whatever the size", () => {
  equal(truncate(-3.7), -3);
  equal(truncate(makeFloat(4)), 4);
  equal(truncate(1e20), 10n ** 20n);
  throws(() => truncate(NaN), { message: "ValueError: cannot convert float NaN to integer" });
  throws(() => truncate(-Infinity), { message: "OverflowError: cannot convert float infinity to integer" });
});

Deno.test("parseInteger() reads decimal digits with blanks around", () => {
  equal(parseInteger(" +7\n"), 7);
  equal(parseInteger("010"), 10);
  equal(parseInteger("-99999999999999999999"), -99999999999999999999n);
  for (const text of ["", "4.2", "1e3", "42L", "0x1F", "- 1"]) {
    throws(() => parseInteger(text), { message: `ValueError: invalid literal for int() with base 10: '${text}'` });
  }
  throws(() => parseInteger("9".repeat(20_000)), { message: /^ValueError: integer of 20000 digits/ });
});

Deno.test("parseFloatText() reads what Python's float() reads", () => {
  equal(parseFloatText(" .5 "), 0.5);
  equal(isFloat(parseFloatText("2")), true);
  equal(parseFloatText("-Infinity"), -Infinity);
  equal(parseFloatText("NaN"), NaN);
  for (const text of ["", "1,5", "0x10", "1e", "."]) {
    throws(() => parseFloatText(text), { message: `ValueError: could not convert string to float: ${text}` });
  }
  throws(
    () => parseFloatText(`${"1".repeat(1e6)}x`),
    { message: /^ValueError: / },
    "in a time that grows with the text",
  );
});
