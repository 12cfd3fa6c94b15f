import { deepEqual } from "node:assert/strict";
import { PythonSource } from "../../../modules/basic/python_source.ts";
import { packages } from "../../../modules/mod.ts";
import { pythonHost } from "../../../modules/python/python_host.ts";
import { execute } from "../../../runtime/interpreter/execution.ts";
import { type ResultCache, signaturesOf } from "../../../runtime/interpreter/result_cache.ts";
import type { Pipeline } from "../../../runtime/pipeline/pipeline.ts";
import { Registry } from "../../../runtime/pipeline/registry.ts";
import { planPipeline } from "../../../runtime/plan/plan_pipeline.ts";
import { openResults } from "../../../runtime/store/result_store.ts";
import { openStore, type Store } from "../../../runtime/store/store.ts";
import { pipelineFrom } from "../../support/pipeline_text.ts";
import { temporaryPlace } from "../../support/recorded_run.ts";
import { HAS_PYTHON } from "./source_runner.ts";

/** A source with the output `o`, whose value a second source has as `i`. */
function sources(source: string, consumer: string): Pipeline {
  const text = `a = PythonSource source=${JSON.stringify(encodeURIComponent(source))}
    b = PythonSource i<-a.o source=${JSON.stringify(encodeURIComponent(consumer))}`;
  const { modules, connections } = pipelineFrom(text, { PythonSource });
  const spec = (name: string, side: "input" | "output"): Pipeline["modules"][number]["portSpecs"][number] => ({
    name,
    side,
    types: [{ package: "org.vistrails.vistrails.basic", namespace: "", name: "Variant" }],
    depth: 0,
    optional: false,
  });
  const portSpecs = [spec("i", "input"), spec("o", "output")];
  return { connections, modules: modules.map((module) => ({ ...module, portSpecs })) };
}

interface Results extends ResultCache {
  prefetch(signatures: Iterable<string>): Promise<void>;
}

/** How each of the sources ended. */
async function outcome(pipeline: Pipeline, cache: Results): Promise<readonly string[]> {
  const { plan, problems } = planPipeline(pipeline, new Registry(packages));
  deepEqual(problems, []);
  const signatures = await signaturesOf(plan);
  await cache.prefetch(signatures.all());
  const { modules } = await execute(plan, { cache, signatures });
  return Array.from(modules(), ({ state, error, outputs }) => error ?? `${state} ${outputs?.o}`);
}

function cacheTest(name: string, test: (store: Store) => Promise<void>): void {
  Deno.test(name, { ignore: !HAS_PYTHON }, async () => {
    await using _host = pythonHost;
    using place = temporaryPlace();
    using store = await openStore(place);
    await test(store);
  });
}

const COUNT = "import builtins as b\nb.runs = getattr(b, 'runs', 0) + 1\n";

cacheTest(
  "a source that calls cache_this() is not run again in later runs, nor is another that is fed by it",
  async (store) => {
    const once = sources(`${COUNT}o = b.runs * 0.5\ncache_this()`, `${COUNT}o = [i, b.runs]\nself.cache_this()`);
    {
      await using results = openResults(store);
      deepEqual(await outcome(once, results), ["completed 0.5", "completed 0.5,2"]);
      deepEqual(await outcome(once, results), ["cached 0.5", "cached 0.5,2"]);
    }
    await using later = openResults(store);
    deepEqual(await outcome(once, later), ["cached 0.5", "cached 0.5,2"]);
  },
);

cacheTest("a source that does not call it is run every time", async (store) => {
  await using results = openResults(store);
  const always = sources(`${COUNT}o = b.runs`, "o = i\ncache_this()");
  const [first] = await outcome(always, results);
  const [second, fed] = await outcome(always, results);
  deepEqual([second === first, second.replace("completed", "") === fed.replace("completed", "")], [false, true]);
});

cacheTest(
  "objects that Python alone has are found as long as its process runs, and not in later runs",
  async (store) => {
    const source = "import collections\ncache_this()\no = collections.namedtuple('P', 'x y')(1, {2})";
    const pipeline = sources(source, "o = i.x + len(i.y)");
    await using results = openResults(store);
    deepEqual((await outcome(pipeline, results))[1], "completed 2");
    await results.flush();
    deepEqual((await outcome(pipeline, results)).map((text) => text.split(" ")[0]), ["cached", "completed"]);
    await using other = openResults(store);
    deepEqual((await outcome(pipeline, other)).map((text) => text.split(" ")[0]), ["completed", "completed"]);
    const dying = sources("import os\nos._exit(3)", "o = i");
    deepEqual((await outcome(dying, results))[0], "The Python process ended while it ran this module: exit code 3");
    deepEqual(await outcome(pipeline, results).then((all) => all[1]), "completed 2");
  },
);
