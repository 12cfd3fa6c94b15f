import { equal, throws } from "node:assert/strict";
import { readInterval } from "../../../commands/jobs/watch.ts";

Deno.test("readInterval() reads off, seconds, minutes and hours", () => {
  equal(readInterval("off"), undefined);
  equal(readInterval("10s"), 10_000);
  equal(readInterval("10"), 10_000);
  equal(readInterval("1m"), 60_000);
  equal(readInterval("1h"), 3_600_000);
});

Deno.test("readInterval() refuses what is no interval", () => {
  for (const text of ["", "0", "-1", "1d", "1.5m", "169h", "999999h", "m"]) {
    throws(() => readInterval(text), /^UsageError: Option --interval must be off, or such as 10s, 1m or 1h/);
  }
});
