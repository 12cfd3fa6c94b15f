import assert from "node:assert/strict";
import { plain } from "../../../commands/line/terminal.ts";
import { digestOf, digestText, headText, listHead, listLine, treeText } from "../../../commands/log/text.ts";
import type { WorkflowExec } from "../../../runtime/record/log.ts";
import type { RecordedModule } from "../../../runtime/record/log_line.ts";
import { header, START } from "../../support/recorded_run.ts";

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
  const looped = headText({ ...EXEC, counts: { total: 3, completed: 8, failed: 1 } }, LOOK);
  assert.match(looped, /modules {4}3, with all iterations 9: 8 completed, 1 failed\n/);
  assert.match(text, /workflow {3}\/data\/sum\.ts \(sum of squares\)\n/);
  assert.match(text, /set {8}n = 12\n/);
});

Deno.test("headText() and listLine() claim no times that nobody knows", () => {
  const killed: WorkflowExec = { ...EXEC, state: "interrupted" };
  assert.match(headText(killed, LOOK), /, took at least 3\.5s\n/);
  assert.match(headText({ ...killed, finishedAt: undefined }, LOOK), /, took at least \?\n/);
  assert.match(listLine({ ...killed, finishedAt: undefined }, LOOK), / interrupted {6}\? /);
});

Deno.test("headText() tells of all machines where there are several, and what it continues", () => {
  const machines = [{ id: 1, local: true, ...EXEC.machine }];
  assert.match(headText({ ...EXEC, machines }, LOOK), /\n {2}on {9}here, linux 6, x86_64, a CPU, 2\.0 GB\n$/);
  const other = { id: 2, local: false, name: "node7", os: "", architecture: "", processor: "", ram: 0 };
  const text = headText({ ...EXEC, machines: [...machines, other], continues: "1qgyeffw" }, LOOK);
  assert.match(text, /\n {2}on {9}here, .*\n {13}node7\n {2}continues {2}1qgyeffw\n$/);
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
    "  completed      5ms  1 Integer",
    "  completed      5ms  3 Integer",
    "  completed      5ms    1 Integer",
    "  failed         5ms    2 Integer",
    "                        no way",
    "  completed      5ms  9,9,9 Integer",
  ]);
});

Deno.test("treeText() draws very deep groups", () => {
  const paths = Array.from({ length: 3000 }, (_, i) => Array(i + 1).fill("1").join(","));
  assert.equal(treeText(paths.map((path) => module(path)), LOOK).split("\n").length, 3001);
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
