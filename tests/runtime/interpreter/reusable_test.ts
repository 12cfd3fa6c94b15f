import { deepEqual } from "node:assert/strict";
import { execute, type ExecuteOptions } from "../../../runtime/interpreter/execution.ts";
import { type KnownResult, signaturesOf } from "../../../runtime/interpreter/result_cache.ts";
import type { Pipeline } from "../../../runtime/pipeline/pipeline.ts";
import { Registry } from "../../../runtime/pipeline/registry.ts";
import { planPipeline } from "../../../runtime/plan/plan_pipeline.ts";
import { MemoryJobs, placeIds } from "../../support/memory_jobs.ts";
import { pipelineFrom } from "../../support/pipeline_text.ts";
import { testModules, told } from "../../support/test_modules.ts";

/** What ran, in order, and the states of the modules. */
async function run(pipeline: Pipeline | string, options: ExecuteOptions): Promise<readonly [string[], string[]]> {
  told.length = 0;
  const text = typeof pipeline === "string" ? pipelineFrom(pipeline, testModules) : pipeline;
  const outcome = await execute(planPipeline(text, new Registry([])).plan, options);
  return [[...told], Array.from(outcome.modules(), ({ state }) => state)];
}

function newCache(): Map<string, KnownResult> {
  return new Map();
}

Deno.test("a module that calls cacheThis() is not run again, nor is what depends on it", async () => {
  const cache = newCache();
  const text = "a = Number value=3\nb = Once a<-a.value\nc = Plus a<-b.value\nd = Effect a<-c.value";
  await run(text, { cache });
  deepEqual(await run(text, { cache }), [["Effect 4"], ["cached", "cached", "cached", "completed"]]);
  const other = text.replace("value=3", "value=5");
  deepEqual((await run(other, { cache }))[0], ["Number 5", "Once 5", "Plus 5 1", "Effect 6"]);
});

Deno.test("without cacheThis() in this computation nothing is kept, not even of what depends on it", async () => {
  const cache = newCache();
  const text = "a = Once a=1 when=2\nb = Plus a<-a.value";
  await run(text, { cache });
  deepEqual([...cache.keys()], []);
  deepEqual(await run(text, { cache }), [["Once 1", "Plus 1 1"], ["completed", "completed"]]);
});

Deno.test("what depends on a module that may have changed is not taken from before", async () => {
  const text = "a = Once a=1\nb = Plus a<-a.value\nc = Once a<-b.value";
  const cache = newCache();
  await run(text, { cache });
  const [ofFirst] = cache.keys();
  cache.delete(ofFirst);
  const says = { ...testModules.Once, compute: ({ a }: { a: number }) => ({ value: a + 10 }) };
  const silent = pipelineFrom(text, testModules);
  const modules = silent.modules.map((module) => module.id === 0 ? { ...module, definition: says as never } : module);
  const { plan } = planPipeline({ ...silent, modules }, new Registry([]));
  const { plan: same } = planPipeline(silent, new Registry([]));
  const outcome = await execute(plan, { cache, signatures: await signaturesOf(same) });
  deepEqual([outcome.outputOf(1, "value"), outcome.outputOf(2, "value")], [12, 12]);
});

Deno.test("cacheThis() in a loop says nothing", async () => {
  const cache = newCache();
  const text = "a = Numbers value=[1,2]\nb = Once a<-a.value\nc = Total list<-b.value";
  await run(text, { cache });
  deepEqual((await run(text, { cache }))[1], ["cached", "completed", "completed"]);
});

Deno.test("a group is not run again when all in it that is not cacheable says so", async () => {
  const group = (inside: string): Pipeline => {
    const outer = pipelineFrom("a = Number", testModules);
    const [module] = outer.modules;
    const workflow = pipelineFrom(inside, testModules);
    return { ...outer, modules: [{ ...module, kind: "group", workflow, definition: undefined }] };
  };
  const cache = newCache();
  const all = group("x = Once a=1\ny = Plus a<-x.value");
  deepEqual((await run(all, { cache }))[0], ["Once 1", "Plus 1 1"]);
  deepEqual(await run(all, { cache }), [[], ["cached"]]);
  const some = group("x = Once a=1\ny = Effect a<-x.value");
  await run(some, { cache });
  deepEqual((await run(some, { cache }))[0], ["Once 1", "Effect 1"]);
});

Deno.test("what only a continuation may know is not known to others by cacheThis() further down", async () => {
  const cache = newCache();
  const text = "a = Effect a=1\nb = Once a<-a.value";
  const continued = {
    cache,
    remember: (id: string) => `continued ${id}`,
    jobs: { book: new MemoryJobs(), ids: placeIds },
  };
  await run(text, continued);
  deepEqual((await run(text, continued))[1], ["cached", "cached"]);
  deepEqual([...cache.keys()], ["continued 0", "continued 1"]);
  deepEqual((await run(text, { cache }))[0], ["Effect 1", "Once 1"]);
});
