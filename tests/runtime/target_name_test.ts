import assert from "node:assert/strict";
import { wrongWithName } from "../../runtime/target_name.ts";

Deno.test("wrongWithName() takes what preferences, files and the command line can tell apart", () => {
  for (const name of ["a", "Big-box_2.lab", "große", "worker"]) assert.equal(wrongWithName(name, "worker"), undefined);
  for (const name of ["here", "auto", "", "7", "-x", "a b", "a,b", "a\n", "\u009b", "x".repeat(65), "process"]) {
    assert.match(wrongWithName(name, "worker") ?? "", / is no name for a target/, name);
  }
});
