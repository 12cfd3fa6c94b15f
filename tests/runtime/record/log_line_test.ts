import assert from "node:assert/strict";
import type { ExecutionEvent } from "../../../runtime/record/execution_event.ts";
import { LineReader, lineWriter, type RecordedModule } from "../../../runtime/record/log_line.ts";
import { finished, START } from "../../support/recorded_run.ts";

function readBack(...events: ExecutionEvent[]): { ended: RecordedModule[]; unfinished: readonly RecordedModule[] } {
  const write = lineWriter(START);
  const reader = new LineReader(START);
  const lines = events.map(write).join("").split("\n").slice(0, -1);
  const ended = lines.flatMap((line) => reader.read(line) ?? []);
  return { ended, unfinished: reader.unfinished() };
}

Deno.test("LineReader gives back what lineWriter() wrote", () => {
  const more = { error: 'it "broke"\nhere', trace: "at a", iterations: { done: 3, failed: 1, suspended: 0 } };
  const { ended } = readBack(
    finished("7", { state: "cached", name: 'Ünï\u2028"' }),
    finished("3,4", { state: "failed", ...more }),
  );
  assert.deepEqual(ended, [
    { path: "7", name: 'Ünï\u2028"', state: "cached", startedAt: START + 7, finishedAt: START + 9.5 },
    { path: "3,4", name: "Integer", state: "failed", startedAt: START + 4, finishedAt: START + 6.5, ...more },
  ]);
});

Deno.test("LineReader puts annotations and logged lines into their module", () => {
  const at = { id: 4, within: "3" };
  const { ended } = readBack(
    { kind: "annotated", ...at, key: "__proto__", value: { a: 1 } },
    { kind: "annotated", ...at, key: "mode", value: "stdout" },
    { kind: "logged", ...at, text: "careful" },
    finished("4"),
    finished("3,4"),
  );
  assert.equal(ended[0].annotations, undefined);
  assert.deepEqual(Object.entries(ended[1].annotations ?? {}), [["__proto__", { a: 1 }], ["mode", "stdout"]]);
  assert.deepEqual(ended[1].logged, ["careful"]);
});

Deno.test("LineReader keeps a module that began and did not end", () => {
  const { ended, unfinished } = readBack(
    { kind: "moduleStarted", id: 1, within: "", name: "Sleep", startedAt: START + 1 },
    { kind: "moduleStarted", id: 2, within: "", name: "Sleep", startedAt: START + 2 },
    finished("2"),
  );
  assert.deepEqual(ended.map(({ path }) => path), ["2"]);
  assert.deepEqual(unfinished, [{ path: "1", name: "Sleep", state: "running", startedAt: START + 1 }]);
});

Deno.test("lineWriter() keeps no progress and no output", () => {
  const write = lineWriter(START);
  assert.equal(write({ kind: "progress", id: 1, within: "", fraction: 0.5 }), "");
  assert.equal(write({ kind: "printed", id: 1, within: "", text: "hello" }), "");
});

Deno.test("lineWriter() bounds texts and writes values that JSON has not", () => {
  const circular: Record<string, unknown> = Object.create(null);
  circular.self = circular;
  const values = [circular, 12n, undefined, "x".repeat(100_000), { deep: "y".repeat(100_000) }];
  const events = values.map((value, i): ExecutionEvent => ({
    kind: "annotated",
    id: 1,
    within: "",
    key: `${i}`,
    value,
  }));
  const { ended } = readBack(...events, finished("1", { state: "failed", error: "e".repeat(1_000_000) }));
  const [module] = ended;
  assert.deepEqual(Object.values(module.annotations ?? {}).slice(0, 3), [
    "(an object that JSON cannot hold)",
    "12",
    "undefined",
  ]);
  assert.ok(JSON.stringify(module).length < 60_000);
  assert.match(module.error ?? "", /e… \(1000000 characters\)$/);
});

Deno.test("LineReader puts failed attempts into their module, the first hundred", () => {
  const at = { id: 4, within: "3" };
  const attempt = (number: number): Extract<ExecutionEvent, { kind: "moduleAttempt" }> => ({
    ...{ kind: "moduleAttempt", ...at, most: 3, number, error: 'it "broke"\nhere' },
    ...{ startedAt: START + number, finishedAt: START + number + 0.5 },
  });
  const { ended, unfinished } = readBack(
    { ...attempt(1), target: "worker" },
    { ...attempt(2), iteration: "7/0" },
    finished("3,4", { attempts: 3, waitedMs: 1.5 }),
    finished("4"),
    { kind: "moduleStarted", id: 5, within: "", name: "Loop", startedAt: START + 2 },
    ...Array.from({ length: 150 }, () => ({ ...attempt(1), id: 5, within: "" })),
  );
  const told = { error: 'it "broke"\nhere' };
  assert.deepEqual([ended[0].attempts, ended[0].waitedMs, ended[1].attempts], [3, 1.5, undefined]);
  assert.deepEqual(ended[0].failedAttempts, [
    { number: 1, ...told, startedAt: START + 1, finishedAt: START + 1.5, target: "worker" },
    { number: 2, ...told, startedAt: START + 2, finishedAt: START + 2.5, iteration: "7/0" },
  ]);
  assert.equal(ended[1].failedAttempts, undefined);
  assert.equal(unfinished[0].failedAttempts?.length, 100);
});
