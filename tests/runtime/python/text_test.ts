import { equal, throws } from "node:assert/strict";
import { makeFloat } from "../../../runtime/python/numbers.ts";
import { repr, str } from "../../../runtime/python/text.ts";
import { Tuple } from "../../../runtime/python/tuple.ts";
import { Color, PathValue } from "../../../runtime/values.ts";

Deno.test("str() prints floats with 12 digits, repr() with as many as it takes", () => {
  const floats: [number, string, string][] = [
    [makeFloat(5), "5.0", "5.0"],
    [0.1, "0.1", "0.1"],
    [123456789.12345679, "123456789.123", "123456789.12345679"],
    [makeFloat(1e10), "10000000000.0", "10000000000.0"],
    [makeFloat(1e15), "1e+15", "1000000000000000.0"],
    [1e16, "1e+16", "1e+16"],
    [0.0001, "0.0001", "0.0001"],
    [0.00001, "1e-05", "1e-05"],
    [5e-324, "4.94065645841e-324", "5e-324"],
    [-0, "-0.0", "-0.0"],
    [NaN, "nan", "nan"],
    [-Infinity, "-inf", "-inf"],
  ];
  for (const [value, printed, written] of floats) {
    equal(str(value), printed);
    equal(repr(value), written);
  }
});

Deno.test("str() and repr() of ints differ beyond 64 bits", () => {
  equal(str(2n ** 63n), "9223372036854775808");
  equal(repr(2n ** 63n), "9223372036854775808L");
  equal(repr(2n ** 63n - 1n), "9223372036854775807");
});

Deno.test("repr() chooses quotes and escapes bytes as Python 2", () => {
  equal(repr("it's"), `"it's"`);
  equal(repr(`"it's"`), `'"it\\'s"'`);
  equal(repr('say "a"'), `'say "a"'`);
  equal(repr("\\\t\n\r\x00\x7f"), "'\\\\\\t\\n\\r\\x00\\x7f'");
  equal(repr("é"), "'\\xc3\\xa9'");
  equal(repr(Uint8Array.of(0xe9, 0x61)), "'\\xe9a'");
});

Deno.test("str() of containers has the repr of what is in them", () => {
  equal(str([1, "a", makeFloat(2), null, true, 2.5]), "[1, 'a', 2.0, None, True, 2.5]");
  equal(str(new Tuple([new Tuple([]), new Tuple(["x"])])), "((), ('x',))");
  equal(str(new Map<unknown, unknown>([["a", [1]], [2, new Map()]])), "{'a': [1], 2: {}}");
});

Deno.test("str() is the text itself, of a path and a colour their repr", () => {
  equal(str("a'b"), "a'b");
  equal(str(new PathValue("/x")), "PathObject('/x')");
  equal(str(new Color([1, 0.5, 0])), "<Color 1,0.5,0>");
  equal(str(new Date(0)), "<Date object>");
});

Deno.test("repr() stops at what holds itself and at what nests too deeply", () => {
  const list: unknown[] = [1];
  list.push(list);
  equal(repr(list), "[1, [...]]");
  let deep: unknown = 1;
  for (let i = 0; i < 10_000; i++) deep = [deep];
  throws(() => repr(deep), { message: "RuntimeError: maximum recursion depth exceeded" });
});
