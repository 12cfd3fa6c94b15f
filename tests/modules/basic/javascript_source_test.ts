import { deepEqual, equal } from "node:assert/strict";
import { port, types as t, withPorts, workflow, type WorkflowBuilder } from "vt";
import { JavaScriptSource, Range, TypeScriptSource } from "vt/basic";
import { packages } from "../../../modules/mod.ts";
import { execute, type ExecuteOptions, type ModuleOutcome } from "../../../runtime/interpreter/execution.ts";
import { Registry } from "../../../runtime/pipeline/registry.ts";
import { planPipeline } from "../../../runtime/plan/plan_pipeline.ts";
import { FakeContext } from "../fake_context.ts";

Deno.test("JavaScriptSource decodes its source and uses its own ports", async () => {
  using context = new FakeContext({ inputs: ["i", "unset", "empty"], outputs: ["o", "none"] });
  const source =
    "o%20%3D%20i%20%2B%20'%C3%A9%25'.length;\nnone = `${typeof unset} ${typeof empty} ${typeof source} 5% 2`";
  const inputs = { source, i: 4, empty: undefined };
  deepEqual(await JavaScriptSource.compute(inputs, context), { o: 6, none: "undefined undefined undefined 5% 2" });
});

Deno.test("TypeScriptSource does the same with types", async () => {
  using context = new FakeContext({ inputs: ["i"], outputs: ["o"] });
  const inputs: { source: string } & Record<string, unknown> = { source: "o = (i as number)%2B1", i: 4 };
  deepEqual(await TypeScriptSource.compute(inputs, context), { o: 5 });
});

const Step = withPorts(TypeScriptSource, { inputs: { n: port(t.Integer) }, outputs: { o: port(t.Integer) } });
const Whole = withPorts(JavaScriptSource, {
  inputs: { all: port(t.Integer, { depth: 1 }), nested: port(t.List) },
  outputs: { o: port(t.List) },
});

/** The modules of a workflow after it has run. */
async function ran(
  define: (builder: WorkflowBuilder) => void,
  options: ExecuteOptions = {},
): Promise<readonly ModuleOutcome[]> {
  const { plan, problems } = planPipeline(workflow("test", define).build().pipeline, new Registry(packages));
  deepEqual(problems, []);
  return [...(await execute(plan, options)).modules()];
}

Deno.test("a source loops over lists, or takes them whole, and while its condition holds", async () => {
  const [, loop, whole, again] = await ran(({ add }) => {
    const { o } = add(Step, { n: add(Range, { start: 1, stop: 3 }).value, source: "o = n * 10" });
    add(Whole, { all: o, nested: [[1], ["a"]], source: "o = [all.length, ...all, nested]; console.log(o)" });
    add(Step, { n: 1, source: "o = n * 2" }, { while: { max: 5, feed: { n: "o" } } });
  });
  deepEqual([loop.outputs, loop.iterations?.done], [{ o: [10, 20] }, 2]);
  deepEqual(whole.outputs, { o: [2, 10, 20, [[1], ["a"]]] });
  deepEqual([again.state, again.iterations?.done], ["completed", 5]);
});

Deno.test("a source's errors are told as VisTrails tells them, and reach what is said of the module", async () => {
  const printed: string[] = [];
  const [trips, fails, waits] = await ran(({ add }) => {
    add(Step, { n: 1, source: "console.log('first');\nnull.x" });
    add(Step, { n: 1, source: "fail(`no ${n}`)" });
    add(Step, { n: 1, source: "throw new ModuleSuspended('not yet')" });
  }, { observe: (event) => void (event.kind === "printed" && printed.push(`${event.id} ${event.text}`)) });
  equal(trips.error, "Uncaught exception: TypeError: Cannot read properties of null (reading 'x') (line 2)");
  equal(fails.error, "no 1");
  deepEqual([waits.state, waits.error], ["suspended", "not yet"]);
  deepEqual(printed, ["0 first\n"]);
});

Deno.test("a source is run again, and so is what it feeds, unless it calls cache_this()", async () => {
  const cache = new Map();
  const states = async (source: string): Promise<string[]> => {
    const define = ({ add }: WorkflowBuilder): void => {
      add(Step, { n: add(Step, { n: 1, source }).o, source: "o = n; cacheThis()" });
    };
    await ran(define, { cache });
    return (await ran(define, { cache })).map(({ state }) => state);
  };
  deepEqual(await states("o = n + 1"), ["completed", "completed"]);
  deepEqual(await states("o = n + 1; cache_this()"), ["cached", "cached"]);
});
