import { deepEqual, equal } from "node:assert/strict";
import type { Connection, Pipeline, PipelineModule } from "../../../runtime/pipeline/pipeline.ts";
import { diffPipelines, haveSameOrigin, isEmptyDiff, type PipelineDiff } from "../../../runtime/vistrail/diff.ts";
import { readVistrail } from "../../../runtime/vt_file/vistrail_xml.ts";
import { action, vistrailXml } from "../../fixtures/make_vistrail.ts";

function module(id: number, name: string, more: Partial<PipelineModule> = {}): PipelineModule {
  return {
    id,
    kind: "module",
    package: "org.vistrails.vistrails.basic",
    namespace: "",
    name,
    version: "2.1.1",
    label: "",
    cache: true,
    functions: [],
    controlParameters: new Map(),
    portSpecs: [],
    ...more,
  };
}

function value(name: string, ...texts: string[]): PipelineModule["functions"][number] {
  const type = { package: "", namespace: "", name: "" };
  return { name, parameters: texts.map((text) => ({ type, text, alias: "" })) };
}

function wire(id: number, from: number, to: number): Connection {
  return { id, source: { module: from, port: "value" }, destination: { module: to, port: "value" } };
}

const pipeline = (modules: PipelineModule[], connections: Connection[] = []): Pipeline => ({ modules, connections });

/** The ids of what the lists hold. */
function idsOf({ added, deleted, changed, addedConnections, deletedConnections }: PipelineDiff): number[][] {
  const changes = changed.flatMap(({ before, after }) => [before.id, after.id]);
  return [...[added, deleted].map((list) => list.map(({ id }) => id)), changes].concat(
    [addedConnections, deletedConnections].map((list) => list.map(({ id }) => id)),
  );
}

Deno.test("diffPipelines() finds modules and connections that were added and deleted", () => {
  const a = pipeline([module(1, "Integer"), module(2, "String"), module(3, "Float")], [wire(1, 1, 2), wire(2, 2, 3)]);
  const b = pipeline([module(4, "List"), module(3, "Float"), module(1, "Integer")], [wire(3, 1, 4), wire(4, 1, 3)]);
  deepEqual(idsOf(diffPipelines(a, b, { sameIds: true })), [[4], [2], [], [3, 4], [1, 2]]);
});

Deno.test("diffPipelines() takes connections between the same ports for the same, each once", () => {
  const modules = [module(1, "Integer"), module(2, "String")];
  const a = pipeline(modules, [wire(1, 1, 2), wire(2, 1, 2)]);
  deepEqual(idsOf(diffPipelines(a, pipeline(modules, [wire(9, 1, 2)]), { sameIds: true })), [[], [], [], [], [2]]);
  equal(isEmptyDiff(diffPipelines(a, a, { sameIds: true })), true);
});

Deno.test("diffPipelines() tells values and settings before and after", () => {
  const a = module(1, "Integer", {
    functions: [value("value", "3"), value("gone", "x"), value("same", "1", "2")],
    controlParameters: new Map([["cache", "a"]]),
  });
  const b = module(1, "Integer", {
    functions: [value("same", "1", "2"), value("value", "5"), value("value", "6")],
    label: "n",
    cache: false,
    portSpecs: [{
      side: "input",
      name: "x",
      types: [{ package: "", namespace: "ns", name: "T" }],
      depth: 1,
      optional: true,
    }],
  });
  const [{ parameters, settings }] = diffPipelines(pipeline([a]), pipeline([b]), { sameIds: true }).changed;
  const texts = parameters.map(({ port, before, after }) => [
    port,
    ...[before, after].map((values) => values.map((value) => value.map(({ text }) => text))),
  ]);
  deepEqual(texts, [["value", [["3"]], [["5"], ["6"]]], ["gone", [["x"]], []]]);
  deepEqual(settings, [
    { name: "cache", before: "true", after: "false" },
    { name: "control cache", before: "a", after: undefined },
    { name: "label", before: undefined, after: "n" },
    { name: "input x", before: undefined, after: "(ns|T)[], optional" },
  ]);
});

Deno.test("diffPipelines() looks into groups", () => {
  const group = (inner: Pipeline) => pipeline([module(1, "Group", { kind: "group", workflow: inner })]);
  const a = group(pipeline([module(1, "Integer")]));
  const b = group(pipeline([module(1, "Integer"), module(2, "String")]));
  const [{ content }] = diffPipelines(a, b, { sameIds: true }).changed;
  deepEqual(content && idsOf(content), [[2], [], [], [], []]);
  equal(isEmptyDiff(diffPipelines(a, a, { sameIds: true })), true);
});

Deno.test("diffPipelines() takes equal ids of different modules for different ones", () => {
  const diff = diffPipelines(pipeline([module(1, "Integer")]), pipeline([module(1, "String")]), { sameIds: true });
  deepEqual(idsOf(diff), [[1], [1], [], [], []]);
});

Deno.test("diffPipelines() matches other vistrails' modules by name, label first", () => {
  const a = pipeline([module(1, "Integer"), module(2, "Integer", { label: "n" }), module(3, "Float")], [wire(1, 1, 3)]);
  const b = pipeline([
    module(7, "Integer", { label: "n" }),
    module(8, "Integer", { functions: [value("value", "3")] }),
    module(9, "Float"),
    module(10, "Integer"),
  ], [wire(4, 8, 9)]);
  deepEqual(idsOf(diffPipelines(a, b, { sameIds: false })), [[10], [], [1, 8], [], []]);
});

Deno.test("haveSameOrigin() knows copies by their first action", () => {
  const one = vistrailXml(action(1, 0));
  equal(haveSameOrigin(readVistrail(one), readVistrail(vistrailXml(action(1, 0) + action(9, 1)))), true);
  equal(haveSameOrigin(readVistrail(one), readVistrail(vistrailXml(action(2, 0)))), false);
  equal(haveSameOrigin(readVistrail(one), readVistrail(one.replace("ada", "eve"))), false);
  equal(haveSameOrigin(readVistrail(vistrailXml("")), readVistrail(vistrailXml(""))), false);
});
