import assert from "node:assert/strict";
import { countsLine } from "../../scripts/test.ts";

Deno.test("countsLine() reads the last line of deno test", () => {
  assert.equal(countsLine("x ... ok (1ms)\n\nok | 83 passed | 0 failed (1s)\n\n"), "83 passed, 0 failed");
  assert.equal(
    countsLine("FAILED | 8 passed (3 steps) | 2 failed (1 step) | 4 ignored (1s)\n"),
    "8 passed, 2 failed, 4 skipped",
  );
  assert.equal(
    countsLine("\x1b[32mok\x1b[0m | 1 passed | 0 failed \x1b[38;5;245m(5ms)\x1b[0m\n"),
    "1 passed, 0 failed",
  );
  assert.equal(countsLine("error: Type checking failed.\n"), undefined);
});
