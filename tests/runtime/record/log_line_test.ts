import assert from "node:assert/strict";
import { type ExecutionEvent, OUTSIDE } from "../../../runtime/record/execution_event.ts";
import { LineReader } from "../../../runtime/record/line_reader.ts";
import { lineWriter, type RecordedModule } from "../../../runtime/record/log_line.ts";
import { UsedMachines } from "../../../runtime/record/used_machines.ts";
import { finished, header, START } from "../../support/recorded_run.ts";

function writer(): ReturnType<typeof lineWriter> {
  return lineWriter(START, new UsedMachines(header(0).machine).numberOf);
}

function readBack(...events: ExecutionEvent[]): { ended: RecordedModule[]; unfinished: readonly RecordedModule[] } {
  const write = writer();
  const reader = new LineReader(START);
  const lines = events.map((event) => write(event)).join("").split("\n").slice(0, -1);
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

Deno.test("LineReader passes over lines that are damaged, counts them, and those of kinds to come", () => {
  const reader = new LineReader(START);
  const [line] = writer()(finished("1")).split("\n");
  const damaged = [
    "",
    "x",
    line.slice(0, -3),
    "7",
    "null",
    "{}",
    "[]",
    '["c"]',
    '["c","1"]',
    '["c","1",7,1,2]',
    '["c","1","A","x",2]',
    '["c","1","A",1]',
    '["s","1","A"]',
    '["i","1","0"]',
    '["d","1",0.5]',
    '["o","1",1]',
    '["o","1",1,"x"]',
  ];
  assert.deepEqual(
    [...damaged, '["?","1",[]]'].map((each) => reader.read(each)),
    Array(damaged.length + 1).fill(undefined),
  );
  assert.deepEqual(reader.leftover, { printed: [], damaged: damaged.length });
  assert.equal(reader.read(line)?.path, "1");
});

Deno.test("LineReader keeps the jobs of a module, each once", () => {
  const at = { kind: "jobKnown", id: 1, within: "" } as const;
  const { ended } = readBack(...["a", "b", "a"].map((job) => ({ ...at, job })), finished("1"));
  assert.deepEqual(ended[0].jobs, ["a", "b"]);
});

Deno.test("LineReader gives how far a loop is that runs, and not of one that ended", () => {
  const at = (id: number) => ({ kind: "loopProgress", id, within: "" }) as const;
  const { ended, unfinished } = readBack(
    { kind: "moduleStarted", id: 1, within: "", name: "Loop", startedAt: START },
    { ...at(1), done: 3, failed: 1, total: 9 },
    { ...at(1), done: 4, failed: 1 },
    { ...at(3), done: 3, failed: 1, total: 9 },
    finished("3"),
  );
  assert.equal(ended[0].loopProgress, undefined);
  assert.deepEqual(unfinished.map(({ loopProgress }) => loopProgress), [{ done: 4, failed: 1 }]);
});

Deno.test("LineReader keeps what a module said last of its progress", () => {
  const at = { kind: "progress", id: 1, within: "" } as const;
  const { ended } = readBack(
    { ...at, fraction: 0.25, message: "reading" },
    { ...at, fraction: 1 / 3 },
    finished("1"),
    { ...at, fraction: NaN, message: 'a "sign"' },
    finished("1"),
    { ...at, fraction: 7 },
    finished("1"),
  );
  assert.deepEqual(ended.map(({ progress }) => progress), [
    { fraction: 0.3333 },
    { fraction: 0, message: 'a "sign"' },
    { fraction: 1 },
  ]);
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

Deno.test("LineReader gives back where a module was computed, from where its result is and what it gave", () => {
  const remote = [
    { scheme: "process", annotations: { target: "lab" } },
    { scheme: "process", annotations: { target: "lab" }, machine: { ...header(0).machine, name: "n1" } },
  ];
  const facts = { isGroup: true, signature: "ab", cachedFrom: "1qgyeffx" };
  const write = writer();
  const lines = write(finished("3,4", { ...facts, remote, inIteration: "2/0" }), '{"o":{"value":[1]}}') +
    write(finished("5"), '{"o":{"type":"list","size":9}}') + write(finished("6", { signature: "cd" }));
  const reader = new LineReader(START);
  const [group, given, signed] = lines.trim().split("\n").map((line) => reader.read(line)!);
  const [{ annotations, scheme }] = remote;
  assert.deepEqual(group, {
    ...{ path: "3,4", inIteration: "2/0", name: "Integer", state: "completed" },
    ...{ startedAt: START + 4, finishedAt: START + 6.5 },
    ...facts,
    remote: [{ scheme, annotations, machine: 1 }, { scheme, annotations, machine: 2 }],
    outputs: { o: { value: [1] } },
  });
  assert.deepEqual(given.outputs, { o: { type: "list", size: 9 } });
  assert.equal(signed.signature, "cd");
});

Deno.test("LineReader puts iterations into their loops, those inside others too, in their order", () => {
  const iteration = (path: string, which: string, more: object = {}): ExecutionEvent => ({
    ...{ kind: "iterationFinished", id: Number(path), within: "", iteration: which, state: "completed" },
    ...{ startedAt: START + 1, finishedAt: START + 2, ...more },
  });
  const { ended, unfinished } = readBack(
    iteration("1", "1/0"),
    iteration("1", "0/1", { state: "failed", error: "no" }),
    iteration("2", "0"),
    iteration("1", "0"),
    finished("1"),
    { kind: "moduleStarted", id: 3, within: "", name: "Sleep", startedAt: START, isGroup: true },
    iteration("3", "0", { state: "suspended" }),
  );
  const times = { startedAt: START + 1, finishedAt: START + 2 };
  assert.deepEqual(ended[0].loop, [
    { number: 0, state: "completed", ...times, loop: [{ number: 1, state: "failed", ...times, error: "no" }] },
    { number: 1, state: "running", startedAt: START + 1, loop: [{ number: 0, state: "completed", ...times }] },
  ]);
  assert.deepEqual(unfinished, [{
    ...{ path: "3", name: "Sleep", state: "running", startedAt: START, isGroup: true },
    loop: [{ number: 0, state: "suspended", ...times }],
  }]);
});

Deno.test("LineReader puts the tasks of a module's own remote work together, behind where it was computed", () => {
  const at = { id: 1, within: "" };
  const begin = (execution: string, scheme: string): ExecutionEvent => ({
    ...{ kind: "remoteExecution", ...at, execution, scheme, annotations: { of: execution } },
  });
  const task = (execution: string, count: number): ExecutionEvent => ({
    ...{ kind: "remoteTask", ...at, execution },
    task: { machine: { name: `n${count}` }, function: "f", count, description: "d" },
  });
  const events = [begin("a", "mpi"), begin("b", "mpi"), task("b", 1), task("a", 2), task("a", 1)];
  const { ended } = readBack(
    ...events,
    finished("1", { remote: [{ scheme: "worker", annotations: {} }] }),
  );
  const done = (machine: number, count: number) => ({ machine, function: "f", count, description: "d" });
  assert.deepEqual(ended[0].remote, [
    { scheme: "worker", annotations: {}, machine: 1 },
    { scheme: "mpi", annotations: { of: "a" }, tasks: [done(3, 2), done(2, 1)] },
    { scheme: "mpi", annotations: { of: "b" }, tasks: [done(2, 1)] },
  ]);
});

Deno.test("LineReader keeps what modules print, also where none is known to have printed it", () => {
  const write = writer();
  const reader = new LineReader(START);
  const events: ExecutionEvent[] = [
    { kind: "printed", id: 1, within: "3", inIteration: "0", text: "in\n" },
    { kind: "printed", id: OUTSIDE, within: "", text: "out\n" },
    finished("3,1", { inIteration: "0" }),
  ];
  const [, , module] = events.map((event) => reader.read(write(event)));
  assert.deepEqual([module?.printed, reader.printedOutside], [["in\n"], ["out\n"]]);
});

Deno.test("LineReader reads the lines of older records", () => {
  const reader = new LineReader(START);
  const lines = [
    '["s","3,4","Sleep",1000]',
    '["a","3,4","key",[1]]',
    '["l","3,4","careful"]',
    '["f","3,4","Sleep",1000,2000,{"error":"no","iterations":{"done":1,"failed":1,"suspended":0}}]',
    '["c","7","Integer",0,5]',
  ];
  assert.deepEqual(lines.flatMap((line) => reader.read(line) ?? []), [
    {
      ...{ path: "3,4", name: "Sleep", state: "failed", startedAt: START + 1, finishedAt: START + 3, error: "no" },
      ...{
        iterations: { done: 1, failed: 1, suspended: 0 },
        annotations: Object.assign(Object.create(null), { key: [1] }),
      },
      logged: ["careful"],
    },
    { path: "7", name: "Integer", state: "completed", startedAt: START, finishedAt: START + 0.005 },
  ]);
});
