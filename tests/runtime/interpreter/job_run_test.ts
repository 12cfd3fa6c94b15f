import { deepEqual, equal, match } from "node:assert/strict";
import { Map as MapModule } from "../../../modules/control_flow/mod.ts";
import { packages } from "../../../modules/mod.ts";
import { execute, type ExecutionOutcome, type ModuleOutcome } from "../../../runtime/interpreter/execution.ts";
import { defineJob, defineModule, ModuleError, ModuleSuspended, port, types as t } from "../../../runtime/mod.ts";
import { Registry } from "../../../runtime/pipeline/registry.ts";
import { planPipeline } from "../../../runtime/plan/plan_pipeline.ts";
import { MemoryJobs, placeIds } from "../../support/memory_jobs.ts";
import { pipelineFrom } from "../../support/pipeline_text.ts";
import { testModules, told } from "../../support/test_modules.ts";

/** What the outside world knows: the jobs that were submitted, and whether they are over. */
const world = { submitted: [] as number[], over: new Set<number>(), failed: new Set<number>(), startFails: "" };

const steps = {
  inputs: { n: port(t.Integer) },
  outputs: { value: port(t.Integer) },
  readInputs: ({ n }: { n: number }) => ({ n }),
  start: ({ n }: { n: number }) => {
    if (world.startFails === "says so") throw new ModuleError("no such queue");
    world.submitted.push(n);
    if (world.startFails === "after it") throw new Error("connection lost");
    return { n, ticket: `T${n}` };
  },
  handle: ({ n }: { n: number }) => ({ finished: () => world.over.has(n), failed: () => world.failed.has(n) }),
  finish: ({ n }: { n: number }) => {
    if (world.failed.has(n)) throw new ModuleError(`job ${n} crashed`);
    return { result: n * 10 };
  },
  setResults: ({ result }: { result: number }) => ({ value: result }),
};

const Job = defineJob({ name: "Job", ...steps });
const Findable = defineJob({
  name: "Findable",
  ...steps,
  recover: ({ n }) => world.submitted.includes(n) ? { n, ticket: `found ${n}` } : undefined,
});

const waits = { more: 0 };
const Waits = defineModule({
  name: "Waits",
  cacheable: false,
  inputs: {},
  outputs: { value: port(t.Integer) },
  compute: () => {
    if (waits.more-- > 0) throw new ModuleSuspended("not yet");
    return { value: 1 };
  },
});

const definitions = { ...testModules, Job, Findable, Waits, Map: MapModule };
const registry = new Registry(packages);

interface Ran extends ExecutionOutcome {
  readonly all: readonly ModuleOutcome[];
}

async function run(text: string, book: MemoryJobs): Promise<Ran> {
  told.length = 0;
  const { plan, problems } = planPipeline(pipelineFrom(text, definitions), registry);
  deepEqual(problems.filter(({ severity }) => severity === "error"), []);
  const outcome = await execute(plan, { jobs: { book, ids: placeIds } });
  return { ...outcome, all: [...outcome.modules()] };
}

function fresh(): MemoryJobs {
  Object.assign(world, { submitted: [], over: new Set(), failed: new Set(), startFails: "" });
  return new MemoryJobs();
}

const CHAIN = "a = Number value=3\nj = Job n<-a.value\nb = Plus a<-j.value\nc = Number value=8";

Deno.test("runJob() records, submits, records, and suspends its branch alone", async () => {
  const book = fresh();
  const { state, all } = await run(CHAIN, book);
  equal(state, "suspended");
  deepEqual(all.map((module) => module.state), ["completed", "suspended", "notRun", "completed"]);
  equal(all[1].error, "Job is running");
  deepEqual(book.told, ["intend 1", "running 1", "running 1"]);
  deepEqual(book.get("1")?.parameters, { n: 3, ticket: "T3" });
});

Deno.test("runJob() asks a job that is known, without running what precedes it, and takes its result", async () => {
  const book = fresh();
  await run(CHAIN, book);
  equal((await run(CHAIN, book)).state, "suspended");
  deepEqual(told, ["Number 8"]);
  world.over.add(3);
  const { state, all } = await run(CHAIN, book);
  equal(state, "completed");
  deepEqual(all.map(({ outputs }) => outputs?.value), [undefined, 30, 31, 8]);
  deepEqual(world.submitted, [3]);
  deepEqual(book.get("1")?.state, "finished");
  await run(CHAIN, book);
  deepEqual(world.submitted, [3]);
});

for (const when of ["killBefore", "killAfter"] as const) {
  for (const record of ["intend 1", "running 1"]) {
    Deno.test(`runJob() submits once when the program ends at "${record}" (${when}) and the job can be looked for`, async () => {
      const book = fresh();
      book[when] = record;
      const text = CHAIN.replace("= Job", "= Findable");
      await run(text, book);
      book[when] = "";
      equal((await run(text, book)).state, "suspended");
      deepEqual(world.submitted, [3]);
      world.over.add(3);
      equal((await run(text, book)).outputOf(1, "value"), 30);
    });
  }
}

Deno.test("runJob() leaves a job unknown that may have been submitted and cannot be looked for", async () => {
  const book = fresh();
  book.killBefore = "running 1";
  await run(CHAIN, book);
  book.killBefore = "";
  for (let again = 0; again < 2; again++) {
    const { state, all } = await run(CHAIN, book);
    equal(state, "suspended");
    match(all[1].error!, /^Job is unknown: it may have been submitted, and cannot be looked for; "vt jobs adopt 1"/);
  }
  deepEqual(world.submitted, [3]);
});

Deno.test("runJob() forgets a job whose start says that it was not submitted", async () => {
  const book = fresh();
  world.startFails = "says so";
  const { all } = await run(CHAIN, book);
  equal(all[1].error, "no such queue");
  equal(book.get("1"), undefined);
});

Deno.test("runJob() looks for a job whose start failed in any other way", async () => {
  const book = fresh();
  world.startFails = "after it";
  const { state } = await run(CHAIN.replace("= Job", "= Findable"), book);
  equal(state, "suspended");
  deepEqual(book.get("1")?.parameters, { n: 3, ticket: "found 3" });
});

Deno.test("runJob() fails a module whose job failed, and does not submit it again by itself", async () => {
  const book = fresh();
  await run(CHAIN, book);
  world.failed.add(3);
  equal((await run(CHAIN, book)).all[1].error, "job 3 crashed");
  match((await run(CHAIN, book)).all[1].error!, /^Job failed: job 3 crashed; "vt jobs resubmit 1" runs it again$/);
  deepEqual(world.submitted, [3]);
});

Deno.test("runJob() keeps a job of its own for each iteration of a loop", async () => {
  const book = fresh();
  const text = "l = Numbers value=[1,2,3]\nj = Job n<-l.value\ns = Total list<-j.value";
  const first = await run(text, book);
  equal(first.all[1].error, "function module suspended in 3/3 iterations");
  deepEqual(first.all[1].iterations, { done: 0, failed: 0, suspended: 3 });
  deepEqual(world.submitted, [1, 2, 3]);
  world.over.add(1).add(3);
  equal((await run(text, book)).all[1].error, "function module suspended in 1/3 iterations");
  world.over.add(2);
  equal((await run(text, book)).outputOf(2, "value"), 60);
  deepEqual(world.submitted, [1, 2, 3]);
});

Deno.test("runJob() keeps a job of its own for each element of a Map", async () => {
  const book = fresh();
  const text = 'j = Job\nm = Map FunctionPort<-j.self InputPort=["n"] OutputPort="value" InputList=[4,5]';
  const first = await run(text, book);
  deepEqual(first.all.map(({ state }) => state), ["suspended", "suspended"]);
  equal(first.all[1].error, "function module suspended in 2/2 iterations");
  world.over.add(4).add(5);
  deepEqual((await run(text, book)).outputOf(1, "Result"), [40, 50]);
  deepEqual(world.submitted, [4, 5]);
});

Deno.test("execute() keeps modules that suspend by themselves until they no longer do", async () => {
  const book = fresh();
  waits.more = 1;
  const text = "w = Waits\np = Plus a<-w.value";
  const { state } = await run(text, book);
  equal(state, "suspended");
  deepEqual(book.jobs.map(({ state, reason, parameters }) => ({ state, reason, parameters })), [
    { state: "running", reason: "not yet", parameters: { __message__: "not yet" } },
  ]);
  equal((await run(text, book)).state, "completed");
  deepEqual(book.jobs.map(({ state }) => state), ["finished"]);
});

Deno.test("execute() without a place to keep jobs refuses to run one", async () => {
  const { plan } = planPipeline(pipelineFrom("j = Job n=1", definitions), registry);
  const [module] = (await execute(plan)).modules();
  equal(module.error, "Cannot run job, no job_monitor is specified!");
});

Deno.test("execute() keeps the outputs of a module with job_cache, and then does not run what precedes it", async () => {
  const book = fresh();
  const text = "a = Effect a=3\nb = Effect a<-a.value @job_cache=True";
  await run(text, book);
  deepEqual(told, ["Effect 3", "Effect 3"]);
  deepEqual(book.jobs.map(({ state, parameters }) => [state, parameters]), [["finished", { value: "3" }]]);
  const { all } = await run(text, book);
  deepEqual(told, []);
  deepEqual(all.map(({ state, outputs }) => [state, outputs?.value]), [["notRun", undefined], ["cached", 3]]);
});
