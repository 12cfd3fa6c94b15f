import { deepEqual, equal, ok } from "node:assert/strict";
import { type ProgressEvent, ProgressLines } from "../../../runtime/record/progress_lines.ts";

function said(fraction: number, id = 1): ProgressEvent {
  return { kind: "progress", id, within: "", fraction };
}

Deno.test("ProgressLines keeps the first word, then the last of each second", () => {
  const lines = new ProgressLines();
  equal(lines.isDue(said(0), 0), true);
  equal(lines.isDue(said(0.1), 200), false);
  equal(lines.isDue(said(0.2), 400), false);
  equal(lines.nextIn(400), 600);
  deepEqual(lines.take(900), []);
  deepEqual(lines.take(1000), [said(0.2)]);
  equal(lines.nextIn(1000), undefined);
  equal(lines.isDue(said(0.3), 1500), false);
  equal(lines.isDue(said(0.4), 2000), true);
  deepEqual(lines.take(9000), []);
});

Deno.test("ProgressLines keeps few words of a module that runs for days", () => {
  const lines = new ProgressLines();
  const day = 86_400_000;
  let kept = 0;
  for (let now = 0; now < day; now += 500) if (lines.isDue(said(now / day), now)) kept++;
  ok(kept > 500 && kept < 1000, String(kept));
});

Deno.test("ProgressLines tells modules, their iterations and their loops apart, and forgets those that ended", () => {
  const lines = new ProgressLines();
  const others: readonly ProgressEvent[] = [
    said(0.1, 2),
    { ...said(0.1), inIteration: "3" },
    { ...said(0.1), within: "4" },
    { kind: "loopProgress", id: 1, within: "", done: 0, failed: 0 },
  ];
  equal(lines.isDue(said(0), 0), true);
  for (const other of others) equal(lines.isDue(other, 0), true);
  equal(lines.isDue(said(0.5), 1), false);
  deepEqual(lines.end({ id: 1, within: "" }), said(0.5));
  deepEqual(lines.take(5000), []);
  equal(lines.isDue(said(0), 5000), true);
});
