import assert from "node:assert/strict";
import { recordExecution } from "../../runtime/record/log_recorder.ts";
import { commit, openStore } from "../../runtime/store/store.ts";
import { action, actionAnnotation, vistrailXml } from "../fixtures/make_vistrail.ts";
import { makeZip } from "../fixtures/make_zip.ts";
import { finished, header, START, temporaryPlace } from "../support/recorded_run.ts";
import { vt } from "../support/vt_process.ts";

async function record(directory: string, count: number, startedAt = START): Promise<string> {
  using store = await openStore({ directory, because: "--store", fileSystem: "" });
  const recorder = await recordExecution(store, header(count, startedAt));
  for (let id = 1; id < count; id++) recorder.observe(finished(String(id)));
  recorder.observe(finished(String(count), { state: "failed", error: "no such file" }));
  return (await recorder.finish("failed")).id;
}

Deno.test("vt log without a store says so and creates none", async () => {
  using place = temporaryPlace();
  const store = `${place.directory}/none`;
  const listed = await vt(["log", "--store", store]);
  assert.deepEqual(listed, {
    code: 0,
    stdout: "",
    stderr: `vt: There are no executions yet: ${store} holds no store\n`,
  });
  assert.deepEqual([...Deno.readDirSync(place.directory)], []);
});

Deno.test("vt log lists executions, newest first, as text and as JSON", async () => {
  using place = temporaryPlace();
  const older = await record(place.directory, 2);
  const newer = await record(place.directory, 3, START + 1000);
  const text = await vt(["log"], { VT_STORE: place.directory });
  assert.equal(text.stderr, "");
  assert.deepEqual(text.stdout.trim().split("\n").map((line) => line.split(" ")[0]), ["id", newer, older]);
  const json = await vt(["log", "--json", "--most=1", "--store", place.directory]);
  assert.deepEqual(json.stdout.trim().split("\n").map((line) => JSON.parse(line).id), [newer]);
});

Deno.test("vt log show shows the modules, many of them as a digest unless all are asked for", async () => {
  using place = temporaryPlace();
  const id = await record(place.directory, 200);
  const show = async (...options: string[]) =>
    (await vt(["log", "show", id, "--store", place.directory, ...options])).stdout;
  assert.match(await show(), /\nFailed\n.* 200 Integer\n +no such file\n\nSlowest\n(.*\n)+200 modules in all/);
  assert.equal((await show("--all")).match(/Integer/g)?.length, 200);
  const { modules, state } = JSON.parse(await show("--json"));
  assert.deepEqual([modules.length, modules[199].error, state], [200, "no such file", "failed"]);
});

Deno.test("vt log show and export tell the rest of a record that is damaged, and say so", async () => {
  using place = temporaryPlace();
  const id = await record(place.directory, 3);
  {
    using store = await openStore({ directory: place.directory, because: "--store", fileSystem: "" });
    const key = ["events", id, 0];
    const lines = new TextDecoder().decode((await store.kv.get<Uint8Array>(key)).value!);
    await commit(store, (operation) => void operation.set(key, new TextEncoder().encode(lines.replace('["c"', '["c'))));
  }
  const at = ["--store", place.directory];
  const shown = await vt(["log", "show", ...at]);
  assert.deepEqual([shown.code, shown.stderr], [
    0,
    `vt: warning: The record of ${id} is damaged: what 1 line of it told is missing\n`,
  ]);
  assert.deepEqual(shown.stdout.match(/\d Integer/g), ["2 Integer", "3 Integer"]);
  const exported = JSON.parse((await vt(["log", "export", ...at])).stdout);
  assert.deepEqual([exported.modules.length, exported.damagedLines], [2, 1]);
  assert.match((await vt(["log", "search", "--module=Integer", ...at])).stdout, /2 Integer\n.*3 Integer\n/);
});

Deno.test("vt log show refuses an id that is none", async () => {
  using place = temporaryPlace();
  await record(place.directory, 1);
  const shown = await vt(["log", "show", "zz", "--store", place.directory]);
  assert.deepEqual([shown.code, shown.stderr], [
    2,
    "vt: Cannot find execution zz: no id begins so, vt log lists them\n",
  ]);
});

const LOG = `<workflowExec version="1.0.2" completed="1" parentVersion="1" user="ada" vtVersion="2.1"
 tsStart="2014-01-07 13:01:15" tsEnd="2014-01-07 13:01:20"><moduleExec moduleId="3" moduleName="Map" completed="1">
 <loopExec iteration="0" completed="1"><groupExec moduleId="7" groupName="Area" completed="-1" error="too flat"/></loopExec>
 </moduleExec></workflowExec><workflowExec parentVersion="9" completed="-2"/>`;

Deno.test("vt log lists and shows the executions that a file holds", async () => {
  using place = temporaryPlace();
  const file = `${place.directory}/a.vt`;
  const xml = vistrailXml(action(1, 0) + actionAnnotation(1, "__tag__", "flat earth"));
  Deno.writeFileSync(file, makeZip([{ name: "vistrail", data: xml }, { name: "log", data: LOG }]));
  const listed = await vt(["log", file, "--json"]);
  assert.equal(listed.stderr, "");
  assert.deepEqual(listed.stdout.trim().split("\n").map((line) => JSON.parse(line).state), ["suspended", "completed"]);
  const shown = await vt(["log", "show", `${file}#1`]);
  assert.match(shown.stdout, /version 1, flat earth/);
  assert.match(shown.stdout, /by +ada, VisTrails 2\.1\n/);
  assert.match(shown.stdout, /3 Map +1 iterations\n.*failed .*7 Area\n +too flat\n/);
  const last = JSON.parse((await vt(["log", "show", file, "--json"])).stdout);
  assert.deepEqual([last.id, last.workflow.version, last.modules], ["2", 9, []]);
  const missing = await vt(["log", "show", `${file}#3`]);
  assert.deepEqual([missing.code, missing.stderr], [2, `vt: Cannot find execution 3 in ${file}: they are 1 to 2\n`]);
});

Deno.test("vt log reads logs that were exported, and says what is wrong with one", async () => {
  using place = temporaryPlace();
  const file = `${place.directory}/log.xml`;
  Deno.writeTextFileSync(file, `<?xml version="1.0"?>\n<!-- a --><log version="1.0.4">${LOG}</log>`);
  assert.match((await vt(["log", file])).stdout, /^2 .*suspended.*\n1 .*completed/m);
  Deno.writeTextFileSync(file, '<workflowExec parentVersion="x"/>');
  const wrong = await vt(["log", file]);
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /^vt: .*log\.xml:1:1: .*parentVersion "x" is no integer that can be an id\n$/);
});

Deno.test("vt log show refuses to show what modules wrote as JSON", async () => {
  const shown = await vt(["log", "show", "--output", "--json"]);
  assert.equal(shown.code, 2);
  assert.match(shown.stderr, /^vt: Options --output and --json exclude each other/);
});

Deno.test("vt log show --output says when not all is kept", async () => {
  using place = temporaryPlace();
  {
    using store = await openStore({ directory: place.directory, because: "--store", fileSystem: "" });
    const recorder = await recordExecution(store, header(1));
    recorder.observe({ kind: "printed", id: 1, within: "", text: "x".repeat(1_500_000) });
    await recorder.finish("completed");
  }
  const { stdout, stderr } = await vt(["log", "show", "--output", "--store", place.directory]);
  assert.equal(stdout.length, 1_000_000);
  assert.equal(stderr, "vt: the first 1000000 of 1500000 characters of standard output are kept\n");
});
