import assert, { deepEqual, equal, rejects } from "node:assert/strict";
import { openMashup } from "../../../commands/open/open_mashup.ts";
import { openWorkflow } from "../../../commands/open/open_workflow.ts";
import { UsageError } from "../../../runtime/errors.ts";
import { corpusTest } from "../../fixtures/corpus.ts";
import { action, add, addModule, vistrailXml } from "../../fixtures/make_vistrail.ts";
import { makeZip } from "../../fixtures/make_zip.ts";
import { temporaryPlace } from "../../support/recorded_run.ts";
import { vt } from "../../support/vt_process.ts";

const TRAIL = "c4634bf4-305d-11e5-b576-000c2960b7d8";

function mashup(id: number, value: string): string {
  const component = `<component vttype="parameter" vtid="4" vtmid="0" type="Integer" val="${value}" widget="text"/>`;
  return `<action id="${id}"><mashup name="app"><alias name="n">${component}</alias></mashup></action>`;
}

const MASHUPS = `<mashuptrail id="${TRAIL}" vtVersion="1">${mashup(2, "20")}${mashup(3, "30")}` +
  '<actionAnnotation key="__tag__" value="best" action_id="2"/></mashuptrail>';
const VISTRAIL = vistrailXml(
  action(
    1,
    0,
    addModule(0, 0) + add(1, "function", { id: 3, pos: 0, name: "value" }, "module 0") +
      add(2, "parameter", { id: 4, pos: 0, type: "Integer", val: "10" }, "function 3"),
  ) + action(2, 1, addModule(4, 1)),
);

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  using place = temporaryPlace();
  const zip = makeZip([{ name: "vistrail", data: VISTRAIL }, { name: `mashups/${TRAIL}`, data: MASHUPS }]);
  Deno.writeFileSync(`${place.directory}/a.vt`, zip);
  const link = (name: string, attributes: string): void =>
    Deno.writeTextFileSync(`${place.directory}/${name}.vtl`, `<vtlink ${attributes}/>`);
  link("app", `filename="a.vt" mashuptrail="${TRAIL}" mashupVersion="best"`);
  link("packed", `vtcontent="${zip.toBase64()}" mashuptrail="${TRAIL}"`);
  link("lost", 'filename="a.vt" mashuptrail="other"');
  await test(place.directory);
}

async function textOf(opened: ReturnType<typeof openMashup>): Promise<string> {
  const { pipeline: { modules } } = await opened;
  equal(modules.length, 1);
  return modules[0].functions[0].parameters[0].text;
}

Deno.test("openMashup() gives the version of the mashup with its values, and with those that are set", async () => {
  await inFolder(async (folder) => {
    equal(await textOf(openMashup(`${folder}/a.vt`, "best", new Map())), "20");
    equal(await textOf(openMashup(`${folder}/a.vt`, "3", new Map([["n", "7"]]))), "7");
    const { source, reason } = await openMashup(`${folder}/a.vt`, "best", new Map());
    const file = Deno.realPathSync(`${folder}/a.vt`);
    deepEqual(source, { file, version: 1, name: "best", mashup: `${TRAIL}:2` });
    equal(reason, `mashup::${TRAIL}::2`);
    await rejects(openMashup(`${folder}/a.vt:2`, "best", new Map()), UsageError);
    await rejects(openMashup("a.ts", "best", new Map()), UsageError);
    await rejects(openMashup(`${folder}/a.vt`, "best", new Map([["m", "7"]])), /Cannot set m: the mashup has n/);
  });
});

Deno.test("openWorkflow() opens the mashup that a link leads to, unless a version is named", async () => {
  await inFolder(async (folder) => {
    equal(await textOf(openWorkflow(`${folder}/app.vtl`, new Map())), "20");
    equal(await textOf(openWorkflow(`${folder}/packed.vtl`, new Map([["n", "5"]]))), "5");
    equal((await openWorkflow(`${folder}/packed.vtl`, new Map())).source.mashup, `${TRAIL}:3`);
    equal((await openWorkflow(`${folder}/app.vtl:2`, new Map())).pipeline.modules.length, 2);
    const message = `${folder}/lost.vtl: Cannot follow the link: there is no mashup "other"`;
    await rejects(openWorkflow(`${folder}/lost.vtl`, new Map()), { name: "InputError", message });
  });
});

Deno.test("vt run --mashup records the mashup as the reason; an unknown one is one line", async () => {
  await inFolder(async (folder) => {
    const environment = { VT_STORE: `${folder}/store` };
    const ran = await vt(["run", `${folder}/a.vt`, "--mashup", "best", "--json", "--outputs"], environment);
    const { execution, workflow, version, modules } = JSON.parse(ran.stdout);
    deepEqual([workflow, version, modules["0"].outputs], ["best", 1, { value: 20, value_as_string: "20" }]);
    const shown = JSON.parse((await vt(["log", "show", execution, "--json"], environment)).stdout);
    equal(shown.reason, `mashup::${TRAIL}::2`);
    const unknown = await vt(["run", `${folder}/a.vt`, "--mashup", "bets"], environment);
    const message = 'vt: Cannot find mashup "bets": the file has "best" (2), did you mean "best"\n';
    deepEqual([unknown.code, unknown.stderr], [2, message]);
    const planned = await vt(["plan", `${folder}/a.vt`, "--mashup", "3", "--json"], environment);
    deepEqual(JSON.parse(planned.stdout).modules.length, 1);
  });
});

corpusTest("vt run --mashup and vt resume run a mashup with a job to its end", async (corpus) => {
  using place = temporaryPlace();
  const file = `${corpus}/vt/vistrails/tests/resources/jobs.vt`;
  const environment = { VT_STORE: place.directory };
  const run = (mashup: string, n: string) =>
    vt(["run", file, "--mashup", mashup, "--set", `n=${n}`, "--no-save"], environment);
  equal((await run("SuspendOnce", "1")).code, 75);
  equal((await run("2", "1")).code, 75);
  assert.match((await vt(["jobs"], environment)).stdout, /jobs\.vt:SuspendOnce \[mashup 4\]/);
  equal((await vt(["resume"], environment)).code, 0);
});
