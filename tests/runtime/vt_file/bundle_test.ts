import assert, { deepEqual, equal } from "node:assert/strict";
import { bundlePipeline, bundleVersion, openVistrail, splitVersion } from "../../../runtime/vt_file/bundle.ts";
import { reasonOf, stateOf } from "../../../runtime/vt_file/vistrails_log.ts";
import { action, actionAnnotation, add, addModule, vistrailXml } from "../../fixtures/make_vistrail.ts";
import { makeZip } from "../../fixtures/make_zip.ts";

const XML = vistrailXml(action(1, 0, addModule(0, 0)) + actionAnnotation(1, "__tag__", "first"));
const SUB = vistrailXml(
  action(1, 0, addModule(0, 7, "String")) + '<annotation id="0" key="__abstraction_uuid__" value="u-1"/>',
);
const USES = add(0, "abstraction", { id: 3, name: "Sub", namespace: "u-1", internalVersion: "1" });
const LOG = '<workflowExec user="ada" tsStart="2016-01-01 00:00:00" tsEnd="" completed="-2" parentVersion="1"/>' +
  '<workflowExec completed="False"><annotation key="__reason__" value="because"/></workflowExec>';
const MASHUP = '<mashuptrail id="m" vtVersion="1"><action id="2"><mashup name="app"><alias name="n"><component ' +
  'vttype="parameter" vtid="4" vtmid="0" type="Integer" val="1" widget="slider"/></alias></mashup></action>' +
  '<actionAnnotation key="__tag__" value="best" action_id="2"/></mashuptrail>';

async function withFiles(
  files: Record<string, Uint8Array | string>,
  test: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    for (const [name, content] of Object.entries(files)) {
      await Deno.writeFile(
        `${folder}/${name}`,
        typeof content === "string" ? new TextEncoder().encode(content) : content,
      );
    }
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("openVistrail() reads a bundle and what travels with it", async () => {
  const zip = makeZip([
    { name: "vistrail", data: vistrailXml(action(1, 0, USES)) },
    { name: "log", data: LOG },
    { name: "thumbs/" },
    { name: "thumbs/a.png" },
    { name: "mashups/m", data: MASHUP },
    { name: "sub/abstraction_Sub(u-1).xml", data: SUB },
    { name: "service.px", data: "kept" },
  ]);
  await withFiles({ "a.vt": zip }, async (folder) => {
    const bundle = await openVistrail(`${folder}/a.vt`);
    deepEqual(bundle.thumbnails, ["thumbs/a.png"]);
    deepEqual(bundle.unknownMembers, ["service.px"]);
    equal(new TextDecoder().decode(await bundle.read("service.px")), "kept");
    const executions = await bundle.executions();
    deepEqual(executions.map((exec) => [exec.id, stateOf(exec.completed), reasonOf(exec)]), [
      [1, "suspended", ""],
      [2, "failed", "because"],
    ]);
    const [trail] = await bundle.mashups();
    deepEqual([trail.version, trail.mashups[0].tag, trail.mashups[0].aliases[0].parameter], [1, "best", 4]);
    const { modules: [module] } = await bundlePipeline(bundle, 1);
    deepEqual(module.workflow?.modules.map(({ id, name }) => [id, name]), [[7, "String"]]);
  });
});

Deno.test("openVistrail() names the file and the member of a mistake", async () => {
  const zip = makeZip([{ name: "vistrail", data: XML }, { name: "log", data: "<workflowExec>" }]);
  await withFiles({ "a.vt": zip }, async (folder) => {
    const bundle = await openVistrail(`${folder}/a.vt`);
    await assert.rejects(bundle.executions(), /a\.vt:1:15: .*not closed \(member "log"\)$/);
  });
});

Deno.test("openVistrail() leaves sub-workflows out that contain themselves", async () => {
  const self = vistrailXml(action(1, 0, USES));
  const zip = makeZip([{ name: "vistrail", data: self }, { name: "abstraction_Sub(u-1).xml", data: self }]);
  await withFiles({ "a.vt": zip }, async (folder) => {
    const bundle = await openVistrail(`${folder}/a.vt`);
    await assert.rejects(bundlePipeline(bundle, 1), /nested more than 32 deep/);
  });
});

Deno.test("openVistrail() knows a bare document by its name or its content", async () => {
  await withFiles({ "a.xml": XML, "b.vt": ` \n\ufeff${XML}`.trim() }, async (folder) => {
    for (const name of ["a.xml", "b.vt"]) equal((await openVistrail(`${folder}/${name}`)).vistrail.actions.size, 1);
  });
});

Deno.test("openVistrail() follows links, and takes their version", async () => {
  const packed = makeZip([{ name: "vistrail", data: XML }]).toBase64();
  const files = {
    "a.xml": XML,
    "to_file.vtl": '<vtlink filename="a.xml" tag="first"/>',
    "packed.vtl": `<vtlink vtcontent="${packed}" version="1"/>`,
    "to_link.vtl": '<vtlink filename="to_file.vtl"/>',
  };
  await withFiles(files, async (folder) => {
    for (const name of ["to_file.vtl", "packed.vtl", "to_link.vtl"]) {
      const bundle = await openVistrail(`${folder}/${name}`);
      equal(bundle.path, `${folder}/${name}`);
      equal(bundleVersion(bundle), 1);
    }
  });
});

Deno.test("openVistrail() follows links to mashups; the outer link counts", async () => {
  const files = {
    "a.xml": XML,
    "app.vtl": '<vtlink filename="a.xml" mashuptrail="t" mashupVersion="3"/>',
    "last.vtl": '<vtlink filename="a.xml" mashuptrail="t"/>',
    "outer.vtl": '<vtlink filename="app.vtl" mashuptrail="u" mashupVersion="best"/>',
    "through.vtl": '<vtlink filename="app.vtl"/>',
    "none.vtl": '<vtlink filename="a.xml" mashupVersion="3"/>',
  };
  await withFiles(files, async (folder) => {
    const linked = async (name: string) => (await openVistrail(`${folder}/${name}.vtl`)).linkedMashup;
    deepEqual(await Promise.all(["app", "last", "outer", "through", "none"].map(linked)), [
      { trail: "t", version: "3" },
      { trail: "t", version: "" },
      { trail: "u", version: "best" },
      { trail: "t", version: "3" },
      undefined,
    ]);
  });
});

Deno.test("splitVersion() takes a name that exists as it stands, else splits at the first colon", async () => {
  await withFiles({ "a:b.xml": XML, "a.xml": XML }, async (folder) => {
    deepEqual(await splitVersion(`${folder}/a:b.xml`), { file: `${folder}/a:b.xml` });
    deepEqual(await splitVersion(`${folder}/a.xml:x:y`), { file: `${folder}/a.xml`, version: "x:y" });
    deepEqual(await splitVersion(`${folder}/a.xml:`), { file: `${folder}/a.xml` });
    deepEqual(await splitVersion(`${folder}/none.xml`), { file: `${folder}/none.xml` });
  });
});

Deno.test("bundleVersion() knows numbers, tags and the default", async () => {
  await withFiles({ "a.xml": XML }, async (folder) => {
    const bundle = await openVistrail(`${folder}/a.xml`);
    deepEqual([bundleVersion(bundle, "1"), bundleVersion(bundle, "first"), bundleVersion(bundle)], [1, 1, 1]);
    assert.throws(() => bundleVersion(bundle, "2"), /a\.xml: Cannot find version 2/);
  });
});
