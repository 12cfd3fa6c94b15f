import { deepEqual, equal } from "node:assert/strict";
import { basicPackage } from "../../../modules/basic/mod.ts";
import { packages } from "../../../modules/mod.ts";
import { defineModule, definePackage, type Package, port, types as t } from "../../../runtime/mod.ts";
import type { PipelineModule } from "../../../runtime/pipeline/pipeline.ts";
import { Registry } from "../../../runtime/pipeline/registry.ts";
import { upgradePipeline } from "../../../runtime/pipeline/upgrade.ts";
import { materialiseAll } from "../../../runtime/vistrail/materialise.ts";
import { pipelineOf } from "../../../runtime/vistrail/pipeline_at.ts";
import { openVistrail } from "../../../runtime/vt_file/bundle.ts";
import { corpusTest } from "../../fixtures/corpus.ts";
import { BASIC, functionOf, moduleOf, wire, wiresOf } from "../../support/module_of.ts";

const New = defineModule({
  name: "New",
  inputs: { text: port(t.String, { default: "" }), path: port(t.OutputPath, { optional: true }) },
  outputs: { value: port(t.String) },
  compute: ({ text }) => ({ value: text }),
});

function registryWith(upgrades: Package["upgrades"]): Registry {
  return new Registry([
    basicPackage,
    definePackage({ identifier: "p", name: "p", version: "2.0", modules: [New], upgrades }),
  ]);
}

function old(id: number, name: string, rest: Partial<PipelineModule> = {}): PipelineModule {
  return moduleOf(id, name, { package: "p", version: "1.0", ...rest });
}

Deno.test("upgradePipeline() renames a module, its ports, values and wires", () => {
  const registry = registryWith([
    { module: "ns|Old", newModule: "New", inputs: { a: "path", gone: null }, outputs: { self: "value" } },
  ]);
  const functions = [functionOf("a", "String", "x.txt", "alias"), functionOf("gone", "String", "1")];
  const { pipeline, upgraded } = upgradePipeline({
    modules: [moduleOf(1, "String"), old(2, "Old", { namespace: "ns", functions }), moduleOf(3, "StandardOutput")],
    connections: [wire(1, "1.value", "2.a"), wire(2, "1.value", "2.gone"), wire(3, "2.self", "3.value")],
  }, registry);
  deepEqual(upgraded, [{ module: "2", from: "p:ns|Old 1.0", to: "p:New 2.0" }]);
  const { namespace, name, version } = pipeline.modules[1];
  deepEqual([namespace, name, version], ["", "New", "2.0"]);
  deepEqual(pipeline.modules[1].functions, [functionOf("path", "OutputPath", "x.txt", "alias")]);
  deepEqual(wiresOf(pipeline.connections), ["1.value 2.path", "2.value 3.value"]);
});

Deno.test("upgradePipeline() leads a connection through another module, changes a text, and adds a value", () => {
  const registry = registryWith([{
    module: "Old",
    newModule: "New",
    inputs: {
      b: { port: "text", through: { module: "Not", input: "input", output: "value" }, text: (text) => `${text}!` },
    },
    added: { path: "y" },
  }]);
  const { pipeline } = upgradePipeline({
    modules: [old(0, "Old", { functions: [functionOf("b", "String", "x", "alias")] }), moduleOf(7, "Boolean")],
    connections: [wire(4, "7.value", "0.b")],
  }, registry);
  deepEqual(pipeline.modules.map(({ id, name }) => `${id} ${name}`), ["0 New", "7 Boolean", "8 Not"]);
  deepEqual(wiresOf(pipeline.connections), ["7.value 8.input", "8.value 0.text"]);
  deepEqual(pipeline.connections.map(({ id }) => id), [4, 5]);
  deepEqual(pipeline.modules[0].functions, [
    functionOf("text", "String", "x!"),
    functionOf("path", "OutputPath", "y"),
  ]);
});

Deno.test("upgradePipeline() follows remaps from version to version", () => {
  const registry = registryWith([
    { module: "Oldest", end: "1.1", newModule: "Older", outputVersion: "1.5", inputs: { x: "y" } },
    { module: "Older", start: "1.5", end: "2.0", newModule: "New", inputs: { y: "text" } },
  ]);
  const { pipeline, upgraded } = upgradePipeline({
    modules: [old(0, "Oldest", { functions: [functionOf("x", "String", "a")] })],
    connections: [],
  }, registry);
  deepEqual(upgraded, [{ module: "0", from: "p:Oldest 1.0", to: "p:New 2.0" }]);
  deepEqual(pipeline.modules[0].functions, [functionOf("text", "String", "a")]);
});

Deno.test("upgradePipeline() compares versions number by number; one without version is the oldest", () => {
  const registry = registryWith([{ module: "Old", start: "1.2", end: "1.10", newModule: "New" }]);
  const versions = ["", "1", "1.1.9", "1.2", "1.2.0", "1.9", "1.10", "1.10.1", "2"];
  const modules = versions.map((version, id) => old(id, "Old", { version }));
  const { pipeline } = upgradePipeline({ modules, connections: [] }, registry);
  const kept = versions.filter((_, id) => pipeline.modules[id].name === "Old");
  deepEqual(kept, ["", "1", "1.1.9", "1.10", "1.10.1", "2"]);
});

Deno.test("upgradePipeline() asks for the only input that a remap is for", () => {
  const registry = registryWith([{ module: "Cell", onlyInput: "table", newModule: "New", inputs: { table: "text" } }]);
  const { pipeline } = upgradePipeline({
    modules: [old(0, "Cell"), old(1, "Cell"), old(2, "Cell", { functions: [functionOf("row", "String", "1")] })],
    connections: [wire(0, "0.value", "1.table"), wire(1, "0.value", "2.table")],
  }, registry);
  deepEqual(pipeline.modules.map(({ name }) => name), ["Cell", "New", "Cell"]);
});

Deno.test("upgradePipeline() leaves alone what is there under its name, and what nothing fits", () => {
  const registry = registryWith([
    { module: "Old", newModule: "Nowhere" },
    { module: "New", end: "2.0", inputs: { former: "text" } },
    { module: "Moved", newPackage: "absent", newModule: "New" },
  ]);
  const modules = [
    old(0, "Old"),
    old(1, "New", { functions: [functionOf("constructor", "String", "1")] }),
    old(2, "Moved"),
    old(3, "__proto__"),
    moduleOf(4, "Else", { package: "elsewhere" }),
  ];
  const pipeline = { modules, connections: [wire(0, "0.toString", "1.__proto__")] };
  const result = upgradePipeline(pipeline, registry);
  equal(result.pipeline, pipeline);
  deepEqual(result.upgraded, []);
});

Deno.test("upgradePipeline() reaches into groups, whose ports keep their names", () => {
  const registry = registryWith([{ module: "Old", newModule: "New", inputs: { a: "text" }, outputs: { b: "value" } }]);
  const content = {
    modules: [
      moduleOf(0, "InputPort"),
      old(1, "Old"),
      moduleOf(2, "OutputPort"),
      moduleOf(3, "InputPort", { functions: [functionOf("name", "String", "mine")] }),
    ],
    connections: [
      wire(0, "0.InternalPipe", "1.a"),
      wire(1, "1.b", "2.InternalPipe"),
      wire(2, "3.InternalPipe", "1.a"),
    ],
  };
  const group = moduleOf(5, "Group", { kind: "group", workflow: content });
  const { pipeline, upgraded } = upgradePipeline({ modules: [group], connections: [] }, registry);
  deepEqual(upgraded.map(({ module }) => module), ["5,1"]);
  deepEqual(pipeline.modules[0].workflow!.modules.map(({ functions }) => functions), [
    [functionOf("name", "String", "a")],
    [],
    [functionOf("name", "String", "b")],
    [functionOf("name", "String", "mine")],
  ]);
});

Deno.test("upgradePipeline() gives ports of types that have moved the types they are now", () => {
  const registry = registryWith([{ module: "ListOfElements", newPackage: BASIC, newModule: "List" }]);
  const types = [{ package: "p", namespace: "", name: "ListOfElements" }];
  const portSpecs = [{ side: "input" as const, name: "list", types, depth: 0, optional: false }];
  const { pipeline, upgraded } = upgradePipeline(
    { modules: [moduleOf(0, "Tuple", { portSpecs })], connections: [] },
    registry,
  );
  deepEqual(pipeline.modules[0].portSpecs[0].types, [{ package: BASIC, namespace: "", name: "List" }]);
  deepEqual(upgraded, []);
});

interface Executions {
  readonly file: string;
  readonly executions: Readonly<Record<string, { upgradedModules?: Readonly<Record<string, [string, string]>> }>>;
}

corpusTest("upgradePipeline() ends with modules that are here wherever VisTrails' upgrades did", async (corpus) => {
  const registry = new Registry(packages);
  const folder = `${corpus}/executions_all`;
  let checked = 0;
  for (const { name } of Deno.readDirSync(folder)) {
    const { file, executions }: Executions = JSON.parse(Deno.readTextFileSync(`${folder}/${name}`));
    const { vistrail } = await openVistrail(`${corpus}/vt/${file}`);
    for (const [version, workflow] of materialiseAll(vistrail)) {
      const modules = executions[version]?.upgradedModules ?? {};
      const { pipeline } = upgradePipeline(pipelineOf(workflow), registry);
      for (const [id, [, to]] of Object.entries(modules)) {
        const module = pipeline.modules.find((one) => String(one.id) === id);
        if (module?.kind !== "module") continue;
        equal(registry.package(module.package)?.identifier, to.split(" ")[0], `${file}:${version} module ${id}`);
        equal(registry.definition(module)?.name, module.name, `${file}:${version} module ${id}`);
        checked++;
      }
    }
  }
  equal(checked > 1000, true, `${checked} modules`);
});

corpusTest("upgradePipeline() leaves no old name of the packages that are here", async (corpus) => {
  const registry = new Registry(packages);
  const { vistrail } = await openVistrail(`${corpus}/vt/examples/triangle_area.vt`);
  const counts = new Map<string, number>();
  for (const [, workflow] of materialiseAll(vistrail)) {
    for (const { from, to } of upgradePipeline(pipelineOf(workflow), registry).upgraded) {
      const change = `${from.split(":")[1]} > ${to.split(":")[1]}`;
      counts.set(change, (counts.get(change) ?? 0) + 1);
    }
  }
  equal(counts.get("ListOfElements 0.1 > List 2.1.1"), 68);
  equal(counts.get("Cross 0.1 > CartesianProduct 0.2.4"), 69);
  equal(counts.get("Cross 0.2.0 > CartesianProduct 0.2.4"), 21);
});
