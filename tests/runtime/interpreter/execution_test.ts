import { deepEqual, equal, match } from "node:assert/strict";
import { execute, type ExecuteOptions, type ExecutionOutcome } from "../../../runtime/interpreter/execution.ts";
import { Registry } from "../../../runtime/pipeline/registry.ts";
import { planPipeline } from "../../../runtime/plan/plan_pipeline.ts";
import type { ExecutionEvent } from "../../../runtime/record/execution_event.ts";
import { pipelineFrom } from "../../support/pipeline_text.ts";
import { later, testModules, told } from "../../support/test_modules.ts";

const registry = new Registry([]);

async function run(text: string, options: ExecuteOptions = {}): Promise<ExecutionOutcome & Shown> {
  told.length = 0;
  const pipeline = pipelineFrom(text, testModules);
  const { plan, problems } = planPipeline(pipeline, registry);
  deepEqual(problems.filter(({ severity }) => severity === "error"), []);
  const outcome = await execute(plan, options);
  const modules = [...outcome.modules()];
  const labelled = <T>(of: (module: typeof modules[number]) => T): Record<string, T> =>
    Object.fromEntries(modules.map((module, i) => [pipeline.modules[i].label, of(module)]));
  return {
    ...outcome,
    states: labelled(({ state }) => state),
    values: labelled(({ outputs }) => outputs?.value),
    errors: Object.fromEntries(
      Object.entries(labelled(({ error }) => error)).filter(([, error]) => error !== undefined),
    ),
  };
}

interface Shown {
  readonly states: Record<string, string>;
  readonly values: Record<string, unknown>;
  readonly errors: Record<string, unknown>;
}

Deno.test("execute() runs each module once, upstream first, in the order in which sinks pull", async () => {
  const { values, state } = await run(`
    deep  = Plus a<-mid.value
    mid   = Plus a<-one.value
    one   = Number value=1
    other = Number value=5
    both  = Plus a<-one.value b<-other.value`);
  equal(state, "completed");
  deepEqual(values, { deep: 3, mid: 2, one: 1, other: 5, both: 6 });
  deepEqual(told, ["Number 1", "Plus 1 1", "Plus 2 1", "Number 5", "Plus 1 5"]);
});

Deno.test("execute() runs the branches that do not depend on a failed module", async () => {
  const { states, errors, state } = await run(`
    a = Number value=1
    b = Fails a<-a.value
    c = Plus a<-b.value
    d = Plus a<-a.value
    e = Plus a<-c.value b<-d.value`);
  equal(state, "failed");
  deepEqual(states, { a: "completed", b: "failed", c: "notRun", d: "completed", e: "notRun" });
  deepEqual(errors, { b: "it cannot" });
});

Deno.test("a module may take its context apart", async () => {
  const heard: ExecutionEvent[] = [];
  equal((await run("says = Says a=3", { observe: (event) => void heard.push(event) })).state, "completed");
  const said = heard.filter(({ kind }) => !kind.startsWith("module")).map(({ kind, ...event }) => {
    const { text, key, value, fraction } = { text: "", key: "", value: undefined, fraction: 0, ...event };
    return [kind, text, key, value, fraction];
  });
  deepEqual(said, [
    ["printed", "printed", "", undefined, 0],
    ["logged", "logged", "", undefined, 0],
    ["annotated", "", "all", [3], 0],
    ["progress", "", "", undefined, 0.5],
  ]);
});

Deno.test("execute() stops at the first failure when told to", async () => {
  const { states } = await run("a = Fails\nb = Number value=1", { stopOnError: true });
  deepEqual(states, { a: "failed", b: "notRun" });
});

Deno.test("execute() stops at a failure that aborts, in any case", async () => {
  const { states } = await run("a = Aborts\nb = Number value=1");
  deepEqual(states, { a: "failed", b: "notRun" });
});

Deno.test("execute() tells of other exceptions as uncaught, and of outputs that the module does not have", async () => {
  const { errors } = await run("a = Throws\nb = Wrong");
  deepEqual(errors, { a: "Uncaught exception: RangeError: out of it", b: "output port 'other' not found" });
});

Deno.test("execute() fails a module that lacks a mandatory value when it is reached", async () => {
  const { errors } = await run("a = Plus");
  deepEqual(errors, { a: "Missing value from port a" });
});

Deno.test("execute() goes on here while a module waits elsewhere", async () => {
  const running = run(`
    a = Later name="a"
    b = Later name="b"
    c = Number value=3
    d = Plus a<-a.value b<-b.value`);
  while (told.length < 3) await Promise.resolve();
  deepEqual(told, ["Number 3", "start a", "start b"]);
  later.get("b")!.resolve(2);
  later.get("a")!.resolve(1);
  const { values } = await running;
  deepEqual(values, { a: 1, b: 2, c: 3, d: 3 });
});

Deno.test("execute() starts what can run elsewhere, and what that needs, before other computing", async () => {
  await run(`
    x = Plus a<-one.value
    one = Number value=1
    y = Elsewhere a<-two.value
    two = Number value=2`);
  deepEqual(told, ["Number 2", "Elsewhere 2", "Number 1", "Plus 1 1"]);
});

Deno.test("execute() reports a module whose promise is rejected", async () => {
  const running = run('a = Later name="r"\nb = Number value=1');
  while (told.length < 2) await Promise.resolve();
  later.get("r")!.reject(new TypeError("no"));
  const { errors, states } = await running;
  deepEqual(errors, { a: "Uncaught exception: TypeError: no" });
  deepEqual(states, { a: "failed", b: "completed" });
});

Deno.test("execute() ends at once when it is cancelled, and tells the modules that run", async () => {
  const controller = new AbortController();
  const running = run('a = Later name="c"\nb = Plus a<-a.value\nc = Number value=1', { signal: controller.signal });
  while (told.length < 2) await Promise.resolve();
  controller.abort();
  const { state, states, errors } = await running;
  equal(state, "interrupted");
  deepEqual(states, { a: "failed", b: "notRun", c: "completed" });
  deepEqual(errors, { a: "Interrupted by user" });
});

Deno.test("execute() takes a result that is known instead of running the module again", async () => {
  const cache = new Map();
  const text = "a = Number value=1\nb = Plus a<-a.value\nc = Effect a<-b.value\nd = Plus a<-c.value b=7";
  await run(text, { cache });
  deepEqual(told, ["Number 1", "Plus 1 1", "Effect 2", "Plus 2 7"]);
  const { states, values } = await run(text, { cache });
  deepEqual(told, ["Effect 2", "Plus 2 7"]);
  deepEqual(states, { a: "cached", b: "cached", c: "completed", d: "completed" });
  deepEqual(values, { a: 1, b: 2, c: 2, d: 9 });
});

Deno.test("execute() runs modules that are the same on the same inputs once, with a cache", async () => {
  const { states } = await run("a = Number value=1\nb = Number value=1\nc = Plus a<-a.value b<-b.value", {
    cache: new Map(),
  });
  deepEqual(told, ["Number 1", "Plus 1 1"]);
  deepEqual(states, { a: "completed", b: "cached", c: "completed" });
});

Deno.test("execute() tells of each module that ended, and of the start of those that wait", async () => {
  const events: ExecutionEvent[] = [];
  const running = run('a = Number value=1\nb = Later name="e"\nc = Fails a<-a.value', {
    observe: (event) => events.push(event),
  });
  while (!told.includes("start e")) await Promise.resolve();
  later.get("e")!.resolve(1);
  await running;
  deepEqual(events.map((event) => [event.kind, event.id]), [
    ["moduleStarted", 1],
    ["moduleFinished", 0],
    ["moduleFinished", 2],
    ["moduleFinished", 1],
  ]);
  for (const event of events) {
    if (event.kind === "moduleFinished") equal(event.finishedAt >= event.startedAt && event.startedAt > 1e12, true);
  }
});

Deno.test("execute() runs a chain of 100,000 modules without a stack of that depth", async () => {
  const definition = testModules.Plus;
  const modules = Array.from({ length: 100_000 }, (_, id) => ({
    ...pipelineFrom("a = Plus a=0", testModules).modules[0],
    id,
    definition: definition as never,
    functions: id === 0 ? [{ name: "a", parameters: [], value: 0 }] : [],
  }));
  const connections = modules.slice(1).map(({ id }) => ({
    id,
    source: { module: id - 1, port: "value" },
    destination: { module: id, port: "a" },
  }));
  const { plan } = planPipeline({ modules, connections }, registry);
  const outcome = await execute(plan);
  equal(outcome.outputOf(99_999, "value"), 100_000);
});

const LOOPS: readonly (readonly [what: string, text: string, wanted: unknown])[] = [
  ["over a list, alone", "v = Plus a<-n.value\nn = Numbers value=[1,2,3]", [2, 3, 4]],
  [
    "cartesian by default, the last port fastest",
    'v = Join a<-x.value b<-y.value\nx = Texts value=["a","b"]\ny = Texts value=["1","2"]',
    ["a1", "a2", "b1", "b2"],
  ],
  [
    "pairwise, to the shortest",
    'v = Join a<-x.value b<-y.value @loop_type=pairwise\nx = Texts value=["a","b","c"]\ny = Texts value=["1","2"]',
    ["a1", "b2"],
  ],
  [
    "in an order of its own",
    'v = Join a<-x.value b<-y.value @loop_type=["cartesian","b","a"]\nx = Texts value=["a","b"]\ny = Texts value=["1","2"]',
    ["a1", "b1", "a2", "b2"],
  ],
  [
    "pairwise of a cartesian product",
    'v = Join a<-x.value b<-y.value c<-z.value @loop_type=["pairwise",["cartesian","a","b"],"c"]\nx = Texts value=["a","b"]\ny = Texts value=["1","2"]\nz = Texts value=["x","y","z","w"]',
    ["a1x", "a2y", "b1z", "b2w"],
  ],
  ["over lists of lists", 'v = Join a<-x.nested b="!"\nx = Texts value=[["a","b"],["c"]]', [["a!", "b!"], ["c!"]]],
  [
    "where only the deepest loops at first",
    'v = Join a<-x.nested b<-y.value\nx = Texts value=[["a","b"],["c"]]\ny = Texts value=["1","2"]',
    [["a1", "a2", "b1", "b2"], ["c1", "c2"]],
  ],
  ["over nothing: in a script the output is a list without elements", "v = Plus a<-n.value\nn = Numbers value=[]", []],
  ["not where a list is taken", "v = Total list<-n.value\nn = Numbers value=[1,2,3]", 6],
  ["not where one value goes to a list port: it is wrapped", "v = Total list<-n.value\nn = Number value=4", 4],
  [
    "not where several wires are joined on a list port",
    "v = Total list<-n.value list<-m.value\nn = Numbers value=[1,2]\nm = Number value=4",
    7,
  ],
];

for (const [what, text, wanted] of LOOPS) {
  Deno.test(`execute() loops ${what}`, async () => deepEqual((await run(text)).values.v, wanted));
}

Deno.test("execute() ends a loop at its first failing iteration, and says how many were done", async () => {
  const { states } = await run("v = Later name<-x.value\nx = Texts value=[]");
  deepEqual(states, { v: "completed", x: "completed" });
  const running = run('v = Later name<-x.value\nx = Texts value=["l1","l2","l3"]');
  for (const [name, value] of [["l1", 1], ["l2", undefined]] as const) {
    while (!told.includes(`start ${name}`)) await new Promise((turn) => setTimeout(turn));
    if (value === undefined) later.get(name)!.reject(new Error("second"));
    else later.get(name)!.resolve(value);
  }
  const outcome = await running;
  deepEqual(outcome.errors, { v: "Uncaught exception: Error: second" });
  deepEqual([...outcome.modules()][0].iterations, { done: 1, failed: 1, suspended: 0 });
});

Deno.test("execute() runs a module while its condition holds, handing on its state", async () => {
  const { values, errors } = await run(
    'v = Plus a=1 b=1 @while_max=5 @while_input=["a"] @while_output=["value"]\nw = Plus a<-v.value',
  );
  deepEqual(errors, {});
  equal(values.w, 7);
});

Deno.test("execute() refuses while parameters of which one half is missing", async () => {
  const { errors } = await run("v = Plus a=1 @while_max=2 @while_input=a");
  match(String(errors.v), /requires BOTH StateInputPorts and StateOutputPorts/);
});
