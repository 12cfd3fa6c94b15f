import { deepEqual, equal, notEqual } from "node:assert/strict";
import { createHash } from "node:crypto";
import { basicPackage } from "../../../modules/basic/mod.ts";
import { controlFlowPackage } from "../../../modules/control_flow/mod.ts";
import { myJobsPackage } from "../../../modules/my_jobs/mod.ts";
import { definePackage } from "../../../runtime/authoring/package.ts";
import type { Pipeline, PipelineModule } from "../../../runtime/pipeline/pipeline.ts";
import { Registry } from "../../../runtime/pipeline/registry.ts";
import type { Plan } from "../../../runtime/plan/plan.ts";
import { planPipeline } from "../../../runtime/plan/plan_pipeline.ts";
import { functionDigest } from "../../../runtime/plan/vistrails_digest.ts";
import { modificationTime } from "../../../runtime/plan/vistrails_path.ts";
import { iterationSignature, VistrailsSignatures } from "../../../runtime/plan/vistrails_signature.ts";
import { pipelineAt } from "../../../runtime/vistrail/pipeline_at.ts";
import { bundlePipeline, openVistrail } from "../../../runtime/vt_file/bundle.ts";
import { readVistrail } from "../../../runtime/vt_file/vistrail_xml.ts";
import { corpusTest } from "../../fixtures/corpus.ts";
import { action, add, addModule, vistrailXml } from "../../fixtures/make_vistrail.ts";
import { basicType } from "../../support/module_of.ts";

const CSVFile = { package: "org.vistrails.vistrails.tabledata", namespace: "read", name: "CSVFile" };
const tables = definePackage({
  identifier: CSVFile.package,
  name: "",
  version: "0.1.6",
  modules: [],
  types: [CSVFile],
});
const registry = new Registry([basicPackage, controlFlowPackage, myJobsPackage, tables]);

function moduleOf(id: number, name: string, more: Partial<PipelineModule> = {}): PipelineModule {
  const nothing = { functions: [], portSpecs: [], controlParameters: new Map() };
  return { id, kind: "module", ...basicType(name), version: "2.1.1", label: "", cache: true, ...nothing, ...more };
}

function written(name: string, type: string, text: string, more: { name?: string } = {}): PipelineModule["functions"] {
  return [{ name, parameters: [{ type: basicType(type), text, alias: "", ...more }] }];
}

function pipelineOf(modules: readonly PipelineModule[], ...wires: [number, string, number, string][]): Pipeline {
  const connections = wires.map(([from, output, to, input], id) => ({
    id,
    source: { module: from, port: output },
    destination: { module: to, port: input },
  }));
  return { modules, connections };
}

function planOf(pipeline: Pipeline): Plan {
  const { plan, problems } = planPipeline(pipeline, registry);
  deepEqual(problems.filter(({ severity }) => severity === "error"), []);
  return plan;
}

/** Of all modules by their path, those inside groups too. */
function signaturesOf(plan: Plan, signatures = VistrailsSignatures.ofPlan(plan), within = ""): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [index, { id }] of plan.pipeline.modules.entries()) {
    found[`${within}${id}`] = signatures.of(index);
    const inner = plan.inner.get(index);
    if (inner === undefined) continue;
    Object.assign(found, signaturesOf(inner, signatures.inside(index, signatures.of(index)), `${within}${id},`));
  }
  return found;
}

/** A group in a group, fed by wires and by a value, with an InputPort that nothing feeds. */
function nestedGroups(): Pipeline {
  const innermost = pipelineOf(
    [
      moduleOf(0, "InputPort", { functions: written("name", "String", "x") }),
      moduleOf(1, "String"),
      moduleOf(2, "OutputPort", { functions: written("name", "String", "y") }),
    ],
    [0, "InternalPipe", 1, "value"],
    [1, "value", 2, "InternalPipe"],
  );
  const inner = pipelineOf(
    [
      moduleOf(0, "InputPort", { functions: written("name", "String", "text") }),
      moduleOf(1, "InputPort", { functions: written("name", "String", "unfed") }),
      moduleOf(2, "Group", { kind: "group", version: "1.6", workflow: innermost }),
      moduleOf(3, "Float", { functions: written("value", "Float", "2") }),
      moduleOf(4, "OutputPort"),
    ],
    [0, "InternalPipe", 2, "x"],
    [1, "InternalPipe", 3, "value"],
    [2, "y", 4, "InternalPipe"],
  );
  return pipelineOf(
    [
      moduleOf(0, "String", { functions: written("value", "String", "cafe & <1>", { name: "" }) }),
      moduleOf(1, "String", { functions: written("value", "String", "b", { name: "x" }) }),
      moduleOf(2, "Group", { kind: "group", functions: written("text", "String", "written"), workflow: inner }),
      moduleOf(4, "StandardOutput"),
    ],
    [0, "value", 2, "text"],
    [1, "value", 2, "text"],
    [2, "y", 4, "value"],
    [0, "value", 4, "value"],
  );
}

Deno.test("VistrailsSignatures are those that VisTrails 2.2 computed for nested groups", () => {
  deepEqual(signaturesOf(planOf(nestedGroups())), {
    "0": "f52766eea7f6245cfb0ffe0b52d80b689c62adbd",
    "1": "17da6527cd9db216517dc61d9d970a0f1735de88",
    "2": "bfcef1633114da94bbdf52d2bf37176eb4439ff1",
    "2,0": "8189bdbe299f1878c4c9d56eb68141e3d39d7b51",
    "2,1": "e888ebda0c46d1f1631fe1c3905ff0683d7e2778",
    "2,2": "2bc5f4d4eef9e87094b264a60aaf5366cc523750",
    "2,2,0": "8abc2d3d08fd962b3f6c489f8afdb81fd47da903",
    "2,2,1": "b9ffadf14094dbdfb1dcea5c38ff5b01f8a39d20",
    "2,2,2": "18456a64ca5b92f73c0a8c1c86b5ecfeee0db32b",
    "2,3": "f7d64536640a80e9b2a8370bf7e9e5410487a062",
    "2,4": "b5b207bd785cce53ca22ec55280190b0fa5fa995",
    "4": "7d6d3ef4cd07f7909403f72f193976068413e048",
  });
});

Deno.test("VistrailsSignatures are those that VisTrails 2.2 computed for a module's own ports and control parameters", () => {
  const parameters = [
    { type: basicType("Integer"), text: "1", alias: "" },
    { type: basicType("File"), text: "/nowhere", alias: "n" },
  ];
  const module = moduleOf(3, "Tuple", {
    functions: [{ name: "pair", parameters }],
    controlParameters: new Map([["while_max", "3"], ["loop_type", "pairwise"]]),
    portSpecs: [
      { side: "input", name: "pair", types: [basicType("Integer"), CSVFile], depth: 2, optional: true },
      { side: "output", name: "o", types: [basicType("String")], depth: 0, optional: false },
    ],
  });
  equal(signaturesOf(planOf(pipelineOf([module])))["3"], "6f818e87b3e5fd3a2a304d5532c1cda53bafb005");
});

Deno.test("VistrailsSignatures know a sub-workflow by its version, not by its content", () => {
  const module = (workflow: Pipeline) =>
    moduleOf(9, "S", {
      kind: "abstraction",
      package: "local.abstractions",
      namespace: "11111111-2222-3333-4444-555555555555",
      version: "1.6",
      internalVersion: "19",
      workflow,
    });
  const wanted = "d962e37aefd471cafa026798876ee2ae05007c77";
  equal(signaturesOf(planOf(pipelineOf([module(pipelineOf([]))])))["9"], wanted);
  equal(signaturesOf(planOf(pipelineOf([module(pipelineOf([moduleOf(0, "List")]))])))["9"], wanted);
});

Deno.test("VistrailsSignatures do not depend on ids, labels, old identifiers, or the order of values and wires", () => {
  const values = [...written("value", "String", "1"), ...written("value", "String", "2")];
  const one = planOf(pipelineOf(
    [moduleOf(0, "String", { functions: values }), moduleOf(1, "List")],
    [0, "value", 1, "value"],
    [0, "self", 1, "head"],
  ));
  const other = planOf(pipelineOf(
    [
      moduleOf(7, "List", { label: "mine", package: "edu.utah.sci.vistrails.basic" }),
      moduleOf(5, "String", { functions: values.toReversed(), cache: false }),
    ],
    [5, "self", 7, "head"],
    [5, "value", 7, "value"],
  ));
  equal(signaturesOf(one)["1"], signaturesOf(other)["7"]);
});

Deno.test("inside() gives each iteration of a group, and each group in it, other signatures", () => {
  const plan = planOf(nestedGroups());
  const all = VistrailsSignatures.ofPlan(plan);
  const iteration = (number: number): Record<string, string> => {
    const group = all.ofIteration(all.of(2), ["text"], number);
    return signaturesOf(plan.inner.get(2)!, all.inside(2, group));
  };
  const found = [signaturesOf(plan.inner.get(2)!, all.inside(2, all.of(2))), iteration(0), iteration(1)];
  for (const path of Object.keys(found[0])) equal(new Set(found.map((one) => one[path])).size, 3, path);
  deepEqual(iteration(1), found[2]);
});

Deno.test("iterationSignature() mixes the last port and the iteration, in upper case", () => {
  const loop = "b39002296ad1360f88fb4861174a4185b10a5719";
  const xor = (number: number) => {
    const port = createHash("sha1").update("n").digest();
    port[0] ^= number & 255;
    port[1] ^= number >> 8;
    return port.map((byte, i) => byte ^ parseInt(loop.slice(2 * i, 2 * i + 2), 16)).toHex().toUpperCase();
  };
  for (const number of [0, 1, 255, 256, 60_000]) equal(iterationSignature(loop, ["m", "n"], number), xor(number));
});

Deno.test("iterationSignature() leaves the first round of a while what it is", () => {
  const loop = "b39002296ad1360f88fb4861174a4185b10a5719";
  equal(iterationSignature(loop, [], 0), loop);
  equal(iterationSignature(loop, [], 3), "B09002296AD1360F88FB4861174A4185B10A5719");
});

Deno.test("iterationSignature() sets the iterations of a loop in a loop apart", () => {
  const loop = "b39002296ad1360f88fb4861174a4185b10a5719";
  const found = new Set<string>();
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) found.add(iterationSignature(iterationSignature(loop, ["n"], i), ["n"], j));
  }
  equal(found.size, 9);
});

Deno.test("pipelineAt() keeps what signatures need: names of parameters, versions of sub-workflows", () => {
  const abstraction = { id: 1, name: "S", package: "local.abstractions", namespace: "u", internalVersion: "19" };
  const operations = addModule(0, 0) + add(1, "function", { id: 0, pos: 0, name: "value" }, "module 0") +
    ["<no description>", "", "x"].map((name, id) =>
      add(2 + id, "parameter", { id, pos: id, type: "String", val: "", name }, "function 0")
    ).join("") + add(5, "abstraction", abstraction);
  const { modules } = pipelineAt(readVistrail(vistrailXml(action(1, 0, operations))), 1);
  deepEqual(modules[0].functions[0].parameters.map(({ name }) => name), [undefined, "", "x"]);
  deepEqual(modules.map(({ internalVersion }) => internalVersion), [undefined, "19"]);
});

Deno.test("modificationTime() is that of a file, or the latest of a directory's directories", () => {
  const root = Deno.makeTempDirSync();
  try {
    for (const path of ["outer", "outer/empty", "outer/inner"]) Deno.mkdirSync(`${root}/${path}`);
    Deno.writeTextFileSync(`${root}/outer/file`, "");
    Deno.symlinkSync(root, `${root}/outer/inner/around`);
    Deno.symlinkSync("nowhere", `${root}/outer/inner/broken`);
    const times = { "outer/file": 4000, "outer/inner": 3000.9, "outer/empty": 2000, outer: 1000, "": 2500 };
    for (const [path, time] of Object.entries(times)) Deno.utimeSync(`${root}/${path}`, time, time);
    deepEqual(["outer/file", "outer", "outer/empty", "nowhere"].map((path) => modificationTime(`${root}/${path}`)), [
      4000,
      3000,
      2000,
      undefined,
    ]);
    const [file] = written("value", "File", `${root}/outer/file`);
    const before = functionDigest(file);
    Deno.utimeSync(`${root}/outer/file`, 4001, 4001);
    notEqual(functionDigest(file).toString("hex"), before.toString("hex"));
    const [text] = written("value", "OutputPath", `${root}/outer/file`);
    const unchanged = functionDigest(text).toString("hex");
    Deno.utimeSync(`${root}/outer/file`, 4002, 4002);
    equal(functionDigest(text).toString("hex"), unchanged);
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
});

/** The ids of the jobs that VisTrails had after the first run of a tag. */
function recordedJobs(corpus: string, tag: string): string[] {
  const cases: { tag: string; runs: { jobs: object }[] }[] = JSON.parse(
    Deno.readTextFileSync(`${corpus}/cases/jobs.json`),
  );
  return Object.keys(cases.find((one) => one.tag === tag)!.runs[0].jobs).sort();
}

async function planAt(file: string, version: number): Promise<Plan> {
  return planOf(await bundlePipeline(await openVistrail(file), version));
}

corpusTest("VistrailsSignatures find the jobs that VisTrails began, alone and in a group", async (corpus) => {
  const file = `${corpus}/vt/vistrails/tests/resources/jobs.vt`;
  const at = async (version: number, path: string) => [signaturesOf(await planAt(file, version))[path]];
  deepEqual(await at(7, "1"), recordedJobs(corpus, "NoSuspend"));
  deepEqual(await at(10, "0"), recordedJobs(corpus, "SuspendOnce"));
  const group = await planAt(file, 12);
  const inner = group.inner.get(0)!.pipeline.modules.findIndex(({ name }) => name === "SuspendNJob");
  const path = `2,${group.inner.get(0)!.pipeline.modules[inner].id}`;
  deepEqual([signaturesOf(group)[path]], recordedJobs(corpus, "SuspendGroup"));
  const submission = `${corpus}/vt/examples/usersguide/job_submission.vt`;
  deepEqual([signaturesOf(await planAt(submission, 21))["2"]], recordedJobs(corpus, "TimedJobMixin"));
});

corpusTest("iterationSignature() finds the jobs that VisTrails began in loops and in Map", async (corpus) => {
  const file = `${corpus}/vt/vistrails/tests/resources/jobs.vt`;
  const iterations = async (version: number, path: string): Promise<string[]> => {
    const loop = signaturesOf(await planAt(file, version))[path];
    return [0, 1].map((number) => iterationSignature(loop, ["n"], number)).sort();
  };
  deepEqual(await iterations(17, "0"), recordedJobs(corpus, "SuspendLoop"));
  deepEqual(await iterations(25, "4"), recordedJobs(corpus, "SuspendMap"));
});
