import { deepEqual, equal } from "node:assert/strict";
import { persistencePackage, PersistentIntermediateDir } from "../../../modules/persistence/mod.ts";
import { Registry } from "../../../runtime/pipeline/registry.ts";
import { upgradePipeline } from "../../../runtime/pipeline/upgrade.ts";
import { planPipeline } from "../../../runtime/plan/plan_pipeline.ts";
import { materialiseAll } from "../../../runtime/vistrail/materialise.ts";
import { pipelineOf } from "../../../runtime/vistrail/pipeline_at.ts";
import { openVistrail } from "../../../runtime/vt_file/bundle.ts";
import { corpusTest } from "../../fixtures/corpus.ts";
import { functionOf, moduleOf } from "../../support/module_of.ts";

const registry = new Registry([persistencePackage]);

Deno.test("Managed modules of persistence.exp are Persistent ones, with what is written on them", () => {
  const ref = functionOf("ref", "ManagedRef", "(2, 'a', None, None, False, False, False, '', '')");
  const names = ["Ref", "Path", "File", "Dir", "InputFile", "InputDir"]
    .concat(["IntermediateFile", "IntermediateDir", "OutputFile", "OutputDir"]);
  const { pipeline } = upgradePipeline({
    modules: names.map((name, id) =>
      moduleOf(id, `Managed${name}`, {
        package: "edu.utah.sci.vistrails.persistence.exp",
        version: "0.1.2",
        functions: [ref],
      })
    ),
    connections: [],
  }, registry);
  deepEqual(pipeline.modules.map(({ name }) => name), names.map((name) => `Persistent${name}`));
  for (const { package: identifier, version, functions } of pipeline.modules) {
    deepEqual([identifier, version], ["org.vistrails.vistrails.persistence", "0.3.2"]);
    deepEqual(functions.map(({ parameters }) => parameters[0].text), [ref.parameters[0].text]);
  }
});

Deno.test("before 0.1.0 PersistentFile was what PersistentIntermediateFile is", () => {
  const old = { package: "edu.utah.sci.vistrails.persistence", version: "0.0.9" };
  const functions = [functionOf("compress", "Boolean", "True")];
  const { pipeline } = upgradePipeline({
    modules: [
      moduleOf(0, "PersistentFile", { ...old, functions }),
      moduleOf(1, "PersistentDirectory", old),
      moduleOf(2, "PersistentFile", { ...old, version: "0.2.0" }),
    ],
    connections: [],
  }, registry);
  deepEqual(pipeline.modules.map(({ name }) => name), [
    "PersistentIntermediateFile",
    "PersistentIntermediateDir",
    "PersistentFile",
  ]);
  equal(pipeline.modules[0].functions.length, 0);
});

corpusTest("every version of the corpus with a Managed module has its Persistent one", async (corpus) => {
  const { vistrail } = await openVistrail(`${corpus}/vt/contrib/stem/mycurrent.vt`);
  const found: number[] = [];
  for (const [version, workflow] of materialiseAll(vistrail)) {
    const pipeline = pipelineOf(workflow);
    const old = pipeline.modules.filter(({ package: identifier }) => identifier.includes("persistence"));
    if (old.length === 0) continue;
    found.push(version);
    const { plan, problems } = planPipeline(upgradePipeline(pipeline, registry).pipeline, registry);
    for (const { id } of old) {
      equal(plan.definitions[plan.indexOf(id)!], PersistentIntermediateDir);
      deepEqual(problems.filter(({ module, severity }) => module === String(id) && severity === "error"), []);
    }
  }
  // Those that VisTrails itself was asked for.
  deepEqual([311, 319].filter((version) => !found.includes(version)), []);
});
