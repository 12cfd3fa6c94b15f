import { deepEqual } from "node:assert/strict";
import { dictOrder } from "../../../runtime/python/dict_order.ts";

Deno.test("dictOrder() gives keys by their places in the table", () => {
  deepEqual(dictOrder([7, 9, 10]), [9, 10, 7]);
  deepEqual(dictOrder([33, 1]), [33, 1], "1 finds its place taken");
  deepEqual(dictOrder([1, 33]), [1, 33], "33 finds its place taken");
  deepEqual(dictOrder([]), []);
});

Deno.test("dictOrder() lets the table grow when it is filled by two thirds", () => {
  deepEqual(dictOrder([8, 1, 2, 3, 4]), [8, 1, 2, 3, 4]);
  deepEqual(dictOrder([8, 1, 2, 3, 4, 5]), [1, 2, 3, 4, 5, 8]);
});

Deno.test("dictOrder() keeps what follows no gap, and puts what it does not know in ascending order", () => {
  const all = Array.from({ length: 100_000 }, (_, i) => i);
  deepEqual(dictOrder(all), all);
  deepEqual(dictOrder([5, -1, 2 ** 40]), [-1, 5, 2 ** 40]);
  deepEqual(dictOrder(all.map((i) => i * 3)).toSorted((a, b) => a - b), all.map((i) => i * 3));
});
