import { deepEqual, throws } from "node:assert/strict";
import { itemsOf, sequenceOf } from "../../../runtime/python/sequence.ts";
import { Tuple } from "../../../runtime/python/tuple.ts";

Deno.test("itemsOf() goes through lists, tuples, characters, keys and bytes", () => {
  deepEqual(itemsOf([1, 2]), [1, 2]);
  deepEqual(itemsOf(new Tuple([1])), [1]);
  deepEqual(itemsOf("a😀"), ["a", "😀"]);
  deepEqual(itemsOf(new Map([["k", 1]])), ["k"]);
  deepEqual(itemsOf(Uint8Array.of(0xff)), [Uint8Array.of(0xff)]);
  deepEqual(itemsOf(new Set([3])), [3]);
});

Deno.test("itemsOf() and sequenceOf() say what is none", () => {
  throws(() => itemsOf(null), { message: "TypeError: 'NoneType' object is not iterable" });
  throws(() => itemsOf(5), { message: "TypeError: 'int' object is not iterable" });
  throws(() => sequenceOf(5), { message: "TypeError: object of type 'int' has no len()" });
});
