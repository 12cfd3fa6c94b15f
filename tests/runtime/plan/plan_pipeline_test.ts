import { deepEqual, equal, ok } from "node:assert/strict";
import { basicPackage } from "../../../modules/basic/mod.ts";
import type { Pipeline, PipelineModule, PortSpec } from "../../../runtime/pipeline/pipeline.ts";
import { Registry } from "../../../runtime/pipeline/registry.ts";
import { planPipeline } from "../../../runtime/plan/plan_pipeline.ts";
import { BASIC } from "../../support/module_of.ts";

const registry = new Registry([basicPackage]);

function moduleOf(id: number, name: string, more: Partial<PipelineModule> = {}): PipelineModule {
  const nothing = { functions: [], portSpecs: [], controlParameters: new Map<string, string>() };
  const names = { package: BASIC, namespace: "", name, version: "2.1.1", label: "" };
  return { id, kind: "module", cache: true, ...names, ...nothing, ...more };
}

function portOf(side: PortSpec["side"], name: string, depth: number, type = "Integer"): PortSpec {
  return { side, name, types: [{ package: BASIC, namespace: "", name: type }], depth, optional: true };
}

/** Modules that feed each other in a row, by these ports. */
function chain(modules: readonly PipelineModule[], from: string, to: string): Pipeline {
  const connections = modules.slice(1).map(({ id }, i) => ({
    id: i,
    source: { module: modules[i].id, port: from },
    destination: { module: id, port: to },
  }));
  return { modules, connections };
}

function errorsOf(pipeline: Pipeline): string[] {
  return planPipeline(pipeline, registry).problems.filter(({ severity }) => severity === "error")
    .map(({ module, message }) => `${module}: ${message}`);
}

Deno.test("planPipeline() refuses ports of more levels of lists than it can count", () => {
  const pipeline = chain(
    [
      moduleOf(0, "Integer", { portSpecs: [portOf("output", "o", Number.MAX_SAFE_INTEGER)] }),
      moduleOf(1, "Integer", { portSpecs: [portOf("input", "i", 1, "Color")] }),
    ],
    "o",
    "i",
  );
  const [port, wire, ...others] = errorsOf(pipeline);
  equal(port, "0: Port o has 9007199254740991 levels of lists, at most 100 are run");
  ok(wire.startsWith("1: Cannot connect 0.o ([[["), wire);
  deepEqual(others, []);
});

Deno.test("planPipeline() refuses loops over more levels of lists than it can count", () => {
  const row = (count: number) =>
    chain(
      Array.from({ length: count }, (_, id) =>
        moduleOf(id, "Integer", { portSpecs: [portOf("output", "o", 60), portOf("input", "i", 0)] })),
      "o",
      "i",
    );
  deepEqual(errorsOf(row(2)), []);
  deepEqual([...planPipeline(row(2), registry).plan.listDepth], [0, 60]);
  deepEqual(errorsOf(row(3)), ["2: It loops over 120 levels of lists, at most 100 are run"]);
});

Deno.test("planPipeline() keeps messages to a length that can be read", () => {
  const long = "x".repeat(70_000);
  const { problems: [problem] } = planPipeline(chain([moduleOf(0, long)], "", ""), registry);
  ok(problem.message.length < 700 && problem.name.length < 300, String(problem.message.length));
});

Deno.test("planPipeline() blames what it does not know for nothing else", () => {
  const unknown = moduleOf(1, "Nowhere", { package: "org.x" });
  const fed: Pipeline = {
    modules: [unknown, moduleOf(2, "StandardOutput")],
    connections: [{ id: 0, source: { module: 1, port: "o" }, destination: { module: 2, port: "value" } }],
  };
  const inside: Pipeline = {
    modules: [moduleOf(0, "InputPort"), unknown],
    connections: [{ id: 0, source: { module: 0, port: "InternalPipe" }, destination: { module: 1, port: "i" } }],
  };
  const group = moduleOf(4, "Group", { kind: "group", workflow: inside });
  const grouped: Pipeline = {
    modules: [moduleOf(3, "Integer"), group],
    connections: [{ id: 0, source: { module: 3, port: "value" }, destination: { module: 4, port: "i" } }],
  };
  deepEqual(planPipeline(fed, registry).problems.map(({ module }) => module), ["1"]);
  deepEqual(errorsOf(grouped), ["4,1: Missing package org.x: its module Nowhere cannot be run"]);
});
