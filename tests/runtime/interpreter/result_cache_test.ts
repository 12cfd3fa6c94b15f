import { deepEqual, equal, match, notEqual } from "node:assert/strict";
import { type Signatures, signaturesOf } from "../../../runtime/interpreter/result_cache.ts";
import type { Pipeline, PipelineModule } from "../../../runtime/pipeline/pipeline.ts";
import { Registry } from "../../../runtime/pipeline/registry.ts";
import { planPipeline } from "../../../runtime/plan/plan_pipeline.ts";
import { PathValue } from "../../../runtime/values.ts";
import { pipelineFrom } from "../../support/pipeline_text.ts";
import { testModules } from "../../support/test_modules.ts";

function signatures(text: string, change: (pipeline: Pipeline) => Pipeline = (same) => same): Promise<Signatures> {
  return signaturesOf(planPipeline(change(pipelineFrom(text, testModules)), new Registry([])).plan);
}

/** The pipeline with its first module changed. */
function first(change: Partial<PipelineModule>): (pipeline: Pipeline) => Pipeline {
  return ({ modules: [module, ...others], connections }) => ({
    modules: [{ ...module, ...change }, ...others],
    connections,
  });
}

Deno.test("signaturesOf() tells modules apart by what they are, what is written on them and what feeds them", async () => {
  const found = await signatures(`
    a = Number value=1
    b = Number value=1
    c = Number value=2
    d = Plus a<-a.value
    e = Plus a<-b.value
    f = Plus a<-c.value
    g = Plus a<-a.value @while_max=2
    h = Plus b<-a.value a=1
    i = Numbers value=[1]`);
  const all = Array.from({ length: 9 }, (_, i) => found.of(i));
  match(all[0]!, /^[0-9a-f]{64}$/);
  deepEqual([all[0], all[3]], [all[1], all[4]]);
  equal(new Set(all).size, 7);
  deepEqual([...found.all()], all);
});

Deno.test("signaturesOf() gives none for what must not be reused, nor for what it feeds", async () => {
  const found = await signatures("a = Effect a=1\nb = Plus a<-a.value\nc = Number value=1");
  deepEqual([found.of(0), found.of(1)], [undefined, undefined]);
  notEqual(found.of(2), undefined);
  equal((await signatures("a = Number value=1", first({ cache: false }))).of(0), undefined);
});

Deno.test("ifCacheable() is what would be the signature when modules say that they are cacheable", async () => {
  const found = await signatures("a = Once a=1\nb = Plus a<-a.value\nc = Once a=2\nd = Number value=1");
  deepEqual([found.of(0), found.of(1)], [undefined, undefined]);
  equal(new Set([0, 1, 2, 3].map((index) => found.ifCacheable(index))).size, 4);
  equal(found.ifCacheable(3), found.of(3));
  deepEqual([...found.all()], [0, 1, 2, 3].map((index) => found.ifCacheable(index)));
  const never = await signatures("a = Once a=1\nb = Plus a<-a.value", first({ cache: false }));
  deepEqual([never.ifCacheable(0), never.ifCacheable(1), [...never.all()]], [undefined, undefined, []]);
});

Deno.test("signaturesOf() counts the content of a group", async () => {
  const group = (inside: string): Promise<Signatures> =>
    signatures(
      "a = Number",
      first({ kind: "group", workflow: pipelineFrom(inside, testModules), definition: undefined }),
    );
  const [one, same, other] = await Promise.all(
    ["x = Number value=1", "y = Number value=1", "x = Number value=2"].map(group),
  );
  equal(one.of(0), same.of(0));
  notEqual(one.of(0), other.of(0));
  equal((await group("x = Effect a=1")).of(0), undefined);
});

Deno.test("signaturesOf() counts the content of a file, whatever its time", async () => {
  const path = Deno.makeTempFileSync();
  const found = (): Promise<Signatures> =>
    signatures("a = Number", first({ functions: [{ name: "value", parameters: [], value: new PathValue(path) }] }));
  Deno.writeTextFileSync(path, "one");
  const one = (await found()).of(0);
  Deno.utimeSync(path, 1, 1);
  equal((await found()).of(0), one);
  Deno.writeTextFileSync(path, "two");
  const two = (await found()).of(0);
  Deno.removeSync(path);
  const absent = (await found()).of(0);
  equal(new Set([one, two, absent]).size, 3);
  notEqual(absent, undefined);
});

Deno.test("components() says what signatures are made of, and why some are never used", async () => {
  const found = await signatures("a = Number value=1\nb = Plus a<-a.value b=7 @while_max=2\nc = Effect a=1");
  const [a, b, c] = [...found.components()].sort((one, other) => Number(one.path) - Number(other.path));
  match(b.kind.definition!, /^[0-9a-f]{64}$/);
  deepEqual(b, {
    path: "1",
    kind: {
      name: "Plus",
      definition: b.kind.definition,
      control: [["while_max", "2"]],
      values: ["b"],
      wires: [["a", "value"]],
    },
    label: "b",
    sources: [0],
    values: ["7"],
  });
  deepEqual([a.kind.never, c.kind.never], [undefined, "notCacheable"]);
  const off = await signatures("a = Number value=1", first({ cache: false }));
  deepEqual([...off.components()].map(({ kind }) => kind.never), ["cacheOff"]);
});

Deno.test("components() has what is inside a group before it, and values that cannot be compared", async () => {
  const inside = pipelineFrom("x = Number value=1", testModules);
  const found = await signatures(
    "a = Number",
    first({ kind: "group", workflow: inside, definition: undefined, name: "Group" }),
  );
  deepEqual([...found.components()].map(({ path, kind }) => [path, kind.name, kind.isGroup]), [
    ["0,0", "Number", undefined],
    ["0", "Group", true],
  ]);
  const functions = [{ name: "value", parameters: [], value: () => 1 }];
  const odd = await signatures("a = Number", first({ functions }));
  deepEqual([...odd.components()].map(({ values }) => values), [["!function"]]);
});
