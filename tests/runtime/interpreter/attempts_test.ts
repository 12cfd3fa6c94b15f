import { deepEqual, equal, match } from "node:assert/strict";
import { defineModule, group, ModuleError, ModuleSuspended, port, types as t, workflow } from "vt";
import type { WorkflowBuilder } from "vt";
import { Map as MapModule } from "vt/control_flow";
import { registry } from "../../../commands/open/plan_workflow.ts";
import { execute, type ExecuteOptions, type ExecutionOutcome } from "../../../runtime/interpreter/execution.ts";
import { planPipeline } from "../../../runtime/plan/plan_pipeline.ts";
import type { ExecutionEvent } from "../../../runtime/record/execution_event.ts";
import { MemoryJobs, placeIds } from "../../support/memory_jobs.ts";
import { VirtualClock } from "../../support/virtual_clock.ts";

/** What modules did, in order, with the time in seconds. */
const told: string[] = [];
let clock = new VirtualClock();
/** How often modules were computed, by name. */
const counts = new Map<string, number>();

function count(name: string): number {
  const number = (counts.get(name) ?? 0) + 1;
  counts.set(name, number);
  told.push(`${name} ${number} at ${clock.now / 1000}`);
  return number;
}

const named = { name: port(t.String, { default: "a" }), fails: port(t.Integer, { default: 0 }) };
const output = { value: port(t.Integer) };

/** Fails so many times, then gives how often it was computed. */
const Unsteady = defineModule({
  name: "Unsteady",
  inputs: { ...named, how: port(t.String, { default: "module" }), a: port(t.Integer, { optional: true }) },
  outputs: output,
  compute: (inputs) => {
    const { name, fails, how } = inputs;
    const number = count(name);
    (inputs as { a?: number }).a = -1; // what it does to its inputs is no matter for the next attempt
    if (number > fails) return { value: number };
    if (how === "suspends") throw new ModuleSuspended("later");
    if (how === "type") throw new TypeError("tripped");
    throw new ModuleError("not yet", { abort: how === "aborts" });
  },
});

/** Takes so many seconds, and heeds its signal unless it is deaf. */
const Slow = defineModule({
  name: "Slow",
  inputs: { ...named, seconds: port(t.Float, { default: 1 }), deaf: port(t.Boolean, { default: false }) },
  outputs: output,
  compute: async ({ name, seconds, fails, deaf }, { signal }) => {
    const number = count(name);
    await new Promise<void>((resolve, reject) => {
      const stop = (): void => {
        told.push(`${name} stopped at ${clock.now / 1000}`);
        clearTimeout(timer);
        reject(signal.reason);
      };
      const timer = setTimeout(() => {
        signal.removeEventListener("abort", stop);
        resolve();
      }, (number > fails ? 1 : 100) * Number(seconds) * 1000);
      if (!deaf) signal.addEventListener("abort", stop, { once: true });
    });
    told.push(`${name} ends at ${clock.now / 1000}`);
    return { value: number };
  },
});

const Numbers = defineModule({
  name: "Numbers",
  inputs: { count: port(t.Integer) },
  outputs: { value: port(t.Integer, { depth: 1 }) },
  compute: ({ count }) => ({ value: Array.from({ length: count }, (_, i) => i) }),
});

interface Ran {
  readonly outcome: ExecutionOutcome;
  readonly events: readonly ExecutionEvent[];
  /** By id: state, then the value or the error. */
  readonly ended: Readonly<Record<string, string>>;
}

/** `left`: timers that modules leave behind. `begin` is called when the run begins. */
async function run(
  define: (builder: WorkflowBuilder) => void,
  { left = 0, begin, ...options }: ExecuteOptions & { left?: number; begin?: () => void } = {},
): Promise<Ran> {
  told.length = 0;
  counts.clear();
  clock = new VirtualClock();
  const { plan, problems } = planPipeline(workflow("test", define).build().pipeline, registry);
  deepEqual(problems.filter(({ severity }) => severity === "error"), []);
  const events: ExecutionEvent[] = [];
  const outcome = await clock.run(() => {
    begin?.();
    return execute(plan, { ...options, observe: (event) => events.push(event) });
  });
  equal(clock.running, left, "timers that are left");
  const ended = Array.from(outcome.modules(), ({ path, state, error, outputs, attempts }) => {
    const more = attempts === undefined ? "" : `, ${attempts} attempts`;
    return [path, `${state} ${error ?? JSON.stringify(outputs?.value)}${more}`];
  });
  return { outcome, events, ended: Object.fromEntries(ended) };
}

const attemptsIn = (events: readonly ExecutionEvent[]) => events.filter((event) => event.kind === "moduleAttempt");

Deno.test("a module is tried again until it completes, whatever it throws", async () => {
  for (const how of ["module", "type"]) {
    const { ended, outcome } = await run(({ add }) => void add(Unsteady, { fails: 2, how, a: 5 }, { retries: 3 }));
    equal(outcome.state, "completed");
    deepEqual(ended, { 0: "completed 3, 3 attempts" });
  }
});

Deno.test("a module that fails each time fails with what it said last", async () => {
  const { ended, events } = await run(({ add }) => void add(Unsteady, { fails: 9, how: "type" }, { retries: 2 }));
  deepEqual(ended, { 0: "failed Uncaught exception: TypeError: tripped, 3 attempts" });
  deepEqual(events.map(({ kind }) => kind), ["moduleStarted", "moduleAttempt", "moduleAttempt", "moduleFinished"]);
});

Deno.test("each failed attempt is told, with its time", async () => {
  const { events } = await run(({ add }) =>
    void add(Slow, { fails: 1, seconds: 1 }, { retries: 2, timeout: 3, backoff: 10 })
  );
  const { timeOrigin } = performance;
  deepEqual(attemptsIn(events), [{
    kind: "moduleAttempt",
    id: 0,
    within: "",
    number: 1,
    most: 3,
    error: "Timeout: it ran for more than 3 s",
    startedAt: timeOrigin,
    finishedAt: timeOrigin + 3000,
    target: undefined,
  }]);
  const [end] = events.filter((event) => event.kind === "moduleFinished");
  deepEqual([end.startedAt - timeOrigin, end.finishedAt - timeOrigin, end.computedMs, end.attempts], [
    0,
    14_000,
    1000,
    2,
  ]);
});

Deno.test("a module that suspends, or wants the run to stop, is not tried again", async () => {
  const suspended = await run(({ add }) => void add(Unsteady, { fails: 1, how: "suspends" }, { retries: 3 }));
  deepEqual([suspended.ended, suspended.outcome.state], [{ 0: "suspended later" }, "suspended"]);
  const aborted = await run(({ add }) => void add(Unsteady, { fails: 1, how: "aborts" }, { retries: 3 }));
  deepEqual(aborted.ended, { 0: "failed not yet" });
  equal(counts.get("a"), 1);
});

Deno.test("a module that suspends by itself is kept as one, also with retries", async () => {
  const book = new MemoryJobs();
  await run(({ add }) => void add(Unsteady, { fails: 1, how: "suspends" }, { retries: 3 }), {
    jobs: { book, ids: placeIds },
  });
  deepEqual(book.told, ["running 0"]);
});

Deno.test("a module whose inputs are missing is not tried", async () => {
  const { ended } = await run(({ add }) => void add(Numbers, {} as { count: number }, { retries: 3 }));
  deepEqual(ended, { 0: "failed Missing value from port count" });
});

Deno.test("backoff is doubled each time, up to its most", async () => {
  await run(({ add }) => void add(Unsteady, { fails: 5 }, { retries: 5, backoff: { seconds: 1, most: 5 } }));
  deepEqual(told, ["a 1 at 0", "a 2 at 1", "a 3 at 3", "a 4 at 7", "a 5 at 12", "a 6 at 17"]);
});

Deno.test("others go on while a module waits to be tried again", async () => {
  await run(({ add }) => {
    add(Unsteady, { name: "a", fails: 1 }, { retries: 1, backoff: 5 });
    add(Slow, { name: "b", seconds: 2 });
  });
  deepEqual(told, ["a 1 at 0", "b 1 at 0", "b ends at 2", "a 2 at 5"]);
});

Deno.test("a module whose time is over is told, given a moment, and has failed", async () => {
  const { ended } = await run(({ add }) => void add(Slow, { seconds: 10 }, { timeout: 4 }));
  deepEqual(ended, { 0: "failed Timeout: it ran for more than 4 s" });
  deepEqual(told, ["a 1 at 0", "a stopped at 4"]);
  const deaf = await run(({ add }) => {
    const first = add(Slow, { name: "deaf", seconds: 0.1, fails: 1, deaf: true }, { timeout: 4, retries: 1 });
    add(Unsteady, { name: "next", a: first.value });
  }, { left: 1 });
  deepEqual(deaf.ended, { 0: "completed 2, 2 attempts", 1: "completed 1" });
  deepEqual(told, ["deaf 1 at 0", "deaf 2 at 4.75", "deaf ends at 4.85", "next 1 at 4.85"]);
});

Deno.test("a module that is in time is not disturbed", async () => {
  const { ended } = await run(({ add }) => {
    add(Slow, { seconds: 3 }, { timeout: 4 });
    add(Unsteady, { name: "b" }, { timeout: 4 });
  });
  deepEqual(ended, { 0: "completed 1", 1: "completed 1" });
  equal(told.includes("a stopped at 4"), false);
});

Deno.test("a run that is cancelled tries nothing again, and what waits to be tried has been interrupted", async () => {
  const stop = new AbortController();
  const { ended, outcome } = await run(({ add }) => {
    add(Unsteady, { name: "pauses", fails: 9 }, { retries: 9, backoff: 100 });
    add(Slow, { name: "runs", seconds: 50 }, { retries: 9, timeout: 100, pool: "one" });
    add(Slow, { name: "waits" }, { pool: "one" });
    add(Slow, { name: "stops", seconds: 5 });
  }, { signal: stop.signal, pools: new Map([["one", 1]]), begin: () => setTimeout(() => stop.abort(), 7000) });
  equal(outcome.state, "interrupted");
  deepEqual(ended, {
    0: "failed Interrupted by user, 1 attempts",
    1: "failed Interrupted by user",
    2: "notRun undefined",
    3: "completed 1",
  });
  deepEqual(told, ["pauses 1 at 0", "runs 1 at 0", "stops 1 at 0", "stops ends at 5", "runs stopped at 7"]);
});

Deno.test("modules that share a pool compute as many at a time as it has slots", async () => {
  const { events } = await run(({ add }) => {
    for (const name of ["a", "b", "c"]) add(Slow, { name, seconds: 2 }, { pool: "gpu" });
    add(Slow, { name: "d", seconds: 2 }, { pool: { name: "gpu", slots: 2 } });
    add(Slow, { name: "e", seconds: 1 });
  }, { pools: new Map([["gpu", 2]]) });
  const begins = told.filter((text) => !text.includes("ends"));
  deepEqual(begins, ["a 1 at 0", "b 1 at 0", "e 1 at 0", "c 1 at 2", "d 1 at 4"]);
  const waited = events.flatMap((event) => event.kind === "moduleFinished" ? [[event.id, event.waitedMs ?? 0]] : []);
  deepEqual(waited.sort(([a], [b]) => a - b), [[0, 0], [1, 0], [2, 2000], [3, 4000], [4, 0]]);
  const starts = events.flatMap((event) => event.kind === "moduleStarted" ? [event.id] : []);
  deepEqual(starts, [0, 1, 4, 2, 3]); // one that waits for room has not begun
});

Deno.test("a module gives back what it takes between two attempts, and when it fails", async () => {
  await run(({ add }) => {
    add(Unsteady, { name: "a", fails: 1 }, { retries: 1, backoff: 10, pool: "one" });
    add(Unsteady, { name: "fails", fails: 1 }, { pool: "one" });
    add(Slow, { name: "c", seconds: 3 }, { pool: "one", timeout: 2 });
    add(Slow, { name: "d", seconds: 1 }, { resources: { memory: 10 }, pool: "one" });
  }, { pools: new Map([["one", 1]]) });
  deepEqual(told, ["a 1 at 0", "fails 1 at 0", "c 1 at 0", "c stopped at 2", "d 1 at 2", "d ends at 3", "a 2 at 10"]);
});

Deno.test("a module that takes from what nobody sized fails, and is not tried again", async () => {
  const { ended } = await run(({ add }) => void add(Unsteady, {}, { pool: "gpu", retries: 5 }));
  match(ended[0], /^failed Cannot take from pool gpu: nobody says how much it has/);
  equal(counts.size, 0);
});

Deno.test("each iteration of a loop has its own attempts", async () => {
  const { ended, events } = await run(({ add }) => {
    const names = add(Texts, { count: 3 });
    add(Unsteady, { name: names.value, fails: 1 }, { retries: 1 });
  });
  equal(ended[1], "completed [2,2,2], 6 attempts");
  deepEqual(attemptsIn(events).map(({ iteration, number }) => `${iteration} ${number}`), ["0 1", "1 1", "2 1"]);
});

const Texts = defineModule({
  name: "Texts",
  inputs: { count: port(t.Integer) },
  outputs: { value: port(t.String, { depth: 1 }) },
  compute: ({ count }) => ({ value: Array.from({ length: count }, (_, i) => `i${i}`) }),
});

Deno.test("a loop fails with an iteration that failed each time", async () => {
  const { ended } = await run(({ add }) => {
    const names = add(Texts, { count: 2 });
    add(Unsteady, { name: names.value, fails: 2 }, { retries: 1 });
  });
  equal(ended[1], "failed not yet, 2 attempts");
});

Deno.test("each round of a while has its own attempts", async () => {
  const { ended } = await run(({ add }) =>
    void add(Unsteady, { name: "x", fails: 1 }, { retries: 1, while: { max: 2 } })
  );
  match(ended[0], /^completed .*, 3 attempts$/);
});

Deno.test("function modules and modules inside groups have theirs", async () => {
  const Inside = group("Inside", { inputs: {}, outputs: { value: port(t.Integer) } }, (_, { add }) => ({
    value: add(Unsteady, { name: "inside", fails: 1 }, { retries: 1 }).value,
  }));
  const { ended, events } = await run(({ add }) => {
    add(Inside, {});
    const mapped = add(Unsteady, { name: "mapped" }, { retries: 1 });
    add(MapModule, { FunctionPort: mapped.self, InputList: [1, 3], InputPort: ["fails"], OutputPort: "value" });
  });
  equal(ended["0,0"], "completed 2, 2 attempts");
  equal(ended[1], "completed undefined, 4 attempts");
  deepEqual(attemptsIn(events).map(({ id, within, iteration }) => `${within}/${id} ${iteration}`), [
    "0/0 undefined",
    "/1 0",
    "/1 1",
  ]);
});
