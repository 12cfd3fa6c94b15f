import { deepEqual, equal } from "node:assert/strict";
import { encodeJson } from "../../../runtime/python/encode.ts";
import { makeFloat } from "../../../runtime/python/numbers.ts";
import { Tuple } from "../../../runtime/python/tuple.ts";
import { Color, InvalidOutput, PathValue } from "../../../runtime/values.ts";

Deno.test("encodeJson() leaves plain values as they are", () => {
  deepEqual(encodeJson([1, 1.5, makeFloat(5), "a", true, null, undefined]), [1, 1.5, 5, "a", true, null, null]);
  deepEqual(encodeJson(new Map([["a", [1]]])), { a: [1] });
});

Deno.test("encodeJson() names what JSON lacks", () => {
  const given = [NaN, Infinity, -Infinity, 2n ** 60n, new PathValue("/x"), new Tuple([1, []]), Uint8Array.of(0xff)];
  deepEqual(encodeJson(given), [
    { __float__: "nan" },
    { __float__: "inf" },
    { __float__: "-inf" },
    { __int__: "1152921504606846976" },
    { __path__: "/x" },
    { __tuple__: [1, []] },
    { __bytes__: "/w==" },
  ]);
});

Deno.test("encodeJson() gives anything else by the name of its type", () => {
  deepEqual(encodeJson([new Color([1, 1, 1]), InvalidOutput, new Date(), () => 1, Symbol("s")]), [
    { __type__: "InstanceObject" },
    { __type__: "InvalidOutput" },
    { __type__: "Date" },
    { __type__: "function" },
    { __type__: "symbol" },
  ]);
});

Deno.test("encodeJson() writes dicts as pairs where keys are no plain texts", () => {
  deepEqual(encodeJson(new Map([[1, "a"]])), { __dict__: [[1, "a"]] });
  deepEqual(encodeJson(new Map([["__proto__", 1]])), { __dict__: [["__proto__", 1]] });
});

Deno.test("encodeJson() ends for what holds itself and for what nests without end", () => {
  const list: unknown[] = [];
  list.push(list, list);
  deepEqual(encodeJson(list), [{ __type__: "list" }, { __type__: "list" }]);
  let deep: unknown = 1;
  for (let i = 0; i < 100_000; i++) deep = [deep];
  equal(JSON.stringify(encodeJson(deep)).endsWith('{"__type__":"list"}' + "]".repeat(500)), true);
});
