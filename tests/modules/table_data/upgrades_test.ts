import { deepEqual, equal } from "node:assert/strict";
import { packages } from "../../../modules/mod.ts";
import { tableDataPackage } from "../../../modules/table_data/mod.ts";
import type { PipelineModule } from "../../../runtime/pipeline/pipeline.ts";
import { Registry } from "../../../runtime/pipeline/registry.ts";
import { upgradePipeline } from "../../../runtime/pipeline/upgrade.ts";
import { functionOf, moduleOf, wire, wiresOf } from "../../support/module_of.ts";

const registry = new Registry(packages);

function old(id: number, name: string, rest: Partial<PipelineModule>): PipelineModule {
  return moduleOf(id, name, { package: tableDataPackage.identifier, ...rest });
}

Deno.test("readers of tables move to their namespace, and give their table on value", () => {
  const { pipeline } = upgradePipeline({
    modules: [
      old(0, "CSVFile", { namespace: "read|csv", version: "0.1.0" }),
      old(1, "NumPyArray", { namespace: "read|numpy", version: "0.1.0" }),
      old(2, "CSVFile", { namespace: "read", version: "0.1.1" }),
      old(3, "CSVFile", { namespace: "read", version: "0.1.4" }),
      old(4, "JSONFile", { namespace: "read", version: "0.1.4" }),
      moduleOf(5, "Tuple"),
    ],
    connections: [0, 1, 2, 3].map((id) => wire(id, `${id}.self`, "5.a")),
  }, registry);
  deepEqual(wiresOf(pipeline.connections), ["0.value 5.a", "1.value 5.a", "2.value 5.a", "3.self 5.a"]);
  deepEqual(pipeline.modules.map(({ namespace, name }) => `${namespace}|${name}`), [
    "read|CSVFile",
    "read|NumPyArray",
    "read|CSVFile",
    "read|CSVFile",
    "read|JSONObject",
    "|Tuple",
  ]);
  deepEqual(pipeline.modules[4].functions, [functionOf("key_name", "String", "_key")]);
});

Deno.test("TableCell is a TableOutput where only its table is used", () => {
  const { pipeline } = upgradePipeline({
    modules: [
      old(0, "CSVFile", { namespace: "read", version: "0.1.4" }),
      old(1, "TableCell", { version: "0.1.4" }),
      old(2, "TableCell", { version: "0.1.4" }),
      old(3, "TableCell", { version: "0.1.6" }),
    ],
    connections: [
      wire(0, "0.value", "1.table"),
      wire(1, "0.value", "2.table"),
      wire(2, "0.value", "2.Location"),
      wire(3, "0.value", "3.table"),
    ],
  }, registry);
  deepEqual(pipeline.modules.map(({ name }) => name), ["CSVFile", "TableOutput", "TableCell", "TableCell"]);
  equal(wiresOf(pipeline.connections)[0], "0.value 1.value");
});
