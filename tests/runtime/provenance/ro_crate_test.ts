import { deepEqual, equal, ok } from "node:assert/strict";
import { roCrate } from "../../../runtime/provenance/ro_crate.ts";
import type { CrateContent } from "../../../runtime/provenance/ro_crate.ts";
import { workflowGraph } from "../../../runtime/provenance/workflow_graph.ts";
import { BEGIN, executed, LISTING, MODULES, PIPELINE } from "../../support/executed.ts";

type Entity = Readonly<Record<string, unknown>> & { readonly "@id": string; readonly "@type": string | string[] };

const WORKFLOW = { id: "sum.vt", name: "sum.vt", size: 5, sha256: "11".repeat(32) };
const REPORT = { id: "files/report.txt", name: "report.txt", size: 6, sha256: "cd".repeat(32) };
const CONTENT: CrateContent = {
  graph: workflowGraph(PIPELINE),
  workflow: WORKFLOW,
  others: [],
  copies: new Map([[REPORT.sha256, REPORT]]),
  date: new Date(BEGIN),
};

class Crate {
  readonly graph: readonly Entity[];

  constructor(content: Partial<CrateContent> = {}, workflow = executed()) {
    this.graph = JSON.parse([...roCrate(workflow, { ...CONTENT, ...content })].join(""))["@graph"];
  }

  get(id: string): Entity {
    const found = this.graph.filter((entity) => entity["@id"] === id);
    equal(found.length, 1, `${id} is there ${found.length} times`);
    return found[0];
  }

  ofType(type: string): readonly Entity[] {
    return this.graph.filter((entity) => [entity["@type"]].flat().includes(type));
  }

  /** The entities that a property refers to. */
  follow(entity: Entity, property: string): readonly Entity[] {
    return idsOf(entity[property]).map((id) => this.get(id));
  }
}

function idsOf(value: unknown): string[] {
  return [value ?? []].flat().flatMap((each) =>
    typeof each === "object" && each !== null && "@id" in each ? String(each["@id"]) : []
  );
}

function typesOf(entity: Entity): string[] {
  return [entity["@type"]].flat();
}

Deno.test("RO-Crate: each entity is there once, and whatever is referred to is there or on the web", () => {
  const crate = new Crate();
  const ids = new Set(crate.graph.map((entity) => entity["@id"]));
  equal(ids.size, crate.graph.length);
  for (const entity of crate.graph) {
    ok(typesOf(entity).length > 0);
    for (const id of Object.values(entity).flatMap(idsOf)) {
      ok(ids.has(id) || /^https:/.test(id), `${entity["@id"]} → ${id}`);
    }
  }
});

Deno.test("RO-Crate: the root conforms to all profiles and has what they want", () => {
  const crate = new Crate({ license: "Apache-2.0" });
  const descriptor = crate.get("ro-crate-metadata.json");
  deepEqual(idsOf(descriptor.about), ["./"]);
  deepEqual(idsOf(descriptor.conformsTo), [
    "https://w3id.org/ro/crate/1.1",
    "https://w3id.org/workflowhub/workflow-ro-crate/1.0",
  ]);
  const root = crate.get("./");
  const profiles = ["process", "workflow", "provenance"].map((name) => `https://w3id.org/ro/wfrun/${name}/0.5`);
  deepEqual(idsOf(root.conformsTo), [...profiles, "https://w3id.org/workflowhub/workflow-ro-crate/1.0"]);
  for (const profile of crate.follow(root, "conformsTo")) equal(profile["@type"], "CreativeWork");
  for (const property of ["name", "description", "datePublished"]) equal(typeof root[property], "string");
  equal(crate.follow(root, "author")[0].name, "ada");
  deepEqual(idsOf(root.license), ["https://spdx.org/licenses/Apache-2.0"]);
  deepEqual(idsOf(root.hasPart), ["sum.vt", "files/report.txt"]);
  deepEqual(idsOf(root.mentions), ["#run", "#organize"]);
  equal(new Crate().get("#license").name, "No license stated");
});

Deno.test("RO-Crate: workflows have tools and steps, each step behind what it needs", () => {
  const crate = new Crate();
  const [main] = crate.follow(crate.get("./"), "mainEntity");
  deepEqual(typesOf(main), ["File", "SoftwareSourceCode", "ComputationalWorkflow", "HowTo"]);
  equal(crate.follow(main, "programmingLanguage")[0].name, "VisTrails");
  const workflows = crate.ofType("ComputationalWorkflow");
  equal(workflows.length, 2);
  for (const workflow of workflows) {
    const tools = idsOf(workflow.hasPart);
    ok(tools.length > 0);
    equal(typesOf(workflow).includes("File"), workflow === main);
    for (const step of crate.follow(workflow, "step")) {
      equal(step["@type"], "HowToStep");
      ok(tools.includes(idsOf(step.workExample)[0]));
      for (const connection of crate.follow(step, "connection")) {
        const [source] = crate.follow(connection, "sourceParameter");
        const [target] = crate.follow(connection, "targetParameter");
        ok(idsOf(crate.follow(step, "workExample")[0].input).includes(target["@id"]));
        const before = crate.follow(workflow, "step").find((other) =>
          idsOf(crate.follow(other, "workExample")[0].output).includes(source["@id"])
        )!;
        ok(Number(before.position) < Number(step.position));
      }
    }
  }
  for (const parameter of crate.ofType("FormalParameter")) equal(typeof parameter.additionalType, "string");
});

Deno.test("RO-Crate: the engine's run controls steps, each with the runs of its tool", () => {
  const crate = new Crate();
  const organize = crate.get("#organize");
  deepEqual([organize["@type"], crate.follow(organize, "instrument")[0].name, idsOf(organize.result)], [
    "OrganizeAction",
    "vt",
    ["#run"],
  ]);
  const controls = crate.follow(organize, "object");
  equal(controls.length, MODULES.length);
  for (const control of controls) {
    const [step] = crate.follow(control, "instrument");
    equal(step["@type"], "HowToStep");
    for (const action of crate.follow(control, "object")) {
      equal(action["@type"], "CreateAction");
      deepEqual(idsOf(action.instrument), idsOf(step.workExample));
      equal(crate.follow(action, "agent")[0].name, "ada");
      ok(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/.test(String(action.startTime)));
    }
  }
  deepEqual(idsOf(crate.get("#control/2").object), ["#action/2", "#action/2/iteration/0", "#action/2/iteration/1"]);
});

Deno.test("RO-Crate answers: what went in, what came out, what failed?", () => {
  const crate = new Crate();
  const run = crate.get("#run");
  deepEqual([run["@type"], idsOf(run.instrument), idsOf(run.agent)], ["CreateAction", ["sum.vt"], ["#user"]]);
  deepEqual(
    crate.follow(run, "object").map((
      { name, value, exampleOfWork },
    ) => [name, value, idsOf(exampleOfWork).includes("#workflow/in/n")]),
    [
      ["n", 2, true],
    ],
  );
  const failed = crate.ofType("CreateAction").filter(({ actionStatus }) =>
    String(actionStatus).endsWith("/FailedActionStatus")
  );
  deepEqual(failed.map((action) => [action["@id"], action.error]), [["#run", undefined], [
    "#action/5",
    "no <such> file\nat all",
  ]]);
  ok(
    crate.ofType("CreateAction").every(({ error, actionStatus }) =>
      error === undefined || String(actionStatus).includes("Failed")
    ),
  );
});

Deno.test("RO-Crate answers: which file did which step make, and from what?", () => {
  const crate = new Crate();
  const file = crate.get("files/report.txt");
  deepEqual([file["@type"], file.encodingFormat, file.sha256, file.contentSize, file.alternateName], [
    "File",
    "text/plain",
    "cd".repeat(32),
    "6",
    "/data/report.txt",
  ]);
  const [maker] = crate.ofType("CreateAction").filter(({ result }) => idsOf(result).includes("files/report.txt"));
  equal(maker["@id"], "#action/4");
  deepEqual(crate.follow(maker, "object").map(({ name, value }) => [name, value]), [["Result", 1]]);
  const [sum] = crate.ofType("CreateAction").filter(({ result }) => idsOf(result).includes("#value/3/Result"));
  deepEqual(crate.follow(sum, "instrument")[0].name, "Sum");
  equal(crate.get("#action/1").description, "Not run: its result was known from execution 1r4k0000");
});

Deno.test("RO-Crate answers: which files are in a list, in the crate or elsewhere?", () => {
  const copy = { id: "files/a.csv", name: "a.csv", size: 3, sha256: "ef".repeat(32) };
  const crate = new Crate({ graph: undefined, copies: new Map([[copy.sha256, copy]]) }, executed({}, [LISTING]));
  const [list] = crate.follow(crate.get("#action/6"), "result");
  deepEqual([list["@type"], idsOf(list.hasPart)], ["Collection", ["files/a.csv", "file:///data/gone.csv"]]);
  deepEqual(crate.follow(list, "hasPart").map((file) => [file["@type"], file.encodingFormat]), [
    ["File", "text/csv"],
    ["File", "text/csv"],
  ]);
  const root = crate.get("./");
  deepEqual(idsOf(root.hasPart), ["sum.vt", "files/a.csv", "file:///data/gone.csv"]);
  ok(idsOf(root.mentions).includes(list["@id"]));
});

Deno.test("RO-Crate without the workflow or its files tells what the record has", () => {
  const crate = new Crate({ graph: undefined, workflow: undefined, copies: new Map() });
  const root = crate.get("./");
  deepEqual(idsOf(root.hasPart), ["file:///data/report.txt"]);
  const [main] = crate.follow(root, "mainEntity");
  deepEqual(typesOf(main), ["SoftwareSourceCode", "ComputationalWorkflow", "HowTo"]);
  equal(idsOf(main.step).length, 6);
  equal(crate.get("file:///data/report.txt").name, "report.txt");
});
