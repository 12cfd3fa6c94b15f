import { deepEqual, equal, match } from "node:assert/strict";
import { signaturesOf } from "../../runtime/interpreter/result_cache.ts";
import type { KnownResult } from "../../runtime/interpreter/result_cache.ts";
import type { ExecutionScheme } from "../../runtime/scheme/execution_scheme.ts";
import { openProcessScheme } from "../../schemes/mod.ts";
import { elsewhereTest, ends, grouped, planOf, type Source, sources } from "./python_pipeline.ts";
import { farSide } from "./requests.ts";

/** Objects that only Python knows, and what is left of them where a source has them. */
const OBJECTS: readonly (readonly [make: string, use: string, left: string])[] = [
  ["o = {1, 2}", "o = sorted(i)", "[1,2]"],
  ["import collections\no = collections.Counter('aab')", "o = i.most_common(1)[0][0]", "a"],
  [
    "import collections\no = [collections.OrderedDict(a=1), {'k': {2}}]",
    "o = [type(i[0]).__name__, i[1]['k']]",
    "[OrderedDict,{2}]",
  ],
  ["import datetime\no = (datetime.date(2020, 1, 2), 5.0)", "o = str(i[0].year + i[1])", "2025.0"],
  ["import array\no = array.array('d', [0.5] * 100000)", "o = sum(i)", "50000"],
];

elsewhereTest("gives objects to sources here and there, and takes them", async (scheme) => {
  for (const [make, use, left] of OBJECTS) {
    for (let places = 0; places < 8; places++) {
      const isThere = (path: string): boolean => (places >> Number(path)) % 2 === 1;
      // A second consumer keeps them from being a chain.
      const all = sources({ source: make }, { source: "o = i", from: { i: 0 } }, { source: use, from: { i: 1 } }, {
        source: "o = type(i).__name__ == type(j).__name__",
        from: { i: 0, j: 1 },
      });
      const told = await ends(all, (path) => isThere(path === "3" ? "0" : path) ? scheme : undefined);
      deepEqual(told.slice(2), [`completed ${left}`, "completed true"], `${make} ${places}`);
    }
  }
});

const LAMBDA: readonly Source[] = [
  { source: "o = lambda n: n + 1" },
  { source: "o = [i, i]", from: { i: 0 } },
  { source: "o = i[1](4)", from: { i: 1 } },
];

elsewhereTest("leaves objects where they are between sources that go there together", async (scheme) => {
  deepEqual((await ends(sources(...LAMBDA), () => scheme))[2], "completed 5");
  deepEqual((await ends(grouped(...LAMBDA), (path) => path === "0" ? scheme : undefined))[0], "completed 5");
});

const WHY =
  /^Cannot use the value on input port 'i': Python cannot pickle the function \((PicklingError|AttributeError): .*\); let this module and the one that feeds it run in the same place: set both to one target, or make them a group$/;

elsewhereTest("fails where it takes an object that cannot be pickled, and says so", async (scheme) => {
  for (const there of ["0", "1", "2"]) {
    const told = await ends(sources(...LAMBDA), (path) => path === there ? scheme : undefined);
    const failed = told.findIndex((text) => !text.startsWith("completed"));
    equal(failed, there === "2" ? 2 : 1, there);
    match(told[failed], WHY);
  }
  const [unused] = await ends(sources(LAMBDA[0]), () => scheme);
  match(unused, /^completed <function <lambda> at 0x/);
});

elsewhereTest("fails where it takes an object that cannot be made again there", async (scheme) => {
  const made = `import sys, types
module = sys.modules['only_here'] = types.ModuleType('only_here')
exec('class A(object): pass', module.__dict__)
o = module.A()`;
  const [, told] = await ends(
    sources({ source: made }, { source: "o = i", from: { i: 0 } }),
    (path) => path === "0" ? scheme : undefined,
  );
  equal(
    told,
    "Cannot use the value on input port 'i': it cannot be unpickled here (ModuleNotFoundError: No module named 'only_here')",
  );
});

elsewhereTest("loops over lists of objects, and gives them", async (scheme) => {
  const looped = sources(
    { source: "o = [{n} for n in range(20)]", depth: 1 },
    { source: "o = i | {100}", from: { i: 0 } },
    { source: "o = max(i) + min(i)", from: { i: 1 } },
  );
  const here = await ends(looped, () => undefined);
  equal(here[2], `completed [${Array.from({ length: 20 }, (_, n) => 100 + n)}]`);
  for (const there of ["1", "2", "12"]) {
    deepEqual(await ends(looped, (path) => there.includes(path) ? scheme : undefined), here);
  }
}, 2);

class Results extends Map<string, KnownResult> {}

async function twice(
  pipeline: ReturnType<typeof sources>,
  scheme: ExecutionScheme,
): Promise<readonly (readonly string[])[]> {
  const cache = new Results();
  const signatures = await signaturesOf(planOf(pipeline));
  const run = (): Promise<readonly string[]> =>
    ends(pipeline, (path) => path.includes(",") ? undefined : scheme, { cache, signatures, observe: () => {} });
  return [await run(), await run()];
}

elsewhereTest("keeps results that it says may be used again", async (scheme) => {
  const kept = "import time\no = [time.time()]\ncache_this()";
  const chain = await twice(sources({ source: kept }, { source: "o = i\ncache_this()", from: { i: 0 } }), scheme);
  deepEqual(chain[1], chain[0].map((text) => text.replace("completed", "cached")));
  const group = await twice(grouped({ source: kept }), scheme);
  equal(group[1][0], group[0][0].replace("completed", "cached"));
  const half = await twice(sources({ source: kept }, { source: "o = i", from: { i: 0 } }), scheme);
  deepEqual(half[1].map((text) => text.split(" ")[0]), ["cached", "completed"]);
  const never = await twice(grouped({ source: kept.replace("cache_this()", "") }), scheme);
  equal(never[1][0].split(" ")[0], "completed");
});

Deno.test("no pickle is taken from a process that may not start programs", async () => {
  await using scheme = openProcessScheme({ farSide, size: 1, permissions: { read: true, env: true } });
  const reply = await scheme.compute({
    work: {
      definition: { source: { package: "org.vt.basic" }, namespace: "", name: "TypeScriptSource" },
      dynamicPorts: { inputs: [], outputs: ["o"] },
    },
    inputs: {
      source: `const { Traveller } = await import("${new URL("../../runtime/python/travel.ts", import.meta.url)}");
o = new Traveller({ like: [1], bytes: new TextEncoder().encode("cos\\nsystem\\n(S'true'\\ntR.") });`,
    },
  });
  const { departing } = await import("../../runtime/python/travel.ts");
  const outputs = reply.status === "completed" ? await departing(reply.outputs) : reply;
  deepEqual(JSON.parse(JSON.stringify(outputs)), {
    o: { parts: { like: [1], whyNot: "no pickle is taken from where it comes from" } },
  });
});
