import assert, { deepEqual, equal } from "node:assert/strict";
import { show, showPipeline } from "../../commands/show.ts";
import type { Pipeline } from "../../runtime/pipeline/pipeline.ts";
import { corpusTest } from "../fixtures/corpus.ts";
import { action, actionAnnotation, add, addConnection, addModule, vistrailXml } from "../fixtures/make_vistrail.ts";
import { makeZip } from "../fixtures/make_zip.ts";
import { temporaryPlace } from "../support/recorded_run.ts";

const CONTENT = action(1, 0, addModule(0, 0)) + action(2, 1, addModule(1, 1, "String")) +
  action(3, 2, addConnection(2, 0, { from: 0, to: 1 })) +
  action(4, 2, add(8, "function", { id: 0, pos: 0, name: "value" }, "module 0")) + action(5, 4) + action(6, 1) +
  actionAnnotation(3, "__tag__", "wired") + actionAnnotation(6, "__prune__", "True") +
  actionAnnotation(3, "__notes__", "<html><head><style>p {}</style></head><p>a &lt; b</p></html>");
const XML = vistrailXml(CONTENT);

async function shown(argument: string, options = {}): Promise<string> {
  const path = await Deno.makeTempFile({ suffix: ".xml" });
  try {
    await Deno.writeTextFile(path, XML);
    return (await show(path + argument, options)).replaceAll(path, "FILE");
  } finally {
    await Deno.remove(path);
  }
}

Deno.test("show() draws the tree of versions", async () => {
  equal(
    await shown(""),
    `FILE
schema 1.0.4, 6 versions, 2016-01-02, by ada

○      empty
● 1    Added module  2016-01-02 03:04 ada
├─× 6  Other action  2016-01-02 03:04 ada  pruned
● 2    Added module  2016-01-02 03:04 ada
├─● 3  wired         2016-01-02 03:04 ada  “a < b”
● 5    Other action  2016-01-02 03:04 ada  default, 1 before it`,
  );
});

Deno.test("show() lists the modules of a version", async () => {
  equal(
    await shown(":wired"),
    `FILE, version 3: wired (2016-01-02 03:04:05 by ada)
a < b
2 modules, 1 connection

  0  Integer  basic 2.1.1
  1  String  basic 2.1.1
       value ← 0 Integer.value`,
  );
});

Deno.test("show() lists the mashups; damaged ones hide nothing else", async () => {
  using place = temporaryPlace();
  const path = `${place.directory}/a.vt`;
  const write = (trail: string): void =>
    Deno.writeFileSync(path, makeZip([{ name: "vistrail", data: XML }, { name: "mashups/m", data: trail }]));
  const component = '<component vttype="parameter" vtid="4" type="Integer" val="1" widget="text"/>';
  write(
    `<mashuptrail id="m" vtVersion="3"><action id="2"><mashup name="app"><alias name="n">${component}</alias></mashup>` +
      "</action></mashuptrail>",
  );
  const bounds = { widget: "text", minimum: "", maximum: "", valueList: "" };
  deepEqual(JSON.parse(await show(path, { json: true })).mashups, [{
    trail: "m",
    version: 3,
    mashups: [{ id: 2, tag: null, name: "app", parameters: [{ name: "n", type: "Integer", value: "1", ...bounds }] }],
  }]);
  assert.match(await show(path), /\nmashups {8}m:2, on version 3, sets n$/);
  write("<mashuptrail");
  const { mashups, actionCount } = JSON.parse(await show(path, { json: true }));
  deepEqual([mashups, actionCount], [null, 6]);
});

Deno.test("show() gives the tree as JSON", async () => {
  const json = JSON.parse(await shown("", { json: true }));
  deepEqual({ ...json, versions: json.versions.slice(2, 3) }, {
    file: "FILE",
    schemaVersion: "1.0.4",
    actionCount: 6,
    latest: 5,
    tags: { 3: "wired" },
    leaves: [3, 5, 6],
    mashups: [],
    versions: [{
      id: 3,
      parent: 2,
      user: "ada",
      date: "2016-01-02 03:04:05",
      tag: "wired",
      notes: "<html><head><style>p {}</style></head><p>a &lt; b</p></html>",
      pruned: false,
    }],
  });
});

Deno.test("show() gives a version as JSON, the default one after a bare colon", async () => {
  const json = JSON.parse(await shown(":", { json: true }));
  equal(json.version, 5);
  deepEqual(Object.keys(json.modules[0]).slice(0, 7), [
    "id",
    "kind",
    "package",
    "name",
    "namespace",
    "version",
    "label",
  ]);
  const wired = JSON.parse(await shown(":3", { json: true }));
  deepEqual(wired.connections, [{
    id: 0,
    source: { module: 0, port: "value" },
    destination: { module: 1, port: "value" },
  }]);
});

Deno.test("show() gives fingerprints of all versions or of one", async () => {
  const all = JSON.parse(await shown("", { json: true, hashes: true })).versions;
  deepEqual(Object.keys(all), ["1", "2", "3", "4", "5", "6"]);
  deepEqual(JSON.parse(await shown(":3", { json: true, hashes: true })).versions, { 3: all[3] });
  equal(await shown(":3", { hashes: true }), `${all[3]}  3`);
});

Deno.test("show() draws graphs for Graphviz and Mermaid", async () => {
  assert.match(await shown(":3", { dot: true }), /^digraph \{[^]*m0 -> m1 \[label="value → value"\];\n\}$/);
  assert.match(
    await shown(":3", { mermaid: true }),
    /^flowchart TB\n {2}m0\["0 Integer"\][^]*m0 -->\|"value → value"\| m1$/,
  );
  assert.match(await shown("", { dot: true }), /v2 -> v5 \[label="\+1"\];/);
  assert.match(
    await shown("", { mermaid: true }),
    /v6\["6 Other action #40;pruned#41;"\]|v6\["6 Other action \(pruned\)"\]/,
  );
});

Deno.test("show() refuses forms that exclude each other", async () => {
  await assert.rejects(shown("", { json: true, dot: true }), /--json and --dot exclude each other/);
  await assert.rejects(shown("", { hashes: true, mermaid: true }), /--hashes and --mermaid exclude/);
});

Deno.test("showPipeline() shows what a script wired, its values and what would steer a terminal made harmless", () => {
  const module = {
    kind: "module" as const,
    package: "org.vt.test",
    namespace: "",
    version: "",
    label: "",
    cache: false,
    controlParameters: new Map([["__proto__", "\x1b[31m"]]),
    portSpecs: [],
  };
  const pipeline: Pipeline = {
    modules: [
      { ...module, id: 2, name: "Last", functions: [] },
      { ...module, id: 5, name: "First", functions: [{ name: "value", parameters: [], value: [1n, "a\nb"] }] },
    ],
    connections: [{ id: 1, source: { module: 5, port: "o" }, destination: { module: 2, port: "i" } }],
  };
  equal(
    showPipeline(pipeline, "title"),
    `title
2 modules, 1 connection

  5  First  org.vt.test, not cached
       __proto__: [31m
       value = ["1","a\\nb"]
  2  Last  org.vt.test, not cached
       __proto__: [31m
       i ← 5 First.o`,
  );
  deepEqual(JSON.parse(showPipeline(pipeline, "title", { json: true })).modules[1].functions[0].value, ["1", "a\nb"]);
});

corpusTest("show() shows every real file, its default version, and both as graphs", async (corpus) => {
  for (const { name } of Deno.readDirSync(`${corpus}/pipelines`)) {
    const { file } = JSON.parse(Deno.readTextFileSync(`${corpus}/pipelines/${name}`));
    for (const argument of [`${corpus}/vt/${file}`, `${corpus}/vt/${file}:`]) {
      for (const options of [{}, { json: true }, { dot: true }, { mermaid: true }]) {
        assert.ok((await show(argument, options)).length > 10, argument);
      }
    }
  }
});
