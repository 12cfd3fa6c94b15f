import { deepEqual, equal } from "node:assert/strict";
import {
  type ComputeContext,
  defineModule,
  group,
  ModuleError,
  ModuleSuspended,
  port,
  types as t,
  workflow,
  type WorkflowBuilder,
} from "vt";
import { packages } from "../../../modules/mod.ts";
import { execute, type ExecuteOptions } from "../../../runtime/interpreter/execution.ts";
import { Registry } from "../../../runtime/pipeline/registry.ts";
import { planPipeline } from "../../../runtime/plan/plan_pipeline.ts";
import type { ExecutionEvent } from "../../../runtime/record/execution_event.ts";

type Numbers = { readonly value: readonly number[] };

const told: string[] = [];

/** Streams the numbers from 0 on; without end below 0. */
const Count = defineModule({
  name: "Count",
  inputs: { size: port(t.Integer), name: port(t.String, { default: "count" }) },
  outputs: { value: port(t.Integer, { depth: 1 }) },
  compute: ({ size, name }, context) => {
    let number = 0;
    const next = (): Promise<Record<string, unknown> | undefined> => {
      told.push(`${name} ${number}`);
      return Promise.resolve(number === size ? undefined : { value: number++ });
    };
    return context.stream({ ports: ["value"], size, next }) as Numbers;
  },
});

/** Goes through a stream by itself. */
const SumSoFar = defineModule({
  name: "SumSoFar",
  inputs: { values: port(t.Integer, { depth: 1 }) },
  outputs: { value: port(t.Integer, { depth: 1 }) },
  streams: () => true,
  compute: (_inputs, context) => {
    let sum = 0;
    told.push(`set up for ${context.streamed.get("values")}`);
    return context.stream({
      ports: ["value"],
      next: ({ values }) => Promise.resolve({ value: sum += Number(values) }),
    }) as Numbers;
  },
});

const Plus = defineModule({
  name: "Plus",
  inputs: { a: port(t.Integer), b: port(t.Integer, { default: 1 }) },
  outputs: { value: port(t.Integer) },
  compute: ({ a, b }) => ({ value: a + b }),
});

/** Fails or suspends at a number. */
const Check = defineModule({
  name: "Check",
  inputs: { value: port(t.Integer), fails: port(t.Integer, { default: -1 }), waits: port(t.Integer, { default: -1 }) },
  outputs: { value: port(t.Integer) },
  compute: ({ value, fails, waits }) => {
    if (value === fails) throw new ModuleError(`not ${value}`);
    if (value === waits) throw new ModuleSuspended(`wait for ${value}`);
    return { value };
  },
});

const Show = defineModule({
  name: "Show",
  inputs: { value: port(t.Variant) },
  outputs: {},
  cacheable: false,
  compute: ({ value }) => {
    told.push(`show ${value}`);
    return {};
  },
});

const Sum = defineModule({
  name: "Sum",
  inputs: { list: port(t.List) },
  outputs: { value: port(t.Integer) },
  compute: ({ list }) => ({ value: (list as number[]).reduce((sum, one) => sum + one, 0) }),
});

const Listed = defineModule({
  name: "Listed",
  inputs: { list: port(t.List) },
  outputs: { value: port(t.Integer, { depth: 1 }) },
  compute: ({ list }) => ({ value: list as number[] }),
});

const Values = defineModule({
  name: "Values",
  inputs: { list: port(t.List), unset: port(t.Integer, { optional: true }) },
  outputs: {},
  compute: (_inputs, context) => {
    told.push(JSON.stringify(["list", "unset", "other"].map((name) => context.valuesOn(name))));
    return {};
  },
});

/** Never gives its first item. */
const Hangs = defineModule({
  name: "Hangs",
  inputs: {},
  outputs: { value: port(t.Integer, { depth: 1 }) },
  compute: (_inputs, context) => context.stream({ ports: ["value"], next: () => hang(context) }) as Numbers,
});

function hang({ signal }: ComputeContext): Promise<never> {
  told.push("hangs");
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
}

interface Ran {
  readonly state: string;
  /** By path. */
  readonly states: Record<string, string>;
  readonly errors: Record<string, string>;
}

async function run(define: (builder: WorkflowBuilder) => void, options: ExecuteOptions = {}): Promise<Ran> {
  told.length = 0;
  const { plan, problems } = planPipeline(workflow("streams", define).build().pipeline, new Registry(packages));
  deepEqual(problems.filter(({ severity }) => severity === "error"), []);
  const outcome = await execute(plan, options);
  const modules = [...outcome.modules()];
  return {
    state: outcome.state,
    states: Object.fromEntries(modules.map(({ path, state }) => [path, state])),
    errors: Object.fromEntries(modules.flatMap(({ path, error }) => error === undefined ? [] : [[path, error]])),
  };
}

function shown(): string[] {
  return told.filter((line) => line.startsWith("show"));
}

Deno.test("execute() goes through a stream item by item, when all is set up", async () => {
  const { state, states } = await run(({ add }) => {
    const { value } = add(Count, { size: 2 });
    add(Show, { value: add(Plus, { a: value, b: 10 }).value });
    add(Show, { value: add(Plus, { a: 0 }).value });
  });
  deepEqual(told, ["show 1", "count 0", "show 10", "count 1", "show 11", "count 2"]);
  equal(state, "completed");
  deepEqual(new Set(Object.values(states)), new Set(["completed"]));
});

Deno.test("execute() computes what takes a list at the end of a stream, and all that follows then", async () => {
  await run(({ add }) => {
    const { value } = add(Count, { size: 4 });
    add(Show, { value: add(Plus, { a: add(Sum, { list: value }).value }).value });
  });
  deepEqual(shown(), ["show 7"]);
  await run(({ add }) => void add(Show, { value: add(Sum, { list: add(Count, { size: 0 }).value }).value }));
  deepEqual(shown(), ["show 0"]);
});

Deno.test("execute() lets a module go through a stream by itself", async () => {
  await run(({ add }) => {
    add(Show, { value: add(Plus, { a: add(SumSoFar, { values: add(Count, { size: 4 }).value }).value, b: 0 }).value });
  });
  deepEqual(shown(), ["show 0", "show 1", "show 3", "show 6"]);
  equal(told[0], "set up for 4");
});

Deno.test("execute() pairs streams and lists up to the end of the shortest, also of one without end", async () => {
  const { state } = await run(({ add }) => {
    const a = add(Count, { size: -1 });
    const b = add(Count, { size: 3 });
    add(Show, { value: add(Plus, { a: a.value, b: b.value }).value });
  });
  deepEqual(shown(), ["show 0", "show 2", "show 4"]);
  equal(state, "completed");
  await run(({ add }) => {
    add(Show, {
      value: add(Plus, { a: add(Count, { size: -1 }).value, b: add(Listed, { list: [5, 6] }).value }).value,
    });
  });
  deepEqual(shown(), ["show 5", "show 7"]);
});

Deno.test("execute() refuses a cartesian product with a stream, and does not go through that", async () => {
  const { errors, states } = await run(({ add }) => {
    const { value } = add(Count, { size: -1 });
    add(Show, { value: add(Plus, { a: value }, { loop: "cartesian" }).value });
  });
  deepEqual(errors, { 1: "Cannot use cartesian product while streaming!" });
  deepEqual(states, { 0: "completed", 1: "failed", 2: "notRun" });
  deepEqual(told, []);
});

Deno.test("execute() ends a stream at an item that fails; others go on", async () => {
  const { state, states, errors } = await run(({ add }) => {
    const { value } = add(Count, { size: 4 });
    add(Show, { value: add(Check, { value, fails: 1 }).value });
    add(Show, { value: add(Plus, { a: value, b: 10 }).value });
  });
  equal(state, "failed");
  deepEqual(errors, { 1: "not 1" });
  deepEqual(states, { 0: "completed", 1: "failed", 2: "notRun", 3: "completed", 4: "completed" });
  deepEqual(shown(), ["show 0", "show 10", "show 11", "show 12", "show 13"]);
});

Deno.test("execute() computes the items that follow a suspended one, but nothing that takes them", async () => {
  const { state, states, errors } = await run(({ add }) => {
    const { value } = add(Count, { size: 4 });
    add(Show, { value: add(Sum, { list: add(Check, { value, waits: 2 }).value }).value });
  });
  equal(state, "suspended");
  deepEqual(errors, { 1: "function module suspended after streaming 1/4 iterations" });
  deepEqual(states, { 0: "completed", 1: "suspended", 2: "notRun", 3: "notRun" });
  deepEqual(told.slice(-2), ["count 3", "count 4"]);
});

Deno.test("execute() runs a group for each item of a stream", async () => {
  const Double = group(
    "Double",
    { inputs: { a: port(t.Integer) }, outputs: { value: port(t.Integer) } },
    ({ a }, { add }) => ({ value: add(Plus, { a, b: a }).value }),
  );
  await run(({ add }) => void add(Show, { value: add(Double, { a: add(Count, { size: 3 }).value }).value }));
  deepEqual(told.slice(0, 4), ["count 0", "show 0", "count 1", "show 2"]);
});

Deno.test("execute() lets a stream out of a group item by item", async () => {
  const Counts = group(
    "Counts",
    { inputs: { size: port(t.Integer) }, outputs: { value: port(t.Integer, { depth: 1 }) } },
    ({ size }, { add }) => ({ value: add(Count, { size }).value }),
  );
  const { states } = await run(({ add }) => {
    add(Show, { value: add(Plus, { a: add(Counts, { size: 2 }).value }).value });
  });
  deepEqual(told, ["count 0", "show 1", "count 1", "show 2", "count 2"]);
  deepEqual(new Set(Object.values(states)), new Set(["completed"]));
});

Deno.test("execute() goes through streams inside a group that loops before the group ends", async () => {
  const Total = group(
    "Total",
    { inputs: { size: port(t.Integer) }, outputs: { value: port(t.Integer) } },
    ({ size }, { add }) => {
      add(Show, { value: add(Sum, { list: add(Count, { size }).value }).value });
      return { value: size };
    },
  );
  await run(({ add }) => void add(Show, { value: add(Total, { size: add(Listed, { list: [2, 3] }).value }).value }));
  deepEqual(shown(), ["show 1", "show 3", "show 2", "show 3"]);
});

Deno.test("execute() refuses a stream from a module that loops", async () => {
  const { errors } = await run(({ add }) => void add(Count, { size: add(Listed, { list: [1, 2] }).value }));
  deepEqual(errors, { 1: "Generator is not allowed here" });
});

Deno.test("execute() tells the end of a module with that of its stream, once", async () => {
  const events: ExecutionEvent[] = [];
  await run(({ add }) => void add(Show, { value: add(Count, { size: 2 }).value }), {
    observe: (event) => events.push(event),
  });
  deepEqual(events.map(({ kind, id }) => [kind, id]), [
    ["moduleStarted", 1],
    ["iterationFinished", 1],
    ["iterationFinished", 1],
    ["moduleFinished", 0],
    ["moduleFinished", 1],
  ]);
});

Deno.test("execute() is cancelled while a stream waits", async () => {
  const controller = new AbortController();
  const running = run(({ add }) => void add(Show, { value: add(Hangs, {}).value }), { signal: controller.signal });
  while (told.length === 0) await new Promise((turn) => setTimeout(turn, 0));
  controller.abort();
  const { state, states, errors } = await running;
  equal(state, "interrupted");
  deepEqual(states, { 0: "failed", 1: "notRun" });
  deepEqual(errors, { 0: "Interrupted by user" });
});

Deno.test("execute() does not keep streams for later runs", async () => {
  const cache = new Map();
  const define = ({ add }: WorkflowBuilder): void => void add(Show, { value: add(Count, { size: 1 }).value });
  await run(define, { cache });
  await run(define, { cache });
  deepEqual(shown(), ["show 0"]);
  equal(cache.size, 0);
});

Deno.test("ComputeContext.valuesOn() gives all values of a port", async () => {
  await run(({ add, merge }) => {
    add(Values, { list: merge(add(Listed, { list: [1] }).value, add(Listed, { list: [2, 3] }).value) });
  });
  deepEqual(told, ["[[[1],[2,3]],[],[]]"]);
});
