import { deepEqual, equal, match } from "node:assert/strict";
import { openVistrail } from "../../../runtime/vt_file/bundle.ts";
import { readJobs } from "../../../runtime/vt_file/jobs_annotation.ts";
import { reasonOf, stateOf } from "../../../runtime/vt_file/vistrails_log.ts";
import { action, add, addModule, vistrailXml } from "../../fixtures/make_vistrail.ts";
import { deflate, makeZip } from "../../fixtures/make_zip.ts";
import { vt } from "../../support/vt_process.ts";

const INTEGER = addModule(0, 0) + add(1, "function", { id: 0, name: "value", pos: 0 }, "module 0") +
  add(2, "parameter", { id: 0, name: "", pos: 0, type: "Integer", val: "5", alias: "" }, "function 0");
const JOB = add(5, "module", {
  id: 1,
  cache: 1,
  name: "SuspendNJob",
  namespace: "",
  package: "org.vistrails.vistrails.myjobs",
});
const FIRST = '<workflowExec completed="1" id="-1" parentVersion="1" version="1.0.2"/>';

/** A bundle whose version 1 has an Integer, and 2 a job too. */
async function bundle(): Promise<Uint8Array> {
  const xml = vistrailXml(action(1, 0, INTEGER) + action(2, 1, JOB));
  return makeZip([
    { name: "vistrail", data: xml, deflated: await deflate(xml) },
    { name: "log", data: FIRST },
    { name: "thumbs/a.png", data: "picture" },
  ]);
}

async function inFolder(
  test: (file: string, run: (...args: string[]) => ReturnType<typeof vt>) => Promise<void>,
): Promise<void> {
  const folder = Deno.makeTempDirSync();
  try {
    const file = `${folder}/a.vt`;
    Deno.writeFileSync(file, await bundle());
    await test(file, (...args) => vt(["run", ...args, "--store", `${folder}/store`, "--quiet"]));
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

async function logOf(file: string): Promise<string> {
  return new TextDecoder().decode(await (await openVistrail(file)).read("log"));
}

Deno.test("vt run --save always appends the execution to the file's log, and changes nothing else", () =>
  inFolder(async (file, run) => {
    const before = await openVistrail(file);
    deepEqual(await run(`${file}:1`, "--save", "always"), { code: 0, stdout: "", stderr: "" });
    const after = await openVistrail(file);
    for (const member of ["vistrail", "thumbs/a.png"]) deepEqual(await after.read(member), await before.read(member));
    const log = await logOf(file);
    equal(log.startsWith(`${FIRST}\n<workflowExec completed="1" id="-1" `), true, log);
    const [, exec] = await after.executions();
    deepEqual([exec.id, exec.parentVersion, stateOf(exec.completed)], [2, 1, "completed"]);
    deepEqual([exec.vtVersion, reasonOf(exec)], ["vt 0.1.0", "Console Mode Execution"]);
    deepEqual(exec.items.map((item) => item.kind === "module" && [item.moduleId, item.moduleName]), [[0, "Integer"]]);
    equal(exec.machines[0].name, Deno.hostname());
    await run(`${file}:1`, "--save", "always");
    equal((await logOf(file)).startsWith(log), true);
    equal((await (await openVistrail(file)).executions()).length, 3);
  }));

Deno.test("vt run leaves the file alone when nothing of a job has to be kept", () =>
  inFolder(async (file, run) => {
    const bytes = Deno.readFileSync(file);
    await run(`${file}:1`);
    await run(`${file}:2`, "--save", "never");
    deepEqual(Deno.readFileSync(file), bytes);
  }));

Deno.test("vt run writes jobs that are not over into the file, with the log of the run", () =>
  inFolder(async (file, run) => {
    const ended = await run(`${file}:2`);
    equal(ended.code, 75, ended.stderr);
    const { vistrail, executions } = await openVistrail(file);
    equal(readJobs(vistrail).jobs.size, 1);
    const [, exec] = await executions();
    deepEqual([exec.parentVersion, stateOf(exec.completed)], [2, "suspended"]);
  }));

Deno.test("vt run says that the execution is not in a file that cannot be written", () =>
  inFolder(async (file, run) => {
    Deno.writeTextFileSync(file.replace("a.vt", "c.vtl"), '<vtlink filename="a.vt" version="1"/>');
    const { code, stderr } = await run(file.replace("a.vt", "c.vtl"), "--save", "always");
    equal(code, 0);
    match(stderr, /^vt: the execution is kept in the store, not in the file: Cannot save .*c\.vtl: it is a link/);
  }));
