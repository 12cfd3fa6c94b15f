import { deepEqual, equal, throws } from "node:assert/strict";
import { identityOf, lookUp, makeDict } from "../../../runtime/python/dict.ts";
import { makeFloat } from "../../../runtime/python/numbers.ts";
import { repr } from "../../../runtime/python/text.ts";
import { Tuple } from "../../../runtime/python/tuple.ts";

Deno.test("makeDict() keeps the first of equal keys and the last of their values", () => {
  equal(repr(makeDict([[1, "a"], [makeFloat(1), "b"], [true, "c"], ["1", "d"]])), "{1: 'c', '1': 'd'}");
  equal(makeDict([[new Tuple([1, 2]), 0], [new Tuple([1, makeFloat(2)]), 1]]).size, 1);
});

Deno.test("makeDict() refuses lists and dicts as keys", () => {
  throws(() => makeDict([[[1], 2]]), { message: "TypeError: unhashable type: 'list'" });
  throws(() => makeDict([[new Tuple([new Map()]), 2]]), { message: "TypeError: unhashable type: 'dict'" });
});

Deno.test("lookUp() finds a key that is equal in Python", () => {
  const dict = makeDict([[new Tuple(["a"]), 1], [5, 2]]);
  deepEqual([lookUp(dict, new Tuple(["a"])), lookUp(dict, makeFloat(5)), lookUp(dict, 6)], [1, 2, undefined]);
});

Deno.test("identityOf() keeps texts, numbers, None and tuples of them apart", () => {
  const keys = ["None", null, "n1", 1, 1.5, new Tuple(["a", "b"]), new Tuple(["a,b"]), new Tuple([]), "t[]"];
  equal(new Set(keys.map((key) => identityOf(key))).size, keys.length);
});
