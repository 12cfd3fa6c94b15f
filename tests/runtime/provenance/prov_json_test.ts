import { deepEqual, equal, ok } from "node:assert/strict";
import { fromVistrailsLog } from "../../../runtime/provenance/from_vistrails_log.ts";
import { provJson } from "../../../runtime/provenance/prov_json.ts";
import { type WorkflowGraph, workflowGraph } from "../../../runtime/provenance/workflow_graph.ts";
import { openVistrail } from "../../../runtime/vt_file/bundle.ts";
import { corpusTest } from "../../fixtures/corpus.ts";
import schema from "../../fixtures/schemas/prov_json.json" with { type: "json" };
import { executed, LISTING, MODULES, PIPELINE, ran } from "../../support/executed.ts";
import { wrongWith } from "../../support/json_schema.ts";

type Attributes = Readonly<Record<string, unknown>>;
type Document = Readonly<Record<string, Readonly<Record<string, Attributes>>>>;

const GRAPH = workflowGraph(PIPELINE);

function documentOf(workflow = executed(), graph: WorkflowGraph | null = GRAPH): Document {
  const document = JSON.parse([...provJson(workflow, graph ?? undefined)].join(""));
  deepEqual(wrongWith(document, schema), []);
  return document;
}

/** The other ends of relations of one kind that begin at `from`. */
function ends(document: Document, relation: string, [by, to]: readonly [string, string], from: string): string[] {
  const found = Object.values(document[relation] ?? {}).filter((each) => each[`prov:${by}`] === from);
  return found.map((each) => String(each[`prov:${to}`])).sort();
}

/** All that something was made of, as far as it is known. */
function lineage(document: Document, entity: string): string[] {
  const found = new Set<string>();
  const left = [entity];
  for (let each = left.pop(); each !== undefined; each = left.pop()) {
    const makers = ends(document, "wasGeneratedBy", ["entity", "activity"], each);
    const sources = [
      ...makers.flatMap((maker) => ends(document, "used", ["activity", "entity"], maker)),
      ...ends(document, "wasDerivedFrom", ["generatedEntity", "usedEntity"], each),
    ];
    for (const source of sources) if (!found.has(source)) found.add(source), left.push(source);
  }
  return [...found];
}

Deno.test("PROV: everything that is referred to is there, and ids of groups are not those of the top", () => {
  const document = documentOf();
  const known = new Set(
    [document.entity, document.activity, document.agent].flatMap((section) => Object.keys(section)),
  );
  for (const [section, entries] of Object.entries(document)) {
    if (["prefix", "entity", "activity", "agent"].includes(section)) continue;
    for (const [key, value] of Object.values(entries).flatMap((each) => Object.entries(each))) {
      if (!["prov:role", "prov:type"].includes(key)) ok(known.has(String(value)), `${section} ${key} ${value}`);
    }
  }
  equal(document.entity["run:module/0"]["prov:label"], "InputPort");
  equal(document.entity["run:module/2/1"]["prov:label"], "Square");
});

Deno.test("PROV answers: what was a file made from?", () => {
  const document = documentOf();
  const file = "run:data/4/file";
  deepEqual([document.entity[file]["vt:sha256"], document.entity[file]["prov:location"]], [
    "cd".repeat(32),
    "/data/report.txt",
  ]);
  const sources = lineage(document, file);
  for (
    const source of [
      "3/Result",
      "2/y",
      "2/1/value",
      "2/1~2/value",
      "1/value",
      "0/InternalPipe",
      "3/InitialValue/written",
    ]
  ) {
    ok(sources.includes(`run:data/${source}`), source);
  }
});

Deno.test("PROV answers: who and what did it, and where?", () => {
  const document = documentOf();
  deepEqual(ends(document, "wasAssociatedWith", ["activity", "agent"], "run:execution"), ["run:user", "run:vt"]);
  deepEqual(ends(document, "actedOnBehalfOf", ["delegate", "responsible"], "run:vt"), ["run:user"]);
  deepEqual(ends(document, "wasAssociatedWith", ["activity", "agent"], "run:execution/2/1"), ["run:machine/2"]);
  deepEqual(ends(document, "wasAssociatedWith", ["activity", "plan"], "run:execution/2/1~2"), ["run:module/2/1"]);
  deepEqual(ends(document, "wasAssociatedWith", ["activity", "agent"], "run:remote/5/0/0"), ["run:machine/2"]);
  equal(document.agent["run:machine/2"]["prov:label"], "far");
});

Deno.test("PROV answers: what failed and why, and what was reused from where?", () => {
  const document = documentOf();
  const failed = Object.entries(document.activity).filter(([, each]) => each["vt:error"] !== undefined);
  deepEqual(failed.map(([id, each]) => [id, each["vt:error"]]), [["run:execution/5", "no <such> file\nat all"]]);
  deepEqual(ends(document, "wasGeneratedBy", ["activity", "entity"], "run:execution/5"), []);
  deepEqual(ends(document, "wasDerivedFrom", ["generatedEntity", "usedEntity"], "run:data/1/value"), [
    "run_1r4k0000:data/1/value",
  ]);
  ok((document.prefix.run_1r4k0000 as unknown as string).startsWith("urn:uuid:"));
});

Deno.test("PROV answers: what ran in which iteration, and with which of its values?", () => {
  const document = documentOf();
  const inside = ends(document, "wasStartedBy", ["starter", "activity"], "run:iteration/2/1");
  deepEqual(inside, ["run:execution/2/0~2", "run:execution/2/1~2", "run:execution/2/2~2"]);
  deepEqual(ends(document, "used", ["activity", "entity"], "run:execution/2/1~2"), ["run:data/2/0~2/InternalPipe"]);
  deepEqual(ends(document, "wasGeneratedBy", ["entity", "activity"], "run:data/2/1~2/value"), ["run:execution/2/1~2"]);
  deepEqual(ends(document, "wasInformedBy", ["informed", "informant"], "run:execution/3"), ["run:execution/2"]);
});

Deno.test("PROV answers: which files are in a list?", () => {
  const document = documentOf(executed({}, [LISTING]), null);
  const members = ends(document, "hadMember", ["collection", "entity"], "run:data/6/files");
  deepEqual(members.map((id) => [document.entity[id]["prov:location"], document.entity[id]["vt:sha256"]]), [
    ["/data/a.csv", "ef".repeat(32)],
    ["/data/gone.csv", undefined],
  ]);
});

Deno.test("PROV has numbers that JSON cannot write as literals with a type", () => {
  const outputs = { nan: { value: { __float__: "nan" } }, big: { value: { __int__: "9007199254740993" } } };
  const { entity } = documentOf(executed({}, [ran("0", "Odd", 0, { outputs })]), null);
  deepEqual(entity["run:data/0/nan"]["prov:value"], { $: "NaN", type: "xsd:double" });
  deepEqual(entity["run:data/0/big"]["prov:value"], { $: "9007199254740993", type: "xsd:integer" });
});

Deno.test("PROV without the pipeline tells what the record alone has; strange names do no harm", () => {
  const strange = 'a b#"\ud800/ü';
  const modules = [
    ...MODULES,
    ran("6", "\u0000", 30, { outputs: { [strange]: { value: strange } }, annotations: { [strange]: 1 } }),
  ];
  const document = documentOf(executed({ continues: "1r4kzzzz" }, modules), null);
  ok(JSON.stringify(document).isWellFormed() && !JSON.stringify(document).includes("\\ud800"));
  equal(document.used, undefined);
  deepEqual(ends(document, "wasGeneratedBy", ["activity", "entity"], "run:execution/3"), ["run:data/3/Result"]);
  deepEqual(ends(document, "wasInformedBy", ["informed", "informant"], "run:execution"), ["run_1r4kzzzz:execution"]);
});

Deno.test("PROV claims nothing of which it is open which run of a module gave it", () => {
  const twice = [ran("0", "A", 0), ran("0", "A", 2), ran("1", "B", 4)];
  const graph = workflowGraph({
    ...PIPELINE,
    modules: PIPELINE.modules.slice(0, 2),
    connections: PIPELINE.connections.slice(0, 1),
  });
  deepEqual(ends(documentOf(executed({}, twice), graph), "used", ["activity", "entity"], "run:execution/1"), []);
});

corpusTest("logs of real files become PROV", async (corpus) => {
  for (const file of ["examples/triangle_area.vt", "vistrails/tests/resources/test-list-custom.vt"]) {
    for (const logged of await (await openVistrail(`${corpus}/vt/${file}`)).executions()) {
      documentOf(fromVistrailsLog(logged, { file, nameOf: String }), null);
    }
  }
});
