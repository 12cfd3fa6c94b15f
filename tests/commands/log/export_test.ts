import { deepEqual, equal, match, ok } from "node:assert/strict";
import record from "../../../docs/execution-record.schema.json" with { type: "json" };
import { readVistrailsLog } from "../../../runtime/vt_file/vistrails_log_xml.ts";
import { openZip } from "../../../runtime/zip/zip.ts";
import { action, vistrailXml } from "../../fixtures/make_vistrail.ts";
import { makeZip } from "../../fixtures/make_zip.ts";
import lineage from "../../fixtures/schemas/open_lineage.json" with { type: "json" };
import prov from "../../fixtures/schemas/prov_json.json" with { type: "json" };
import { wrongWith } from "../../support/json_schema.ts";
import { vt } from "../../support/vt_process.ts";

const SCRIPT = `import { defineModule, port, types as t, workflow } from "vt";
import { NAME } from "./name.ts";
export const Write = defineModule({
  name: "Write",
  inputs: { text: port(t.String) },
  outputs: { file: port(t.File), more: port(t.File, { depth: 1 }) },
  compute: ({ text }) => {
    const more = ["one", "two"].map((name) => \`\${NAME}.\${name}.txt\`);
    for (const path of more) Deno.writeTextFileSync(path, path);
    Deno.writeTextFileSync(NAME, text);
    return { file: new PathValue(NAME), more: more.map((path) => new PathValue(path)) };
  },
});
import { PathValue } from "VALUES";
export default workflow("write", ({ add, input, output }) =>
  output("file", add(Write, { text: input("text", t.String, "hello") }).file));
`;

interface Stage {
  readonly folder: string;
  readonly script: string;
  readonly exportAs: (format: string, ...more: string[]) => ReturnType<typeof vt>;
}

/** A script that has run once. */
async function onStage(test: (stage: Stage) => Promise<void>): Promise<void> {
  const folder = Deno.makeTempDirSync();
  try {
    const script = `${folder}/write.ts`;
    Deno.writeTextFileSync(`${folder}/name.ts`, `export const NAME = "${folder}/out.txt";`);
    Deno.writeTextFileSync(
      script,
      SCRIPT.replace("VALUES", new URL("../../../runtime/values.ts", import.meta.url).href),
    );
    const store = ["--store", `${folder}/store`];
    const { code, stderr } = await vt(["run", script, "--quiet", ...store]);
    equal(code, 0, stderr);
    await test({
      folder,
      script,
      exportAs: (format, ...more) => vt(["log", "export", "--format", format, ...more, ...store]),
    });
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test("vt log export writes what its schemas describe, with the wires of the script", () =>
  onStage(async ({ exportAs }) => {
    const json = await exportAs("json");
    deepEqual([json.code, json.stderr, wrongWith(JSON.parse(json.stdout), record)], [0, "", []]);
    equal(JSON.parse(json.stdout).modules.length, 3);
    const { stdout, stderr } = await exportAs("prov-json");
    const document = JSON.parse(stdout);
    deepEqual([stderr, wrongWith(document, prov)], ["", []]);
    equal(Object.keys(document.used).length > 0, true);
    const events = (await exportAs("openlineage")).stdout.trim().split("\n").map((line) => JSON.parse(line));
    for (const event of events) deepEqual(wrongWith(event, lineage), []);
    equal(events.length, 8);
  }));

Deno.test("vt log export writes logs of VisTrails, which vt log reads", () =>
  onStage(async ({ folder, exportAs }) => {
    for (const [format, reason] of [["xml", "Console Mode Execution"], ["vistrails", null]] as const) {
      const file = `${folder}/${format}.xml`;
      equal((await exportAs(format, "-o", file)).code, 0);
      const [exec] = readVistrailsLog(Deno.readFileSync(file));
      deepEqual([exec.reason, exec.items.length, exec.parentType], [reason, 3, "workflow"]);
      match((await vt(["log", "show", file])).stdout, /completed .* Write\n/);
      match((await exportAs(format, "-o", file)).stderr, /it exists, use --force/);
    }
  }));

Deno.test("vt log export makes a crate with the script, what it imports, and the files of values", () =>
  onStage(async ({ folder, exportAs }) => {
    deepEqual(await exportAs("ro-crate", "-o", `${folder}/crate`), { code: 0, stdout: "", stderr: "" });
    const { "@graph": graph } = JSON.parse(Deno.readTextFileSync(`${folder}/crate/ro-crate-metadata.json`));
    const root = graph.find((entity: { "@id": string }) => entity["@id"] === "./");
    const parts = root.hasPart.map((part: { "@id": string }) => part["@id"]);
    const files = ["out.txt", "out.txt.one.txt", "out.txt.two.txt"].map((name) => `files/${name}`);
    deepEqual(parts, ["write.ts", "name.ts", ...files]);
    for (const part of parts) ok(Deno.statSync(`${folder}/crate/${part}`).isFile, part);
    equal(Deno.readTextFileSync(`${folder}/crate/files/out.txt`), "hello");
    match((await exportAs("ro-crate", "-o", `${folder}/crate`)).stderr, /it is not empty, use --force/);
    equal((await exportAs("ro-crate", "-o", `${folder}/crate.zip`)).code, 0);
    const zip = openZip(Deno.readFileSync(`${folder}/crate.zip`));
    deepEqual([...zip.members.keys()].sort(), ["ro-crate-metadata.json", ...parts].sort());
  }));

Deno.test("vt log export says when what ran is not there as it was, and leaves changed files out", () =>
  onStage(async ({ folder, script, exportAs }) => {
    Deno.writeTextFileSync(`${folder}/name.ts`, 'export const NAME = "elsewhere";');
    for (const more of ["", ".one.txt", ".two.txt"]) Deno.writeTextFileSync(`${folder}/out.txt${more}`, "changed");
    const { code, stderr } = await exportAs("ro-crate", "-o", `${folder}/crate`);
    equal(code, 0);
    match(
      stderr,
      /^vt: exported from the record alone, .*write\.ts has changed since it ran\nvt: the workflow itself is not in the crate/,
    );
    deepEqual([...Deno.readDirSync(`${folder}/crate`)].map(({ name }) => name), ["ro-crate-metadata.json"]);
    Deno.removeSync(script);
    const { stdout, stderr: gone } = await exportAs("prov-json");
    match(gone, /write\.ts is not there any more/);
    equal(JSON.parse(stdout).used, undefined);
  }));

Deno.test("vt log export takes executions of files too", async () => {
  const folder = Deno.makeTempDirSync();
  try {
    const file = `${folder}/a.vt`;
    const log =
      '<workflowExec version="1.0.2" completed="1" parentVersion="1" tsStart="2014-01-07 13:01:15" weather="fine"/>';
    Deno.writeFileSync(
      file,
      makeZip([{ name: "vistrail", data: vistrailXml(action(1, 0)) }, { name: "log", data: log }]),
    );
    const document = JSON.parse((await vt(["log", "export", `${file}#1`])).stdout);
    deepEqual([document.workflow.version, wrongWith(document, record)], [1, []]);
    match((await vt(["log", "export", file, "--format", "vistrails"])).stdout, / weather="fine"/);
    const crate = await vt(["log", "export", file, "--format", "ro-crate", "-o", `${folder}/crate`]);
    deepEqual([crate.code, crate.stderr], [0, ""]);
    deepEqual(Deno.readFileSync(`${folder}/crate/a.vt`), Deno.readFileSync(file));
    match((await vt(["log", "export", file, "--format", "ro-crate"])).stderr, /No output given: write -o FOLDER/);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
