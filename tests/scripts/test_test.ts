import assert from "node:assert/strict";
import { countsIn, countsLine } from "../../scripts/test.ts";

Deno.test("countsIn() reads the last line of deno test", () => {
  assert.deepEqual(countsIn("x ... ok (1ms)\n\nok | 83 passed | 0 failed (1s)\n\n"), {
    passed: 83,
    failed: 0,
    skipped: 0,
  });
  assert.deepEqual(countsIn("FAILED | 8 passed (3 steps) | 2 failed (1 step) | 4 ignored (1s)\n"), {
    passed: 8,
    failed: 2,
    skipped: 4,
  });
  assert.deepEqual(countsIn("\x1b[32mok\x1b[0m | 1 passed | 0 failed \x1b[38;5;245m(5ms)\x1b[0m\n"), {
    passed: 1,
    failed: 0,
    skipped: 0,
  });
  assert.equal(countsIn("error: Type checking failed.\n"), undefined);
});

Deno.test("countsLine() counts all processes, and one that broke down as a failure", () => {
  const some = { passed: 83, failed: 1, skipped: 0 };
  assert.equal(countsLine([some]), "83 passed, 1 failed");
  assert.equal(countsLine([some, { passed: 1, failed: 0, skipped: 4 }]), "84 passed, 1 failed, 4 skipped");
  assert.equal(countsLine([some, undefined]), "83 passed, 2 failed");
  assert.equal(countsLine([undefined]), "0 passed, 1 failed");
});
