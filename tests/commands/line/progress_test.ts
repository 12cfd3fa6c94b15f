import assert from "node:assert/strict";
import { type Progress, showProgress, summaryText } from "../../../commands/line/progress.ts";
import { plain } from "../../../commands/line/terminal.ts";
import type { ExecutionEvent } from "../../../runtime/record/execution_event.ts";
import { finished } from "../../support/recorded_run.ts";

/** A display on a terminal of 60 columns whose clock is ours. */
function display(
  options: { terminal: boolean; total: number },
): { progress: Progress; clock: { now: number }; written: string[] } {
  const clock = { now: 0 };
  const written: string[] = [];
  const write = (text: string) => void written.push(text);
  const progress = showProgress({ ...options, columns: () => 60, paint: plain, now: () => clock.now, write });
  return { progress, clock, written };
}

const started: ExecutionEvent = { kind: "moduleStarted", id: 9, within: "3", name: "Simulate", startedAt: 0 };

Deno.test("showProgress() redraws one line at most ten times a second and clears it", () => {
  const { progress, clock, written } = display({ terminal: true, total: 1000 });
  {
    using shown = progress;
    for (let i = 1; i <= 500; i++, clock.now++) shown.observe(finished(String(i)));
  }
  assert.deepEqual(written.map((text) => text.replace("\r\x1b[K", "")), [
    "1/1000  0.0s  Integer",
    "101/1000  0.1s  Integer",
    "201/1000  0.2s  Integer",
    "301/1000  0.3s  Integer",
    "401/1000  0.4s  Integer",
    "",
  ]);
});

Deno.test("showProgress() shows what runs, its message, failures and what is left, in the width there is", () => {
  const { progress, clock, written } = display({ terminal: true, total: 40 });
  using shown = progress;
  for (let i = 1; i <= 10; i++) shown.observe(finished(String(i), i === 1 ? { state: "failed", error: "no" } : {}));
  shown.observe(started);
  clock.now = 10_000;
  shown.observe({ kind: "progress", id: 9, within: "3", fraction: 0.256, message: "tile 1\nof 4" });
  assert.equal(written.at(-1), "\r\x1b[K10/40  1 running  1 failed  10.0s, about 30.0s left  Simul…");
  clock.now += 100;
  shown.observe(finished("3,9"));
  assert.equal(written.at(-1), "\r\x1b[K11/40  1 failed  10.1s, about 26.6s left  Integer");
});

Deno.test("showProgress() shows which attempt failed until the next one says something", () => {
  const { progress, clock, written } = display({ terminal: true, total: 4 });
  using shown = progress;
  shown.observe(started);
  clock.now = 1000;
  const times = { startedAt: 0, finishedAt: 1 };
  shown.observe({ kind: "moduleAttempt", id: 9, within: "3", number: 1, most: 4, error: "no\nanswer", ...times });
  assert.equal(written.at(-1), "\r\x1b[K0/4  1 running  1.0s  Simulate attempt 1 of 4 failed: no a…");
  clock.now = 2000;
  shown.observe({ kind: "progress", id: 9, within: "3", fraction: 0.5 });
  assert.equal(written.at(-1), "\r\x1b[K0/4  1 running  2.0s  Simulate 50 %");
});

Deno.test("showProgress() makes room for what a module prints, and waits for the end of its line", () => {
  const { progress, clock, written } = display({ terminal: true, total: 9 });
  using shown = progress;
  const print = (text: string) => shown.observe({ kind: "printed", id: 1, within: "", text });
  shown.observe(finished("1"));
  print("a line without its end");
  assert.equal(written.at(-1), "\r\x1b[K");
  clock.now = 1000;
  shown.observe(finished("2"));
  assert.equal(written.length, 2);
  print("its end\n");
  shown.observe(finished("3"));
  assert.equal(written.at(-1), "\r\x1b[K3/9  1.0s  Integer");
});

Deno.test("showProgress() in a pipe writes only failures", () => {
  const { progress, written } = display({ terminal: false, total: 3 });
  using shown = progress;
  shown.observe(started);
  shown.observe(finished("1"));
  shown.observe(finished("3,9", { name: "Simulate", state: "failed", error: "it\nbroke" }));
  assert.deepEqual(written, ["module 3,9 (Simulate): it broke\n"]);
});

Deno.test("summaryText() counts, and lists the failures that were not shown yet", () => {
  const summarized = (terminal: boolean) => {
    const { progress } = display({ terminal, total: 50 });
    using shown = progress;
    shown.observe(finished("1"));
    for (let i = 2; i <= 23; i++) shown.observe(finished(String(i), { state: "failed", error: `error ${i}` }));
    return summaryText(shown.outcome, { state: "failed", tookMs: 1234, execution: "1qgyeffx", paint: plain }).split(
      "\n",
    );
  };
  const last = "failed in 1.2s: 1 completed, 22 failed, 27 not run (vt log show 1qgyeffx)";
  const lines = summarized(true);
  assert.equal(lines[0], "failed  module 2 (Integer): error 2");
  assert.deepEqual(lines.slice(20), ["        and 2 more", last, ""]);
  assert.deepEqual(summarized(false), [last, ""]);
});
