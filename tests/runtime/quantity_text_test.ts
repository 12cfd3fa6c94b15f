import assert from "node:assert/strict";
import { countText, durationText, ordinal, sizeText, timeText, whenText } from "../../runtime/quantity_text.ts";

Deno.test("durationText() fits six characters", () => {
  const given = [
    0,
    0.04,
    3.4,
    12.6,
    999.4,
    999.6,
    59_949,
    59_951,
    65_000,
    3_599_600,
    7_380_000,
    86_399_999,
    273_600_000,
  ];
  const texts = [
    "0ms",
    "0ms",
    "3.4ms",
    "13ms",
    "999ms",
    "1.0s",
    "59.9s",
    "1m00s",
    "1m05s",
    "1h00m",
    "2h03m",
    "1d00h",
    "3d04h",
  ];
  assert.deepEqual(given.map(durationText), texts);
  assert.equal(durationText(-5), "0ms");
});

Deno.test("countText() fits five characters", () => {
  const given = [0, 9999, 10_000, 120_400, 999_499, 999_500, 1_234_567, 123_456_789];
  assert.deepEqual(given.map(countText), ["0", "9999", "10k", "120k", "999k", "1.0M", "1.2M", "123M"]);
});

Deno.test("sizeText() changes the unit before a thousand", () => {
  assert.deepEqual([0, 999, 1000, 999_499, 999_600, 25.3e9].map(sizeText), [
    "0 B",
    "999 B",
    "1.0 kB",
    "999 kB",
    "1.0 MB",
    "25.3 GB",
  ]);
});

Deno.test("whenText() says the clock today, then the day, then the year", () => {
  const now = new Date(2026, 10, 22, 20, 0).getTime();
  const given = [new Date(2026, 10, 22, 4, 3, 2), new Date(2026, 0, 9, 14, 3), new Date(2025, 11, 31, 23, 59)];
  assert.deepEqual(given.map((at) => whenText(at.getTime(), now)), ["04:03:02", "9 Jan 14:03", "31 Dec 2025"]);
});

Deno.test("timeText() sorts as text", () => {
  assert.equal(timeText(new Date(2026, 0, 9, 4, 3, 2).getTime()), "2026-01-09 04:03:02");
});

Deno.test("ordinal() says which one", () => {
  assert.equal(
    [1, 2, 3, 4, 10, 11, 12, 13, 21, 102, 111].map(ordinal).join(" "),
    "1st 2nd 3rd 4th 10th 11th 12th 13th 21st 102nd 111th",
  );
});
