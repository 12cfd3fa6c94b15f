/** Whatever a pipeline does, it does the same wherever its modules compute. */
import { deepEqual, equal, ok } from "node:assert/strict";
import { types as t, workflow } from "vt";
import { Range } from "vt/basic";
import { Sum } from "vt/control_flow";
import { packages } from "../../../modules/mod.ts";
import { execute, type ExecuteOptions } from "../../../runtime/interpreter/execution.ts";
import { Registry } from "../../../runtime/pipeline/registry.ts";
import type { Plan } from "../../../runtime/plan/plan.ts";
import { planPipeline } from "../../../runtime/plan/plan_pipeline.ts";
import { type ExecutionEvent, pathText } from "../../../runtime/record/execution_event.ts";
import type { ExecutionScheme } from "../../../runtime/scheme/execution_scheme.ts";
import { AgentScheme } from "../../../schemes/agent/near/agent_scheme.ts";
import { openProcessScheme, openWorkerScheme } from "../../../schemes/mod.ts";
import { TestAgent } from "../../support/agents.ts";
import * as modules from "./fixtures/elsewhere.ts";

const { Double, Endless, Halves, Pair, Picky, PickyPair, Plus, Reads, Throws, Waits, Writes } = modules;
const farSide = new URL("../../../far_side.ts", import.meta.url);
const registry = new Registry(packages);

type Build = Parameters<typeof workflow>[1];

function planOf(build: Build): Plan {
  const { plan, problems } = planPipeline(workflow("test", build).build().pipeline, registry);
  deepEqual(problems, []);
  return plan;
}

/** What a run came to: all that must be the same everywhere. */
async function outcomeOf(plan: Plan, options: ExecuteOptions = {}): Promise<object> {
  const ends: string[] = [];
  const printed: string[] = [];
  const observe = (event: ExecutionEvent): void => {
    if (event.kind === "moduleFinished") ends.push(`${pathText(event)} ${event.state} ${event.error ?? ""}`);
    if (event.kind === "printed") printed.push(event.text);
  };
  const outcome = await execute(plan, { ...options, observe, wantsAllOutputs: true });
  const ended = Array.from(outcome.modules(), ({ path, state, error, outputs, iterations }) => ({
    ...{ path, state, error, iterations },
    outputs: Object.fromEntries(Object.entries(outputs ?? {}).filter(([port]) => port !== "file")),
  }));
  // Of a loop that fails, iterations behind the failure may have run elsewhere before it was known.
  const told = outcome.state === "completed" ? { ends: ends.toSorted(), printed: printed.toSorted() } : {};
  return { state: outcome.state, ended, ...told };
}

/** Runs a pipeline here and by each scheme, all modules there that may be, and compares; gives the outcome. */
async function same(build: Build): Promise<{ state: string; ended: { path: string; error?: string }[] }> {
  const plan = planOf(build);
  const here = await outcomeOf(plan);
  await using agent = new TestAgent();
  const openAgentScheme = (): ExecutionScheme => new AgentScheme({ name: "ssh", priority: 50, door: agent.door });
  for (const open of [openWorkerScheme, openProcessScheme, openAgentScheme]) {
    await using scheme = open({ farSide, size: 2 });
    deepEqual(await outcomeOf(plan, { schemeOf: (path) => isFixture(plan, path) ? scheme : undefined }), here);
  }
  return here as { state: string; ended: { path: string; error?: string }[] };
}

/** Whether a path is that of a module of the fixtures, or of a group: others stay here. */
function isFixture(plan: Plan, path: string): boolean {
  const [id, ...rest] = path.split(",").map(Number);
  const index = plan.indexOf(id)!;
  if (rest.length > 0) return isFixture(plan.inner.get(index)!, rest.join(","));
  return plan.inner.has(index) || plan.pipeline.modules[index].name in modules;
}

Deno.test("a module computes elsewhere once, in loops, and in loops inside loops", async () => {
  await same(({ add }) => {
    const range = add(Range, { stop: 30 }).value;
    const doubled = add(Double, { value: range });
    add(Plus, { a: doubled.value, b: 1 });
    add(Plus, { a: add(Range, { stop: 4 }).value, b: range }, { loop: "cartesian" });
    add(Plus, { a: doubled.value, b: range }, { loop: "pairwise" });
    const table = add(Plus, { a: add(Range, { stop: 4 }).value, b: add(Range, { stop: 3 }).value }, {
      loop: "cartesian",
    });
    add(Halves, { value: table.value });
    add(Sum, { InputList: doubled.value });
  });
});

Deno.test("a loop fails with its first failure, wherever it computes", async () => {
  const { ended } = await same(({ add }) => {
    add(Picky, { value: add(Plus, { a: add(Range, { stop: 40 }).value, b: 22 }).value });
  });
  equal(ended.find(({ error }) => error !== undefined)?.error, "28 can be divided by 7");
});

Deno.test("a loop of modules that suspend goes through all of them", async () => {
  const { state } = await same(({ add }) => {
    add(Double, { value: add(Waits, { value: add(Range, { stop: 12 }).value }).value });
  });
  equal(state, "suspended");
});

Deno.test("groups go as a whole, also in loops, with all that happens inside", async () => {
  await same(({ add, output }) => {
    const pair = add(Pair, { value: 3 });
    output("many", add(Pair, { value: add(Range, { stop: 5 }).value }).value);
    add(PickyPair, { value: pair.value });
    add(Double, { value: add(PickyPair, { value: add(Range, { stop: 5 }).value }).value });
  });
});

Deno.test("chains end where a module fails or suspends, and tell of each module", async () => {
  for (const start of [1, 2, 3, 5, 7, 10]) {
    await same(({ add }) => {
      const first = add(Double, { value: start });
      const second = add(Plus, { a: first.value, b: add(Double, { value: 4 }).value });
      const third = add(Waits, { value: add(Picky, { value: second.value }).value });
      add(Throws, { value: add(Double, { value: third.value }).value });
    });
  }
});

Deno.test("a chain goes as far as what comes to it from outside lets it", async () => {
  await same(({ add }) => {
    const failing = add(Throws, { value: 1 });
    const first = add(Double, { value: 1 });
    add(Plus, { a: add(Double, { value: first.value }).value, b: failing.value });
  });
});

Deno.test("of a chain that is interrupted the end of each module is told once", async () => {
  const plan = planOf(({ add }) => {
    add(Double, { value: add(Endless, { value: 1 }).value });
  });
  for (const open of [openWorkerScheme, openProcessScheme]) {
    await using scheme = open({ farSide, size: 1 });
    const abort = new AbortController();
    const ends: string[] = [];
    const observe = (event: ExecutionEvent): void => {
      if (event.kind === "printed") abort.abort();
      if (event.kind === "moduleFinished") ends.push(pathText(event));
    };
    const outcome = await execute(plan, { observe, signal: abort.signal, schemeOf: () => scheme });
    equal(outcome.state, "interrupted");
    deepEqual(ends, ["0"]);
  }
});

Deno.test("what ends the run fails the groups around it, and the loops that they are in", async () => {
  const plan = planOf(({ add }) => {
    add(PickyPair, { value: add(Range, { stop: 7 }).value });
    add(Double, { value: add(Double, { value: 1 }).value });
  });
  const outcome = await execute(plan, { stopOnError: true });
  const group = Array.from(outcome.modules()).find(({ name }) => name === "Group");
  equal(group?.error, "Error(s) inside group:\nPicky: 21 can be divided by 7");
  equal(outcome.state, "failed");
});

Deno.test("files that a module makes are there for the next one", async () => {
  await same(({ add }) => {
    const written = add(Writes, { text: 5 });
    add(Double, { value: add(Reads, { file: written.file }).value });
    add(Reads, { file: add(Writes, { text: add(Range, { stop: 3 }).value }).file });
  });
});

Deno.test("random pipelines come to the same, wherever each module computes", async () => {
  await using worker = openWorkerScheme({ farSide, size: 2 });
  await using process = openProcessScheme({ farSide, size: 2 });
  for (let seed = 1; seed <= 40; seed++) {
    const random = randomNumbers(seed);
    const plan = planOf((builder) => randomPipeline(builder, random));
    const schemes = [undefined, worker, process];
    const places = new Map<string, ExecutionScheme | undefined>();
    const schemeOf = (path: string): ExecutionScheme | undefined => {
      if (!places.has(path)) places.set(path, isFixture(plan, path) ? schemes[random() % 3] : undefined);
      return places.get(path);
    };
    deepEqual(await outcomeOf(plan, { schemeOf }), await outcomeOf(plan), `seed ${seed}`);
  }
});

function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff) >> 8;
}

/** `add` without its types: what is wired here may loop as deep as it comes. */
type AnyAdd = (definition: object, inputs: Readonly<Record<string, unknown>>) => { readonly value: unknown };

function randomPipeline(builder: Parameters<Build>[0], random: () => number): void {
  const add = builder.add as unknown as AnyAdd;
  const kinds = [Double, Double, Picky, Waits, Pair, PickyPair];
  const made = [add(Double, { value: random() % 9 }), add(Double, { value: add(Range, { stop: 3 }).value })];
  for (let i = 0; i < 12; i++) {
    const { value } = made[random() % made.length];
    made.push(
      random() % 3 === 0 ? add(Plus, { a: value, b: made[0].value }) : add(kinds[random() % kinds.length], { value }),
    );
  }
}

Deno.test("the outputs of a chain's modules are kept as they come, so that only what is missing is computed again", async () => {
  const build: Build = ({ add, input }) => {
    const value = input("value", t.Integer, 21);
    add(Picky, { value: add(Double, { value: add(Double, { value }).value }).value });
  };
  const plan = planOf(build);
  const kept = new Map();
  await using scheme = openWorkerScheme({ farSide, size: 1 });
  const states = async (): Promise<string[]> => {
    const schemeOf = (path: string): ExecutionScheme | undefined => isFixture(plan, path) ? scheme : undefined;
    const outcome = await execute(plan, { cache: kept, schemeOf });
    return Array.from(outcome.modules(), ({ name, state }) => `${name} ${state}`);
  };
  deepEqual(await states(), ["InputPort completed", "Double completed", "Double completed", "Picky failed"]);
  deepEqual(await states(), ["InputPort cached", "Double cached", "Double cached", "Picky failed"]);
  ok(kept.size >= 3);
});
