import { equal, throws } from "node:assert/strict";
import { exponential, fixed, general, shortest } from "../../../runtime/python/float_text.ts";

Deno.test("fixed() rounds exactly, ties to even", () => {
  equal(fixed(2.5, { precision: 0 }), "2");
  equal(fixed(3.5, { precision: 0 }), "4");
  equal(fixed(0.125, { precision: 2 }), "0.12");
  equal(fixed(1.005, { precision: 2 }), "1.00");
  equal(fixed(-3.14159, { precision: 3 }), "-3.142");
  equal(fixed(1e22, { precision: 1 }), "10000000000000000000000.0");
  equal(fixed(1, { precision: 0, alternate: true }), "1.");
});

Deno.test("exponential() carries into the next power of ten", () => {
  equal(exponential(12345.678, { precision: 6 }), "1.234568e+04");
  equal(exponential(9.96, { precision: 1 }), "1.0e+01");
  equal(exponential(1e23, { precision: 17 }), "9.99999999999999916e+22");
  equal(exponential(0, { precision: 2 }), "0.00e+00");
});

Deno.test("general() takes the shorter form, without zeros at the end", () => {
  equal(general(0.00001234, { precision: 6 }), "1.234e-05");
  equal(general(100000, { precision: 6 }), "100000");
  equal(general(1000000, { precision: 6 }), "1e+06");
  equal(general(0, { precision: 6 }), "0");
  equal(general(100, { precision: 3, pointZero: true }), "1e+02");
  equal(general(1, { precision: 3, alternate: true }), "1.00");
});

Deno.test("shortest() reads back as the same float", () => {
  for (const value of [0.1, 1 / 3, 1e22, 123456.789, 5e-324, 1.7976931348623157e308, -2.5]) {
    equal(Number(shortest(value)), value);
  }
});

Deno.test("fixed() refuses a precision that only fills memory", () => {
  throws(() => fixed(1, { precision: 1e9 }), { message: "ValueError: Too many decimal digits in format string" });
});
