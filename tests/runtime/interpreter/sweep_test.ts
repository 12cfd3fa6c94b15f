import { deepEqual, equal, ok } from "node:assert/strict";
import { execute } from "../../../runtime/interpreter/execution.ts";
import { allValues, defineModule, port, types as t } from "../../../runtime/mod.ts";
import type { Pipeline, PipelineModule } from "../../../runtime/pipeline/pipeline.ts";
import { Registry } from "../../../runtime/pipeline/registry.ts";
import { pathLengths } from "../../../runtime/plan/longest_paths.ts";
import { ModuleDurations } from "../../../runtime/plan/module_durations.ts";
import type { Plan } from "../../../runtime/plan/plan.ts";
import { planPipeline } from "../../../runtime/plan/plan_pipeline.ts";
import { bytesOf, type DurationTable, tableOf } from "../../../runtime/record/duration_table.ts";
import { Pool } from "../../../schemes/pool.ts";
import { pipelineFrom } from "../../support/pipeline_text.ts";
import { testModules, told } from "../../support/test_modules.ts";
import { VirtualFarSides } from "../../support/virtual_far_sides.ts";

const SLOTS = 4;
const registry = new Registry([]);

/** A module of a graph: how long it takes, and what it waits for. */
interface Work {
  readonly ms: number;
  readonly after: readonly number[];
}

const Works = defineModule({
  name: "Works",
  parallelizable: { worker: true },
  inputs: { id: port(t.Integer), ms: port(t.Integer), after: allValues(port(t.Integer)) },
  outputs: { value: port(t.Integer) },
  cacheable: false,
  compute: ({ id }) => ({ value: id }),
});

function planOf(graph: readonly Work[]): Plan {
  const modules = graph.map(({ ms }, id): PipelineModule => ({
    ...{ id, kind: "module", package: "test", namespace: "", name: "Works", version: "", label: "", cache: true },
    ...{ controlParameters: new Map(), portSpecs: [], definition: Works as unknown as PipelineModule["definition"] },
    functions: [{ name: "id", parameters: [], value: id }, { name: "ms", parameters: [], value: ms }],
  }));
  const connections: Pipeline["connections"] = graph.flatMap(({ after }, id) => after.map((from) => [from, id])).map(
    ([from, to], id) => ({ id, source: { module: from, port: "value" }, destination: { module: to, port: "after" } }),
  );
  const { plan, problems } = planPipeline({ modules, connections }, registry);
  deepEqual(problems, []);
  return plan;
}

/** Runs the graph on four far sides; gives the milliseconds that it took, and what is known of it for the next run. */
async function run(graph: readonly Work[], known: DurationTable): Promise<{ took: number; table: DurationTable }> {
  const virtual = new VirtualFarSides();
  await using pool = new Pool({ name: "virtual", priority: 1, size: SLOTS, transport: virtual });
  const plan = planOf(graph);
  const durations = new ModuleDurations(plan, known);
  const { state } = await virtual.run(() =>
    execute(plan, {
      pathLengths: durations.pathLengths(),
      schemeOf: () => pool,
      observe: (event) => durations.observe(event),
    })
  );
  equal(state, "completed");
  equal(virtual.began.length, graph.length);
  return { took: virtual.now, table: tableOf(bytesOf(durations.table())) };
}

/** The first run, of which nothing is known, and the second. */
async function runTwice(graph: readonly Work[]): Promise<{ first: number; second: number }> {
  const { took: first, table } = await run(graph, new Map());
  const { took: second } = await run(graph, table);
  return { first, second };
}

/** Milliseconds that no schedule can go below: along the longest path, and on all far sides together. */
function bounds(graph: readonly Work[]): { path: number; share: number } {
  const own = Float64Array.from(graph, ({ ms }) => ms);
  const path = Math.max(...pathLengths(planOf(graph), { own, inside: new Map() }).of);
  return { path, share: own.reduce((sum, ms) => sum + ms) / SLOTS };
}

Deno.test("execute() begins the long branch before many short ones once it knows how long they take", async () => {
  const short: Work[] = Array.from({ length: 80 }, () => ({ ms: 200, after: [] }));
  const long: Work[] = Array.from({ length: 10 }, (_, i) => ({ ms: 1000, after: i === 0 ? [] : [79 + i] }));
  const { first, second } = await runTwice([...short, ...long]);
  const { path } = bounds([...short, ...long]);
  equal(path, 10_000);
  ok(second <= path * 1.05, `${second} ms, of which ${path} must be`);
  ok(first >= path * 1.25, `${first} ms in the order of the graph`);
});

Deno.test("execute() comes close to the best schedule of any graph once durations are known", async () => {
  const seeds = Array.from({ length: 24 }, (_, i) => i + 1);
  let [firsts, seconds] = [0, 0];
  for (const seed of seeds) {
    const graph = randomGraph(seed);
    const { first, second } = await runTwice(graph);
    const { path, share } = bounds(graph);
    const bound = Math.max(path, share);
    ok(second <= first * 1.05, `seed ${seed}: ${second} ms, ${first} ms in the order of the graph`);
    ok(second <= bound * 1.2, `seed ${seed}: ${second} ms, at least ${bound} ms`);
    firsts += first / bound;
    seconds += second / bound;
  }
  ok(seconds / seeds.length < 1.05, `${seconds / seeds.length} times the bound`);
  ok(firsts / seeds.length > 1.1, `${firsts / seeds.length} times the bound in the order of the graph`);
});

const BRANCHES = `
  a = Number value=1
  b = Elsewhere a<-a.value
  c = Number value=2
  d = Elsewhere a<-c.value
  e = Number value=3
  f = Number value=4`;

Deno.test("execute() brings forward what leads elsewhere by a longer path, and nothing else", async () => {
  const { plan } = planPipeline(pipelineFrom(BRANCHES, testModules), registry);
  const lengths = { of: Float64Array.of(6, 5, 8, 7, 1, 9), inside: new Map() };
  told.length = 0;
  await execute(plan);
  deepEqual(told, ["Number 1", "Elsewhere 1", "Number 2", "Elsewhere 2", "Number 3", "Number 4"]);
  told.length = 0;
  await execute(plan, { pathLengths: lengths });
  deepEqual(told, ["Number 2", "Elsewhere 2", "Number 1", "Elsewhere 1", "Number 3", "Number 4"]);
});

Deno.test("execute() orders what is inside a group by its own paths", async () => {
  const [number] = pipelineFrom("n = Number value=0", testModules).modules;
  const group = { ...number, kind: "group" as const, name: "Group", definition: undefined, functions: [] };
  const workflow = pipelineFrom(BRANCHES, testModules);
  const { plan } = planPipeline({ modules: [{ ...group, workflow }], connections: [] }, registry);
  const inside = new Map([[0, { of: Float64Array.of(6, 5, 8, 7, 1, 9), inside: new Map() }]]);
  told.length = 0;
  await execute(plan, { pathLengths: { of: Float64Array.of(9), inside } });
  deepEqual(told, ["Number 2", "Elsewhere 2", "Number 1", "Elsewhere 1", "Number 3", "Number 4"]);
});

/** Modules that wait for up to three earlier ones, near or far; most are short. */
function randomGraph(seed: number): Work[] {
  const random = randomFrom(seed);
  const reach = 20 + random() * 100;
  return Array.from({ length: 150 }, (_, i) => ({
    ms: Math.round(random() < 0.15 ? 500 + random() * 2000 : 20 + random() * 200),
    after: [...new Set(Array.from({ length: 3 }, () => i - Math.ceil(random() * reach)))].filter((from) => from >= 0),
  }));
}

function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
