import { deepEqual } from "node:assert/strict";
import { packages } from "../../../modules/mod.ts";
import type { PipelineModule } from "../../../runtime/pipeline/pipeline.ts";
import { Registry } from "../../../runtime/pipeline/registry.ts";
import { upgradePipeline } from "../../../runtime/pipeline/upgrade.ts";
import { planPipeline } from "../../../runtime/plan/plan_pipeline.ts";
import { functionOf, moduleOf, wire, wiresOf } from "../../support/module_of.ts";

const registry = new Registry(packages);

function old(id: number, name: string, rest: Partial<PipelineModule> = {}): PipelineModule {
  return moduleOf(id, name, { package: "edu.utah.sci.vistrails.control_flow", version: "0.2.0", ...rest });
}

Deno.test("Dot and Cross before 0.2.2 are products of lists, ListOfElements is List; they can be planned", () => {
  const value = { name: "value", parameters: [{ type: { ...old(0, "ListOfElements") }, text: "[1]", alias: "" }] };
  const { pipeline } = upgradePipeline({
    modules: [
      old(0, "ListOfElements", { functions: [value] }),
      old(1, "Dot", { functions: [functionOf("CombineTuple", "Boolean", "true")] }),
      old(2, "Cross", { functions: [functionOf("CombineTuple", "Boolean", "True")] }),
      old(3, "Dot", { version: "0.2.2" }),
    ],
    connections: [
      wire(0, "0.value", "1.List_1"),
      wire(1, "0.value", "1.List_2"),
      wire(2, "1.Result", "2.List_1"),
      wire(3, "0.value", "2.List_2"),
      wire(4, "2.Result", "3.List1"),
      wire(5, "0.value", "3.List2"),
    ],
  }, registry);
  deepEqual(pipeline.modules.map(({ name }) => name), ["List", "ElementwiseProduct", "CartesianProduct", "Dot"]);
  deepEqual(pipeline.modules[1].functions, [functionOf("NumericalProduct", "Boolean", "False")]);
  deepEqual(pipeline.modules[2].functions, [functionOf("CombineTuple", "Boolean", "True")]);
  deepEqual(planPipeline(pipeline, registry).problems, []);
});

Deno.test("Dot's CombineTuple is inverted on its way where it is connected", () => {
  const { pipeline } = upgradePipeline({
    modules: [moduleOf(0, "Boolean"), old(1, "Dot")],
    connections: [wire(0, "0.value", "1.CombineTuple")],
  }, registry);
  deepEqual(pipeline.modules.map(({ name }) => name), ["Boolean", "ElementwiseProduct", "Not"]);
  deepEqual(wiresOf(pipeline.connections), ["0.value 2.input", "2.value 1.NumericalProduct"]);
});
