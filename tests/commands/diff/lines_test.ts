import { equal } from "node:assert/strict";
import { diffLines } from "../../../commands/diff/lines.ts";

const changes = (a: string, b: string) =>
  diffLines([...a], [...b]).map(({ sign, text }) => (sign === "+" ? "+" : "-") + text).join(" ");

Deno.test("diffLines() keeps as many lines as it can", () => {
  equal(changes("abc", "abc"), "");
  equal(changes("", "ab"), "+a +b");
  equal(changes("abcd", "xbcy"), "-a +x -d +y");
  equal(changes("axbxc", "abc"), "-x -x");
  equal(changes("aXa", "aaXa"), "+a");
});

Deno.test("diffLines() compares the ends alone where the texts are very long", () => {
  const lines = (name: string) => Array.from({ length: 100_000 }, (_, i) => `${name}${i}`);
  equal(diffLines(["same", ...lines("a"), "end"], ["same", ...lines("b"), "end"]).length, 200_000);
});
