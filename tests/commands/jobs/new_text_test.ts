import { equal } from "node:assert/strict";
import { newText } from "../../../commands/jobs/new_text.ts";

Deno.test("newText() gives what was added", () => {
  equal(newText("", "one\n"), "one\n");
  equal(newText("one\n", "one\ntwo\n"), "two\n");
  equal(newText("one\n", "one\n"), "");
});

Deno.test("newText() finds where the end of a long text goes on", () => {
  const lines = Array.from({ length: 500 }, (_, i) => `line ${i}\n`);
  equal(newText(lines.slice(0, 300).join(""), lines.slice(200, 310).join("")), lines.slice(300, 310).join(""));
  equal(newText(lines.slice(0, 300).join(""), lines.slice(299, 310).join("")), lines.slice(300, 310).join(""));
  equal(newText("x".repeat(5000), "x".repeat(5000)), "");
});

Deno.test("newText() gives all of a text that begins anew", () => {
  equal(newText("one\ntwo\n", "three\n"), "three\n");
  equal(newText("one\ntwo\n", ""), "");
});
