import { equal } from "node:assert/strict";
import { oneLine } from "../../runtime/one_line.ts";

Deno.test("oneLine() leaves neither line breaks nor what steers a terminal, and cuts", () => {
  equal(oneLine(" a\n\t b\x1b[31m\u2028c ", 80), "a b [31m c");
  equal(oneLine("abcdef", 4), "abc…");
  equal(oneLine("abcd", 4), "abcd");
});
