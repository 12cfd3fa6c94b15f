import assert from "node:assert/strict";
import { action, addModule, vistrailXml } from "../fixtures/make_vistrail.ts";
import { makeZip } from "../fixtures/make_zip.ts";
import { vt } from "../support/vt_process.ts";

const SCRIPT = `
import { defineModule, group, port, types as t, workflow } from "vt";
export const Sent = defineModule({
  name: "Sent",
  parallelizable: { worker: true, process: true },
  inputs: { a: port(t.Integer) },
  outputs: { value: port(t.Integer) },
  compute: ({ a }) => ({ value: a + 1 }),
});
const Both = group(
  "Both",
  { inputs: { a: port(t.Integer) }, outputs: { value: port(t.Integer) } },
  ({ a }, { add }) => ({ value: add(Sent, { a: add(Sent, { a }).value }).value }),
);
export default workflow("targets", ({ add, output }) => {
  output("value", add(Both, { a: add(Sent, { a: 1 }, { label: "first" }).value }).value);
});
`;

interface Planned {
  readonly module: string;
  readonly target: string;
  readonly why: string;
  readonly inside?: readonly Planned[];
}

async function inFolder(body: (folder: string, run: typeof vt) => Promise<void>): Promise<void> {
  const folder = Deno.makeTempDirSync();
  try {
    Deno.writeTextFileSync(`${folder}/wf.ts`, SCRIPT);
    await body(folder, (args) => vt(args, { VT_STORE: `${folder}/store` }));
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

function targetsOf(stdout: string): string {
  const { modules }: { modules: readonly Planned[] } = JSON.parse(stdout);
  return modules.flatMap((one) => [one, ...one.inside ?? []]).map(({ module, target }) => `${module}:${target}`).join(
    " ",
  );
}

Deno.test("vt plan shows where modules would go, by the file beside the script and by the options", () =>
  inFolder(async (folder, run) => {
    const file = `${folder}/wf.ts`;
    const plan = async (...options: string[]) => targetsOf((await run(["plan", file, "--json", ...options])).stdout);
    assert.equal(await plan(), "0:worker 1:worker 1,0:worker 1,1:worker 1,2:worker 1,3:worker 2:here");
    assert.equal(await plan("--target", "here"), "0:here 1:here 1,1:here 1,2:here 2:here");
    Deno.writeTextFileSync(
      `${folder}/wf.execution.xml`,
      `<executionConfiguration><moduleExecutionPreference module_id="1,2" preference="process"/></executionConfiguration>`,
    );
    assert.equal(await plan(), "0:worker 1:here 1,1:worker 1,2:process 2:here");
    const { stdout } = await run(["plan", file]);
    assert.match(stdout, / 0 {2}Sent “first” {2}worker: the first choice of what it supports\n/);
    assert.match(stdout, / 1 {2}Group “Both” {2}here: module 1,2 inside has a target of its own\n/);
    assert.match(stdout, / 1,2 {2}Sent {2}process: it is set so\n/);
  }));

Deno.test("vt run refuses targets that cannot be used before anything runs", () =>
  inFolder(async (folder, run) => {
    const file = `${folder}/wf.ts`;
    const unknown = await run(["run", file, "--target", "proces", "--json"]);
    assert.deepEqual([unknown.code, unknown.stdout], [2, ""]);
    assert.match(
      unknown.stderr,
      /^vt: Cannot use target proces: there is none of this name, did you mean process\?\n$/,
    );
    Deno.writeTextFileSync(
      `${folder}/named.xml`,
      `<executionConfiguration><executionPreference id="0" system="ipython"/>
       <moduleExecutionPreference module_id="0" preference="0"/></executionConfiguration>`,
    );
    const refused = await run(["run", file, "--targets", `${folder}/named.xml`, "--json"]);
    assert.equal(refused.code, 2);
    const { status, problems } = JSON.parse(refused.stdout);
    assert.equal(status, "invalid");
    assert.deepEqual(problems.map(({ module }: Planned) => module), ["0"]);
    assert.match(problems[0].message, /^Cannot run on target ipython: there is no scheme ipython/);
  }));

Deno.test("vt run completes wherever its modules go", () =>
  inFolder(async (folder, run) => {
    for (const target of ["worker", "process", "here"]) {
      const { code, stdout } = await run(["run", `${folder}/wf.ts`, "--target", target, "--quiet"]);
      assert.deepEqual([code, stdout], [0, "value = 4\n"], target);
    }
  }));

Deno.test("the configuration in a bundle counts, the file beside it before that, and the bundle stays as it is", () =>
  inFolder(async (folder, run) => {
    const inBundle = `<executionConfiguration>
      <executionTarget id="0" scheme="multiprocessing"><annotation id="0" key="pool_size" value="2"/></executionTarget>
      <executionTarget id="1" scheme="ipython"/>
      <moduleExecutionPreference module_id="1" target="0"/>
      <moduleExecutionPreference module_id="2" target="1"/></executionConfiguration>`;
    const modules = action(1, 0, addModule(1, 1)) + action(2, 1, addModule(2, 2));
    const bytes = makeZip([
      { name: "vistrail", data: vistrailXml(modules) },
      { name: "execution_configuration", data: inBundle },
    ]);
    const file = `${folder}/wf.vt`;
    Deno.writeFileSync(file, bytes);
    const refused = await run(["plan", file, "--json"]);
    const { problems } = JSON.parse(refused.stdout);
    assert.match(problems[0].message, /^Cannot run on target ipython: there is no scheme ipython/);
    assert.equal((await run(["targets", "set", file, "2", "auto"])).code, 0);
    assert.equal(targetsOf((await run(["plan", file, "--json"])).stdout), "1:process 2:here");
    const { targets, preferences } = JSON.parse((await run(["targets", "list", file, "--json"])).stdout);
    assert.deepEqual(targets[0], {
      name: "process",
      scheme: "process",
      parameters: { size: "2" },
      in: `${file}/execution_configuration`,
      unusable: null,
    });
    assert.deepEqual(preferences, {
      1: { target: "process", in: `${file}/execution_configuration` },
      2: { target: "auto", in: `${folder}/wf.execution.xml` },
    });
    assert.deepEqual(Deno.readFileSync(file), bytes);
  }));
