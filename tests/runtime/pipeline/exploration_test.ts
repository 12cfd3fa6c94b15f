import { deepEqual, equal, rejects, throws } from "node:assert/strict";
import { packages } from "../../../modules/mod.ts";
import { type Cell, explorationNamed, exploredPipelines } from "../../../runtime/pipeline/exploration.ts";
import type { Pipeline } from "../../../runtime/pipeline/pipeline.ts";
import { Registry } from "../../../runtime/pipeline/registry.ts";
import { pipelineAt } from "../../../runtime/vistrail/pipeline_at.ts";
import type { ExploredFunction, ExploredParameter, ParameterExploration } from "../../../runtime/vistrail/vistrail.ts";
import { openVistrail } from "../../../runtime/vt_file/bundle.ts";
import { corpusTest } from "../../fixtures/corpus.ts";
import { functionOf, moduleOf } from "../../support/module_of.ts";

const registry = new Registry(packages);

function exploration(dims: string, functions: readonly ExploredFunction[]): ParameterExploration {
  return { id: 1, actionId: 1, name: "", date: null, user: null, dims, layout: "{}", functions };
}

function explored(module: number, port: string, ...parameters: Partial<ExploredParameter>[]): ExploredFunction {
  return {
    module,
    port,
    isAlias: false,
    parameters: parameters.map((one, pos) => ({ pos, interpolator: "List", value: "[]", dimension: 0, ...one })),
  };
}

const two: Pipeline = {
  modules: [
    moduleOf(0, "Integer", { functions: [functionOf("value", "Integer", "9", "n")] }),
    moduleOf(1, "String", { functions: [functionOf("value", "String", "z")] }),
    moduleOf(2, "Float"),
  ],
  connections: [],
};

function written({ pipeline }: Cell): string {
  return pipeline.modules.flatMap(({ functions }) => functions.map(({ parameters }) => parameters[0].text)).join(" ");
}

Deno.test("exploredPipelines() goes through columns first, then rows, sheets and frames", async () => {
  const cells = await exploredPipelines(
    two,
    exploration("[2, 2, 1, 2]", [
      explored(0, "value", { interpolator: "Linear Interpolation", value: '["1", "2"]' }),
      explored(1, "value", { value: "['a', 'b']", dimension: 1 }),
      explored(2, "value", { value: "['0', '1']", dimension: 3 }),
    ]),
    { registry },
  );
  deepEqual(cells.map((cell) => `${cell.row} ${cell.column} ${cell.sheet} ${cell.frame}: ${written(cell)}`), [
    "0 0 0 0: 1 a 0.0",
    "0 1 0 0: 2 a 0.0",
    "1 0 0 0: 1 b 0.0",
    "1 1 0 0: 2 b 0.0",
    "0 0 0 1: 1 a 1.0",
    "0 1 0 1: 2 a 1.0",
    "1 0 0 1: 1 b 1.0",
    "1 1 0 1: 2 b 1.0",
  ]);
  deepEqual(cells[1].values[0], { module: 0, port: "value", pos: 0, text: "2" });
  equal(cells[0].pipeline.modules[0].functions[0].parameters[0].alias, "n");
  equal(written({ ...cells[0], pipeline: two }), "9 z");
});

Deno.test("exploredPipelines() changes parameters on one dimension together, as often as the shortest has values", async () => {
  const cells = await exploredPipelines(
    two,
    exploration("[5, 1, 1, 1]", [
      explored(0, "value", { interpolator: "Linear Interpolation", value: '["1", "5"]' }),
      explored(1, "value", { value: "['a', 'b', 'c']" }),
      explored(2, "value", { dimension: 4, value: "no literal" }),
    ]),
    { registry },
  );
  deepEqual(cells.map(written), ["1 a", "2 b", "3 c"]);
});

Deno.test("exploredPipelines() makes functions that are missing, with the defaults of the port", async () => {
  const pipeline: Pipeline = { modules: [moduleOf(3, "Round"), moduleOf(4, "Dictionary")], connections: [] };
  const cells = await exploredPipelines(
    pipeline,
    exploration("[2, 2, 1, 1]", [
      explored(3, "in_value", { value: "['1', '2']" }),
      explored(3, "floor", { value: "['False', 'true']", dimension: 1 }),
    ]),
    { registry },
  );
  deepEqual(cells.map(written), ["1.0 False", "2.0 False", "1.0 True", "2.0 True"]);
  const spec = { side: "input" as const, name: "pair", depth: 0, optional: false };
  const types = ["Integer", "Float"].map((name) => ({ ...moduleOf(0, name) }));
  const own = { modules: [moduleOf(0, "Tuple", { portSpecs: [{ ...spec, types }] })], connections: [] };
  const [cell] = await exploredPipelines(
    own,
    exploration("[1,1,1,1]", [
      explored(0, "pair", { value: "no", dimension: 4 }, { value: "['2']" }),
    ]),
    { registry },
  );
  deepEqual(cell.pipeline.modules[0].functions[0].parameters.map(({ text }) => text), ["", "2.0"]);
});

Deno.test("exploredPipelines() takes explored variables out of all modules, and keeps the others", async () => {
  const pipeline: Pipeline = {
    modules: [
      moduleOf(0, "Integer", { variable: "u" }),
      moduleOf(1, "Integer", { variable: "u" }),
      moduleOf(2, "Integer", { variable: "v" }),
    ],
    connections: [],
  };
  const [cell] = await exploredPipelines(
    pipeline,
    exploration("[1,1,1,1]", [explored(0, "value", { value: "['4']" })]),
    {
      registry,
    },
  );
  deepEqual(cell.pipeline.modules.map(({ variable }) => variable), [undefined, undefined, "v"]);
});

Deno.test("exploredPipelines() reads values that were escaped twice", async () => {
  const value = "[&quot;a &amp;lt; b&quot;,&#xa;&apos;&lt;&apos;]";
  const cells = await exploredPipelines(two, exploration("[2,1,1,1]", [explored(1, "value", { value })]), { registry });
  deepEqual(cells.map(written), ["9 a &lt; b", "9 <"]);
});

Deno.test("exploredPipelines() asks Python for the values of functions", async () => {
  const callPython = (source: string, count: number) =>
    Promise.resolve(Array.from({ length: count }, (_, i) => `${source} ${i}`));
  const functions = [explored(1, "value", { interpolator: "User-defined Function", value: "f" })];
  const cells = await exploredPipelines(two, exploration("[2,1,1,1]", functions), { registry, callPython });
  deepEqual(cells.map(written), ["9 f 0", "9 f 1"]);
  await rejects(
    exploredPipelines(two, exploration("[2,1,1,1]", functions), { registry }),
    /^InputError: Cannot explore port value of module 1 \(String\): its values come from a function in Python/,
  );
});

Deno.test("exploredPipelines() refuses what cannot be explored, and too much", async () => {
  const many = `[${"'1',".repeat(200)}]`;
  const cases: [string, ExploredFunction[], RegExp][] = [
    ["7", [], /its dimensions are "7", a list is wanted/],
    ["[1,1,1,1]", [], /no parameter has a dimension/],
    ["[1,1,1,1]", [explored(8, "value", {})], /port value of module 8: it is not there/],
    ["[1,1,1,1]", [explored(0, "constructor", {})], /no package that is here has it/],
    ["[1,1,1,1]", [explored(0, "value", {}, {})], /its list is empty/],
    ["[1,1,1,1]", [explored(0, "value", { pos: 1 })], /it has 1 components, not number 1/],
    ["[99999999999,1,1,1]", [explored(0, "value", {})], /99999999999 values are wanted/],
    [
      "[200,200,1,1]",
      [explored(0, "value", { value: many }), explored(1, "value", { value: many, dimension: 1 })],
      /it makes 40000 pipelines of 3 modules with 2 parameters, at most 10000/,
    ],
    ["[1,1,1,1]", [explored(0, "a\nb", {})], /Cannot explore port a b of module 0 \(Integer\): no package/],
    ["[1,1,1,1]", [explored(9, "a\n".repeat(99), {})], /Cannot explore port (a ){39}a… of module 9: it is not there/],
  ];
  for (const [dims, functions, reason] of cases) {
    await rejects(exploredPipelines(two, exploration(dims, functions), { registry }), reason);
  }
});

Deno.test("exploredPipelines() bounds the values of all parameters together, before they are made", async () => {
  const linear = { interpolator: "Linear Interpolation", value: "['1', '2']" };
  const asked: number[] = [];
  const callPython = (_source: string, count: number): Promise<readonly unknown[]> => {
    asked.push(count);
    return Promise.resolve(Array.from({ length: count }, () => 1));
  };
  const last = { interpolator: "User-defined Function", value: "" };
  const functions = [...Array.from({ length: 100 }, () => explored(0, "value", linear)), explored(0, "value", last)];
  const options = { registry, callPython };
  const message =
    /^InputError: Cannot explore port value of module 0 \(Integer\): all parameters together have more than/;
  await rejects(exploredPipelines(two, exploration("[10000,1,1,1]", functions), options), message);
  deepEqual(asked, []);
  const list = explored(0, "value", { value: `[${"1,".repeat(5001)}]`, dimension: 1 });
  await rejects(exploredPipelines(two, exploration("[5000,1,1,1]", Array(200).fill(list)), options), message);
  const short = explored(1, "value", { value: "['a']" });
  const cells = await exploredPipelines(
    two,
    exploration("[5000,1,1,1]", [explored(0, "value", linear), short]),
    options,
  );
  equal(cells.length, 1);
});

Deno.test("explorationNamed() finds by name, then by number; of several with a name the last", () => {
  const named = (id: number, name: string) => ({ ...exploration("", []), id, name });
  const all = [named(3, "colors"), named(1, ""), named(4, "1"), named(2, "colors")];
  deepEqual(["colors", "1", "3", " 2 "].map((text) => explorationNamed(all, text).id), [3, 4, 3, 2]);
  throws(() => explorationNamed(all, "colours"), {
    message: 'Cannot find parameter exploration "colours": the vistrail has "colors" (3), 1, "1" (4), "colors" (2), ' +
      'did you mean "colors"',
  });
  throws(() => explorationNamed([], "1"), /the vistrail has none/);
  throws(() => explorationNamed(all, ""), /Cannot find parameter exploration ""/);
});

corpusTest("exploredPipelines() makes the cells of stored explorations", async (corpus) => {
  const resources = `${corpus}/vt/vistrails/tests/resources`;
  const jobs = (await openVistrail(`${resources}/jobs.vt`)).vistrail;
  const byName = explorationNamed(jobs.parameterExplorations, "SuspendOnce");
  const cells = await exploredPipelines(pipelineAt(jobs, byName.actionId), byName, { registry });
  deepEqual(cells.map(({ values }) => values), [
    [{ module: 0, port: "n", pos: 0, text: "0" }],
    [{ module: 0, port: "n", pos: 0, text: "1" }],
  ]);
  const old = (await openVistrail(`${resources}/paramexp-1.0.2.vt`)).vistrail;
  const only = explorationNamed(old.parameterExplorations, "1");
  const many = await exploredPipelines(pipelineAt(old, only.actionId), only, { registry });
  equal(many.length, 6);
  deepEqual(many.map(({ row, column }) => `${row} ${column}`), ["0 0", "0 1", "0 2", "1 0", "1 1", "1 2"]);
  deepEqual(many.map(({ values }) => values.find(({ pos, port }) => port === "SetCoefficients" && pos === 1)!.text), [
    "1.0",
    "2.5",
    "4.0",
    "1.0",
    "2.5",
    "4.0",
  ]);
  deepEqual(many.map(({ values }) => values.find(({ port }) => port === "SetBackgroundWidget")!.text), [
    ...Array(3).fill("1.0,1.0,1.0"),
    ...Array(3).fill("0.0203402761883,1.0,0.0"),
  ]);
});
