import { deepEqual, equal } from "node:assert/strict";
import { basicPackage } from "../../../modules/basic/mod.ts";
import { Registry } from "../../../runtime/pipeline/registry.ts";
import { upgradePipeline } from "../../../runtime/pipeline/upgrade.ts";
import { basicType, functionOf, moduleOf, wire, wiresOf } from "../../support/module_of.ts";

const registry = new Registry([basicPackage]);

Deno.test("FileSink before 1.6 writes to a path, which connections reach through an OutputPath", () => {
  const functions = [functionOf("outputName", "String", "out.txt"), functionOf("overrideFile", "Boolean", "True")];
  const { pipeline, upgraded } = upgradePipeline({
    modules: [
      moduleOf(0, "FileSink", { package: "edu.utah.sci.vistrails.basic", version: "1.5", functions }),
      moduleOf(1, "String"),
      moduleOf(2, "FileSink"),
      moduleOf(3, "FileSink", { version: "1.6", functions: [functionOf("outputName", "String", "kept")] }),
    ],
    connections: [wire(0, "1.value", "2.outputName")],
  }, registry);
  deepEqual(upgraded.map(({ module }) => module), ["0", "2"]);
  deepEqual(pipeline.modules[0].functions, [
    functionOf("outputPath", "OutputPath", "out.txt"),
    functionOf("overwrite", "Boolean", "True"),
  ]);
  equal(pipeline.modules[4].name, "OutputPath");
  deepEqual(wiresOf(pipeline.connections), ["1.value 4.name", "4.value 2.outputPath"]);
  equal(pipeline.modules[3].functions[0].name, "outputName");
});

Deno.test("GetItemsFromDirectory is a Directory", () => {
  const functions = [{ name: "dir", parameters: [{ type: basicType("Directory"), text: "/tmp", alias: "" }] }];
  const { pipeline } = upgradePipeline({
    modules: [moduleOf(0, "GetItemsFromDirectory", { version: "1.5", functions }), moduleOf(1, "StandardOutput")],
    connections: [wire(0, "0.itemlist", "1.value")],
  }, registry);
  deepEqual([pipeline.modules[0].name, pipeline.modules[0].functions[0].name], ["Directory", "value"]);
  deepEqual(wiresOf(pipeline.connections), ["0.itemList 1.value"]);
});

Deno.test("InputPort and OutputPort lose their old_name, SmartSource is a PythonSource", () => {
  const functions = [functionOf("name", "String", "a"), functionOf("old_name", "String", "b")];
  const { pipeline } = upgradePipeline({
    modules: [
      moduleOf(0, "InputPort", { version: "1.5", functions }),
      moduleOf(1, "OutputPort", { functions }),
      moduleOf(2, "SmartSource", { version: "1.4.2" }),
    ],
    connections: [],
  }, registry);
  deepEqual(pipeline.modules.map(({ name, functions }) => [name, functions.length]), [
    ["InputPort", 1],
    ["OutputPort", 1],
    ["PythonSource", 0],
  ]);
});
