import { deepEqual, equal } from "node:assert/strict";
import type { Pipeline, PipelineModule } from "../../../runtime/pipeline/pipeline.ts";
import { diffPipelines } from "../../../runtime/vistrail/diff.ts";
import { fromDiff } from "../../../web/drawing/difference.ts";
import { fromPipeline } from "../../../web/drawing/from_pipeline.ts";

function module(id: number, name: string, value?: string, workflow?: Pipeline): PipelineModule {
  const type = { package: "org.vistrails.vistrails.basic", namespace: "", name: "String" };
  return {
    id,
    kind: workflow === undefined ? "module" : "group",
    package: "org.vistrails.vistrails.basic",
    namespace: "",
    name,
    version: "2.1",
    label: "",
    cache: true,
    functions: value === undefined ? [] : [{ name: "value", parameters: [{ type, text: value, alias: "" }] }],
    controlParameters: new Map(),
    portSpecs: [],
    ...(workflow && { workflow }),
  };
}

function pipeline(modules: readonly PipelineModule[], wires: readonly (readonly [number, number])[]): Pipeline {
  return {
    modules,
    connections: wires.map(([from, to], id) => ({
      id,
      source: { module: from, port: "out" },
      destination: { module: to, port: "in" },
    })),
  };
}

Deno.test("fromDiff() marks what only one version has, and what changed", () => {
  const a = pipeline([module(1, "A", "1"), module(2, "B"), module(3, "C")], [[1, 2], [2, 3]]);
  const b = pipeline([module(1, "A", "2"), module(3, "C"), module(4, "D")], [[1, 3], [3, 4]]);
  const { modules, connections } = fromDiff(diffPipelines(a, b, { sameIds: true }));
  deepEqual(Object.fromEntries(modules.map(({ path, mark }) => [path, mark])), {
    "1": "changed",
    "2": "deleted",
    "3": undefined,
    "4": "added",
  });
  deepEqual(connections.map(({ from, to, mark }) => `${from} ${to} ${mark}`).sort(), [
    "1 2 deleted",
    "1 3 added",
    "2 3 deleted",
    "3 4 added",
  ]);
});

Deno.test("fromDiff() draws twice what is another module in each version", () => {
  const diff = diffPipelines(pipeline([module(1, "A")], []), pipeline([module(1, "B")], []), { sameIds: true });
  deepEqual(fromDiff(diff).modules.map(({ path, name, mark }) => [path, name, mark]), [
    ["1", "B", "added"],
    ["-1", "A", "deleted"],
  ]);
});

Deno.test("fromPipeline() has the content of groups that are open, by the path of ids, upstream first", () => {
  const inner = pipeline([module(2, "Y"), module(1, "X")], [[1, 2]]);
  const all = pipeline([module(7, "End"), module(5, "Group", undefined, inner)], [[5, 7]]);
  const closed = fromPipeline(all);
  deepEqual(closed.modules.map(({ path, isGroup, inside }) => [path, isGroup, inside]), [
    ["5", true, undefined],
    ["7", undefined, undefined],
  ]);
  const { modules: [group] } = fromPipeline(all, { open: new Set(["5"]) });
  deepEqual(group.inside?.modules.map(({ path }) => path), ["5,1", "5,2"]);
  equal(group.inside?.connections[0].from, "5,1");
});
