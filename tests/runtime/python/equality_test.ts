import { equal as same, throws } from "node:assert/strict";
import { equal, truth } from "../../../runtime/python/equality.ts";
import { makeFloat } from "../../../runtime/python/numbers.ts";
import { Tuple } from "../../../runtime/python/tuple.ts";
import { Color, PathValue } from "../../../runtime/values.ts";

Deno.test("truth() is false for None, zero and all that is empty", () => {
  const empty = [null, undefined, false, 0, 0n, makeFloat(0), -0, "", [], new Tuple([]), new Map(), new Uint8Array()];
  same(empty.some(truth), false);
  same([NaN, makeFloat(1), "0", [0], new Tuple([null]), new Map([[1, 2]]), {}].every(truth), true);
});

Deno.test("equal() compares numbers by value, whatever their type", () => {
  same(equal(1, makeFloat(1)) && equal(true, 1) && equal(2n ** 60n, 2 ** 60), true);
  same(equal(2n ** 60n + 1n, 2 ** 60) || equal(NaN, NaN) || equal(0, null) || equal("1", 1), false);
});

Deno.test("equal() looks into lists, tuples and dicts, and keeps them apart", () => {
  const dict = (first: unknown) => new Map<unknown, unknown>([[new Tuple([1, "a"]), [first]], ["b", null]]);
  same(equal(dict(1), new Map([...dict(makeFloat(1))].reverse())), true);
  same(equal(dict(1), dict(2)) || equal([1], new Tuple([1])) || equal([1], [1, 2]), false);
});

Deno.test("equal() compares paths, colours and bytes by what they hold", () => {
  same(equal(new PathValue("a"), new PathValue("a")) && equal(new Color([1]), new Color([1])), true);
  same(equal(Uint8Array.of(0x61), "a"), true);
  same(equal(Uint8Array.of(0xff), "a"), false);
});

Deno.test("equal() refuses what nests without end", () => {
  const [a, b]: unknown[][] = [[], []];
  a.push(a);
  b.push(b);
  throws(() => equal(a, b), { message: "RuntimeError: maximum recursion depth exceeded" });
});
