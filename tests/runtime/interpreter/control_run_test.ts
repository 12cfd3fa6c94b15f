import { deepEqual } from "node:assert/strict";
import { defineControlModule, port, types as t, type Wait, workflow } from "vt";
import { packages } from "../../../modules/mod.ts";
import { execute, type ExecuteOptions } from "../../../runtime/interpreter/execution.ts";
import { Registry } from "../../../runtime/pipeline/registry.ts";
import { planPipeline } from "../../../runtime/plan/plan_pipeline.ts";
import { MemoryJobs, placeIds } from "../../support/memory_jobs.ts";

const told: string[] = [];

const Waits = defineControlModule({
  name: "Waits",
  inputs: { text: port(t.String) },
  outputs: { value: port(t.String) },
  *control({ text }, context): Generator<Wait, { value: string }> {
    told.push(`begins ${text}`);
    const work = text === "fails"
      ? Promise.reject(new TypeError("no such thing"))
      : new Promise<string>((resolve) => setTimeout(() => resolve(text.toUpperCase()), 0));
    const value = yield* context.until(work);
    told.push(`ends ${text}`);
    return { value };
  },
});
const Facts = defineControlModule({
  name: "Facts",
  inputs: {},
  outputs: { identity: port(t.String), folder: port(t.String) },
  // deno-lint-ignore require-yield
  *control(_inputs, context): Generator<Wait, { identity: string; folder: string }> {
    return { identity: String(context.identity), folder: context.dataDirectory };
  },
});

async function run(
  modules: readonly (readonly [typeof Waits, string] | readonly [typeof Facts])[],
  options: ExecuteOptions = {},
): Promise<{ outputs: unknown[]; errors: (string | undefined)[] }> {
  told.length = 0;
  const { pipeline } = workflow("test", ({ add }) => {
    for (const [module, text] of modules) {
      if (text === undefined) add(module as typeof Facts, {});
      else add(module as typeof Waits, { text });
    }
  }).build();
  const outcome = await execute(planPipeline(pipeline, new Registry(packages)).plan, options);
  const all = [...outcome.modules()];
  return { outputs: all.map(({ outputs }) => outputs), errors: all.map(({ error }) => error) };
}

Deno.test("until() lets others go on, and gives what comes of the promise", async () => {
  const { outputs } = await run([[Waits, "a"], [Waits, "b"]]);
  deepEqual(outputs, [{ value: "A" }, { value: "B" }]);
  deepEqual(told.slice(0, 2), ["begins a", "begins b"]);
});

Deno.test("until() throws what the promise rejects with", async () => {
  const { errors } = await run([[Waits, "fails"], [Waits, "b"]]);
  deepEqual(errors, ["Uncaught exception: TypeError: no such thing", undefined]);
});

Deno.test("a control module knows its identity and the data directory, where the run has them", async () => {
  const jobs = { book: new MemoryJobs(), ids: placeIds };
  const { outputs } = await run([[Facts]], { jobs, dataDirectory: "/data" });
  deepEqual(outputs, [{ identity: "0", folder: "/data" }]);
  deepEqual((await run([[Facts]], { dataDirectory: "/data" })).outputs, [{ identity: "undefined", folder: "/data" }]);
  deepEqual((await run([[Facts]])).errors, ["Cannot keep files: this run has no data directory"]);
});
