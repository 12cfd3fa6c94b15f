import assert from "node:assert/strict";
import { plain } from "../../../commands/line/terminal.ts";
import { moduleLine } from "../../../commands/log/module_text.ts";
import type { ModuleExec } from "../../../runtime/record/log.ts";
import { header, START } from "../../support/recorded_run.ts";

const MACHINES = [
  { id: 1, local: true, ...header(0).machine },
  { id: 2, local: false, ...header(0).machine, name: "node7" },
];
const LOOK = { paint: plain, width: 80, now: START + 60_000, machines: MACHINES };

function module(path: string, more: Partial<ModuleExec> = {}): ModuleExec {
  const startedAt = START + Number(path.split(",").at(-1));
  return { path, name: "Integer", state: "completed", startedAt, finishedAt: startedAt + 5, ...more };
}

Deno.test("moduleLine() shows the iterations of a loop", () => {
  const iterations = { done: 10, failed: 2, suspended: 0 };
  assert.equal(
    moduleLine(module("4", { iterations }), 0, LOOK),
    "  completed      5ms  4 Integer  10 iterations, 2 failed",
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
    "  completed      5ms  4 Integer  at the 3rd attempt, waited 2.0s for room",
    "                      attempt 1 (1.5s): it broke",
    "                      attempt 2 (1.5s, worker): it broke",
  ]);
  const loop = {
    iterations: { done: 2, failed: 1, suspended: 0 },
    attempts: 5,
    failedAttempts: [failed(1, { iteration: "2" })],
  };
  assert.deepEqual(moduleLine(module("4", { ...loop, state: "failed", error: "no way" }), 1, LOOK).split("\n"), [
    "  failed         5ms    4 Integer  2 iterations, 1 failed  5 attempts",
    "                        iteration 2, attempt 1 (1.5s): it broke",
    "                        no way",
  ]);
});

Deno.test("moduleLine() shows where a module was computed, or from where its result is", () => {
  const line = (more: Partial<ModuleExec>): string => moduleLine(module("4", more), 0, LOOK);
  const at = (target: string, machine: number) => ({ scheme: "process", annotations: { target, size: "2" }, machine });
  assert.equal(line({ remote: [at("process", 1)] }), "  completed      5ms  4 Integer  at process");
  assert.equal(
    line({ remote: [at("lab", 1), at("lab", 2), at("lab", 2)] }),
    "  completed      5ms  4 Integer  at lab (process) and lab (process) on node7",
  );
  const moved = (sent: string, received: string) => ({
    scheme: "ssh",
    annotations: {
      target: "lab",
      ...(sent && { "bytes sent": sent }),
      ...(received && { "bytes received": received }),
    },
    machine: 2,
  });
  assert.equal(
    line({ remote: [moved("3000000", ""), moved("400000", "812")] }),
    "  completed      5ms  4 Integer  at lab (ssh) on node7  sent 3.4 MB, received 812 B",
  );
  assert.equal(line({ remote: [moved("", "")] }), "  completed      5ms  4 Integer  at lab (ssh) on node7");
  assert.equal(line({ state: "cached", cachedFrom: "1qgyeffx" }), "  cached         5ms  4 Integer  from 1qgyeffx");
  assert.equal(line({ inIteration: "2/0" }), "  completed      5ms  4 Integer (iteration 2/0)");
});

Deno.test("moduleLine() shows what a module had done elsewhere by itself", () => {
  const task = { machine: 2, function: "invert", count: 3, description: "matrices" };
  const tasks = [task, ...Array.from({ length: 7 }, () => ({ ...task, machine: 9, description: "" }))];
  const lines = moduleLine(module("4", { remote: [{ scheme: "mpi", annotations: {}, tasks }] }), 0, LOOK).split("\n");
  assert.deepEqual(lines.map((line) => line.trim()), [
    "completed      5ms  4 Integer",
    "mpi: 3 × invert on node7, matrices",
    ...Array(4).fill("mpi: 3 × invert on another machine"),
    "and 3 more parts of its work",
  ]);
});

Deno.test("moduleLine() shows the job that a module waits for", () => {
  const line = (...jobs: string[]) => moduleLine(module("4", { jobs }), 0, LOOK);
  assert.equal(line("8e4198c81f773569"), "  completed      5ms  4 Integer  job 8e4198c81f");
  assert.equal(line("1", "2"), "  completed      5ms  4 Integer  2 jobs");
});

Deno.test("moduleLine() shows how far a module was, and no time where nobody knows its end", () => {
  const killed = module("4", {
    state: "interrupted",
    finishedAt: undefined,
    progress: { fraction: 0.256, message: "reading" },
  });
  assert.equal(moduleLine(killed, 0, LOOK), "  interrupted      ?  4 Integer  done to 26 %: reading");
  const look = { ...LOOK, until: START + 2004 };
  assert.equal(moduleLine(killed, 0, look), "  interrupted   2.0s  4 Integer  done to 26 %: reading");
  const ended = module("4", { progress: { fraction: 0.9 } });
  assert.equal(moduleLine(ended, 0, look), "  completed      5ms  4 Integer");
});

Deno.test("moduleLine() shows which iterations failed", () => {
  const times = { startedAt: START, finishedAt: START };
  const failed = (number: number, error: string) => ({ number, state: "failed", error, ...times }) as const;
  const below = (more: Partial<ModuleExec>): string[] =>
    moduleLine(module("4", { state: "failed", error: "no", ...more }), 0, LOOK).split("\n").slice(1).map((line) =>
      line.trim()
    );
  assert.deepEqual(below({ loop: [{ number: 0, state: "completed", ...times }, failed(1, "no")] }), [
    "in iteration 1",
    "no",
  ]);
  const inside = { number: 4, state: "failed", error: "inside", ...times, loop: [failed(2, "deep")] } as const;
  const iterations = { done: 0, failed: 9, suspended: 0 };
  assert.deepEqual(below({ loop: [failed(0, "a"), failed(1, "b"), inside], iterations }), [
    "iteration 0: a",
    "iteration 1: b",
    "iteration 4/2: deep",
    "and 6 more iterations",
    "no",
  ]);
});
