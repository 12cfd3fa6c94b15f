import assert from "node:assert/strict";
import { digestOf, digestText, headText, listHead, listLine, moduleLine, treeText } from "../../commands/log_text.ts";
import { plain } from "../../commands/terminal.ts";
import type { WorkflowExec } from "../../runtime/record/log.ts";
import type { RecordedModule } from "../../runtime/record/log_line.ts";
import { header, START } from "../support/recorded_run.ts";

const LOOK = { paint: plain, width: 80, now: START + 60_000 };
const { total: _, ...known } = header(0);
const EXEC: WorkflowExec = {
  ...known,
  id: "1qgyeffx",
  state: "failed",
  finishedAt: START + 3456,
  counts: { total: 120_000, completed: 98_000, cached: 20_000, failed: 2 },
};

function module(path: string, more: Partial<RecordedModule> = {}): RecordedModule {
  const startedAt = START + Number(path.split(",").at(-1));
  return { path, name: "Integer", state: "completed", startedAt, finishedAt: startedAt + 5, ...more };
}

Deno.test("listLine() stands below listHead() and fits 80 columns", () => {
  const vistrail = { file: "/data/a_long_name_of_a_file.vt", version: 32, name: "aliases" };
  const line = listLine({ ...EXEC, workflow: vistrail }, LOOK);
  const head = listHead(LOOK);
  assert.equal(line.length, 80);
  assert.equal(head.indexOf("workflow"), line.indexOf("a_long"));
  assert.equal(head.indexOf("fail") + 4, line.indexOf("   2") + 4);
  assert.match(line, /^1qgyeffx {2}\S.* failed {8}3\.5s {5}98k {5}2 {5}20k {2}a_long/);
});

Deno.test("headText() tells everything about the whole", () => {
  const text = headText(EXEC, LOOK);
  assert.match(text, /^Execution 1qgyeffx failed\n/);
  assert.match(text, /modules {4}120000: 98000 completed, 20000 cached, 2 failed\n/);
  assert.match(text, /workflow {3}\/data\/sum\.ts \(sum of squares\)\n/);
  assert.match(text, /set {8}n = 12\n/);
});

Deno.test("treeText() puts what a group ran below it, by time", () => {
  const modules = [
    module("3,2", { state: "failed", error: "no\nway" }),
    module("3,1"),
    module("3"),
    module("1"),
    module("9,9,9"),
  ];
  assert.deepEqual(treeText(modules, LOOK).trimEnd().split("\n"), [
    "  completed    5ms  1 Integer",
    "  completed    5ms  3 Integer",
    "  completed    5ms    1 Integer",
    "  failed       5ms    2 Integer",
    "                      no way",
    "  completed    5ms  9,9,9 Integer",
  ]);
});

Deno.test("treeText() draws very deep groups", () => {
  const paths = Array.from({ length: 3000 }, (_, i) => Array(i + 1).fill("1").join(","));
  assert.equal(treeText(paths.map((path) => module(path)), LOOK).split("\n").length, 3001);
});

Deno.test("moduleLine() shows the iterations of a loop", () => {
  const iterations = { done: 10, failed: 2, suspended: 0 };
  assert.equal(
    moduleLine(module("4", { iterations }), 0, LOOK),
    "  completed    5ms  4 Integer  10 iterations, 2 failed",
  );
});

Deno.test("moduleLine() shows at which attempt a module ended, and why the others failed", () => {
  const failed = (number: number, more: object = {}) => ({
    number,
    error: "it\nbroke",
    startedAt: START,
    finishedAt: START + 1500,
    ...more,
  });
  const failedAttempts = [failed(1), failed(2, { target: "worker" })];
  assert.deepEqual(moduleLine(module("4", { attempts: 3, waitedMs: 2000, failedAttempts }), 0, LOOK).split("\n"), [
    "  completed    5ms  4 Integer  at the 3rd attempt, waited 2.0s for room",
    "                    attempt 1 (1.5s): it broke",
    "                    attempt 2 (1.5s, worker): it broke",
  ]);
  const loop = {
    iterations: { done: 2, failed: 1, suspended: 0 },
    attempts: 5,
    failedAttempts: [failed(1, { iteration: "2" })],
  };
  assert.deepEqual(moduleLine(module("4", { ...loop, state: "failed", error: "no way" }), 1, LOOK).split("\n"), [
    "  failed       5ms    4 Integer  2 iterations, 1 failed  5 attempts",
    "                      iteration 2, attempt 1 (1.5s): it broke",
    "                      no way",
  ]);
});

Deno.test("digestOf() keeps the failed, the unfinished and the slowest", async () => {
  const digest = await digestOf(manyModules());
  assert.deepEqual(digest.failed.map(({ path }) => path), ["7"]);
  assert.deepEqual(digest.unfinished.map(({ path }) => path), ["8"]);
  assert.deepEqual(digest.slowest.slice(0, 2).map(({ path }) => path), ["5000", "4999"]);
  assert.equal(digest.count, 5000);
  assert.match(
    digestText(digest, LOOK),
    /^Failed\n.*\n\nNot ended\n.*\n\nSlowest\n(.*\n){15}\n5000 modules in all; --all/,
  );
});

async function* manyModules(): AsyncGenerator<RecordedModule> {
  for (let i = 1; i <= 5000; i++) {
    const state = i === 7 ? "failed" : i === 8 ? "running" : "completed";
    yield await Promise.resolve(module(String(i), { state, finishedAt: i === 8 ? undefined : START + 2 * i }));
  }
}
