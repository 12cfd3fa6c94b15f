/** Values that stay where they are computed, while only modules want them that compute there. */
import { deepEqual, equal, ok } from "node:assert/strict";
import { workflow } from "vt";
import { Range } from "vt/basic";
import { packages } from "../../../modules/mod.ts";
import { execute, type ExecuteOptions } from "../../../runtime/interpreter/execution.ts";
import { Registry } from "../../../runtime/pipeline/registry.ts";
import { planPipeline } from "../../../runtime/plan/plan_pipeline.ts";
import type { ExecutionEvent } from "../../../runtime/record/execution_event.ts";
import { recordedValues } from "../../../runtime/record/recorded_value.ts";
import { openResults } from "../../../runtime/store/result_store.ts";
import { openStore } from "../../../runtime/store/store.ts";
import { KeepingScheme } from "../../support/keeping_scheme.ts";
import * as modules from "./fixtures/big_values.ts";

const { Increase, Make, Total, TotalHere, TotalOfAll } = modules;
const registry = new Registry(packages);
const SIZE = 500_000;

type Build = Parameters<typeof workflow>[1];

/** Runs a workflow, all of its big modules by the scheme, but `TotalHere`; gives `output`s and ends by name. */
async function run(build: Build, scheme: KeepingScheme, options: ExecuteOptions = {}): Promise<Ended> {
  const { plan, problems } = planPipeline(workflow("test", build).build().pipeline, registry);
  deepEqual(problems, []);
  const ends: string[] = [];
  const recorded: Record<string, unknown> = {};
  const observe = (event: ExecutionEvent, outputs?: Readonly<Record<string, unknown>>): void => {
    if (event.kind !== "moduleFinished") return;
    ends.push(`${event.name} ${event.state}${event.error ? ` ${event.error}` : ""}`);
    if (outputs !== undefined) recorded[event.name] = recordedValues(outputs).value;
  };
  const schemeOf = (path: string): KeepingScheme | undefined => {
    const { name } = plan.pipeline.modules[plan.indexOf(Number(path))!];
    return name in modules && name !== "TotalHere" ? scheme : undefined;
  };
  const outcome = await execute(plan, { schemeOf, observe, ...options });
  const last = plan.pipeline.modules.at(-1)!;
  return { state: outcome.state, ends, recorded, last: outcome.outputOf(last.id, "value") };
}

interface Ended {
  readonly state: string;
  readonly ends: readonly string[];
  readonly recorded: Readonly<Record<string, unknown>>;
  readonly last: unknown;
}

/** Retries keep them from going as one chain. */
const ALONE = { retries: 1 };

Deno.test("what one module makes and the next takes stays there", async () => {
  await using scheme = new KeepingScheme();
  using line = scheme.line;
  const { last, recorded } = await run(({ add }) => {
    const made = add(Make, { size: SIZE }, ALONE).value;
    const more = add(Increase, { value: made }, ALONE).value;
    add(Total, { value: add(Increase, { value: more }, ALONE).value }, ALONE);
  }, scheme);
  equal(last, 3 * SIZE);
  deepEqual(line.moved, { out: 0, back: 0 });
  equal(scheme.computed, 4);
  const { type, size } = recorded.Increase as { type: string; size: number };
  deepEqual({ type, size }, { type: "str", size: SIZE });
});

Deno.test("what a module of this program takes comes here, once", async () => {
  await using scheme = new KeepingScheme();
  using line = scheme.line;
  const { last } = await run(({ add }) => {
    const made = add(Make, { size: SIZE }, ALONE).value;
    add(Total, { value: made }, ALONE);
    add(TotalHere, { value: made });
  }, scheme);
  equal(last, SIZE);
  ok(line.moved.back > SIZE && line.moved.back < SIZE + 1000, `${line.moved.back}`);
  equal(line.moved.out, 0);
});

Deno.test("what nobody takes is a result, and comes here", async () => {
  await using scheme = new KeepingScheme();
  using line = scheme.line;
  const { last } = await run(({ add }) => void add(Make, { size: SIZE }, ALONE), scheme);
  equal(last, "1".repeat(SIZE));
  ok(line.moved.back > SIZE && line.moved.back < SIZE + 1000);
});

Deno.test("the results of a loop stay one by one, and go on one by one and together", async () => {
  await using scheme = new KeepingScheme();
  using line = scheme.line;
  const { last } = await run(({ add }) => {
    const made = add(Make, { size: SIZE, of: add(Range, { start: 1, stop: 5 }).value }).value;
    const more = add(Increase, { value: made }, ALONE).value;
    add(TotalOfAll, { values: more }, ALONE);
  }, scheme);
  equal(last, (2 + 3 + 4 + 5) * SIZE);
  deepEqual(line.moved, { out: 0, back: 0 });
});

Deno.test("a chain leaves its result there for the next", async () => {
  await using scheme = new KeepingScheme();
  using line = scheme.line;
  const { last } = await run(({ add }) => {
    const chain = add(Increase, { value: add(Increase, { value: add(Make, { size: SIZE }).value }).value }).value;
    add(Total, { value: chain }, ALONE);
    add(Total, { value: chain }, ALONE);
  }, scheme);
  equal(last, 3 * SIZE);
  deepEqual(line.moved, { out: 0, back: 0 });
});

Deno.test("where all outputs are wanted all come here", async () => {
  await using scheme = new KeepingScheme();
  using line = scheme.line;
  await run(({ add }) => void add(Total, { value: add(Make, { size: SIZE }, ALONE).value }, ALONE), scheme, {
    wantsAllOutputs: true,
  });
  ok(line.moved.back > SIZE && line.moved.back < SIZE + 1000);
});

/** Runs workflows one after the other as different programs do that have one store. */
async function inTurn(...builds: readonly (readonly [Build, (scheme: KeepingScheme) => void])[]): Promise<Ended[]> {
  await using scheme = new KeepingScheme();
  using _ = scheme.line;
  const directory = Deno.makeTempDirSync({ prefix: "vt_stay_" });
  const ended: Ended[] = [];
  for (const [build, before] of builds) {
    before(scheme);
    using store = await openStore({ directory } as Parameters<typeof openStore>[0]);
    await using cache = openResults(store);
    const { plan } = planPipeline(workflow("test", build).build().pipeline, registry);
    const { signaturesOf } = await import("../../../runtime/interpreter/result_cache.ts");
    await cache.prefetch((await signaturesOf(plan)).all());
    ended.push(await run(build, scheme, { cache }));
  }
  Deno.removeSync(directory, { recursive: true });
  return ended;
}

const twoSteps: Build = ({ add }) => {
  const made = add(Increase, { value: add(Make, { size: SIZE }, ALONE).value }, ALONE).value;
  add(Total, { value: made }, ALONE);
};

Deno.test("a later run finds results whose values stayed there, and moves nothing", async () => {
  const [, second] = await inTurn([twoSteps, () => {}], [twoSteps, (scheme) => {
    scheme.computed = 0;
    scheme.line.cut(); // nobody is asked anything
  }]);
  deepEqual(second.ends, ["Make cached", "Increase cached", "Total cached"]);
});

Deno.test("a later run goes on with values that stayed there", async () => {
  const more: Build = (builder) => {
    const { add } = builder;
    const made = add(Increase, { value: add(Make, { size: SIZE }, ALONE).value }, ALONE).value;
    add(Total, { value: add(Increase, { value: made }, ALONE).value }, ALONE);
  };
  const [, second] = await inTurn([twoSteps, () => {}], [more, () => {}]);
  deepEqual(second.ends, ["Make cached", "Increase cached", "Increase completed", "Total completed"]);
  equal(second.last, 3 * SIZE);
});

Deno.test("a later run fetches what a module of this program wants", async () => {
  const here: Build = ({ add }) => {
    const made = add(Increase, { value: add(Make, { size: SIZE }, ALONE).value }, ALONE).value;
    add(TotalHere, { value: made });
  };
  const [, second] = await inTurn([twoSteps, () => {}], [here, () => {}]);
  deepEqual(second.ends, ["Make cached", "Increase cached", "TotalHere completed"]);
  equal(second.last, 2 * SIZE);
});

Deno.test("what has gone from there is computed anew", async () => {
  const here: Build = ({ add }) => {
    const made = add(Increase, { value: add(Make, { size: SIZE }, ALONE).value }, ALONE).value;
    add(TotalHere, { value: made });
  };
  const [, second] = await inTurn([twoSteps, () => {}], [here, (scheme) => {
    Deno.removeSync(`${scheme.line.directory}/far/values`, { recursive: true });
  }]);
  deepEqual(second.ends, ["Make completed", "Increase completed", "TotalHere completed"]);
  equal(second.last, 2 * SIZE);
});
