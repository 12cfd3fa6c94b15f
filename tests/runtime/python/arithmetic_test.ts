import { deepEqual, equal, throws } from "node:assert/strict";
import { add, divide, multiply, subtract } from "../../../runtime/python/arithmetic.ts";
import { isFloat, makeFloat } from "../../../runtime/python/numbers.ts";
import { repr } from "../../../runtime/python/text.ts";
import { Tuple } from "../../../runtime/python/tuple.ts";

const FLOAT_TWO = makeFloat(2);

Deno.test("add() of ints is an int, with a float a float", () => {
  equal(add(7, 2), 9);
  equal(add(true, true), 2);
  equal(repr(add(7, FLOAT_TWO)), "9.0");
  equal(add(Number.MAX_SAFE_INTEGER, 1), 2n ** 53n);
  equal(add(2n ** 53n, -1), Number.MAX_SAFE_INTEGER);
});

Deno.test("add() joins sequences of one type", () => {
  equal(add("a", "b"), "ab");
  deepEqual(add([1], [2]), [1, 2]);
  equal(repr(add(new Tuple([1]), new Tuple([[2]]))), "(1, [2])");
  equal(add(Uint8Array.of(0xc3), Uint8Array.of(0xa9)), "é");
});

Deno.test("add() says as Python what cannot be added", () => {
  throws(() => add(0, "a"), { message: "TypeError: unsupported operand type(s) for +: 'int' and 'str'" });
  throws(() => add("a", 0), { message: "TypeError: cannot concatenate 'str' and 'int' objects" });
  throws(() => add([], new Tuple([])), { message: 'TypeError: can only concatenate list (not "tuple") to list' });
  throws(() => add(null, 1.5), { message: "TypeError: unsupported operand type(s) for +: 'NoneType' and 'float'" });
});

Deno.test("subtract() has no sequences", () => {
  equal(subtract(1, 3), -2);
  throws(() => subtract("a", "b"), { message: "TypeError: unsupported operand type(s) for -: 'str' and 'str'" });
});

Deno.test("multiply() repeats a sequence on either side", () => {
  equal(multiply("ab", 2), "abab");
  equal(repr(multiply(3, new Tuple([1, 2]))), "(1, 2, 1, 2, 1, 2)");
  deepEqual(multiply([1], -1), []);
  throws(() => multiply("a", 1.5), { message: "TypeError: can't multiply sequence by non-int of type 'float'" });
  throws(() => multiply([1, 2], 2n ** 80n), { message: /^MemoryError: / });
  equal(multiply("", 2n ** 2000n), "");
});

Deno.test("multiply() is exact for ints of any size, and never gives -0", () => {
  equal(multiply(2 ** 40, 2 ** 40), 2n ** 80n);
  equal(Object.is(multiply(-1, 0), 0), true);
});

Deno.test("divide() is true division", () => {
  equal(divide(7, 2), 3.5);
  equal(isFloat(divide(4, 2)), true);
  throws(() => divide(1, 0), { message: "ZeroDivisionError: division by zero" });
  throws(() => divide(FLOAT_TWO, false), { message: "ZeroDivisionError: float division by zero" });
  throws(() => divide([1], 2), { message: "TypeError: unsupported operand type(s) for /: 'list' and 'int'" });
});
