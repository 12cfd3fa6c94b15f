import assert, { deepEqual, equal } from "node:assert/strict";
import { action, add, vistrailXml } from "../../fixtures/make_vistrail.ts";
import { HAS_PYTHON } from "../../modules/python/source_runner.ts";
import { temporaryPlace } from "../../support/recorded_run.ts";
import { vt } from "../../support/vt_process.ts";

const NONE = "Cannot find Python: there is no program /no/python; --python or VT_PYTHON may name another";
const ABSENT = ["--python", "/no/python"];

function module(id: number, name: string): string {
  const identity = { name, namespace: "", package: "org.vistrails.vistrails.basic", version: "2.1.1" };
  return add(id, "module", { id, cache: 1, ...identity });
}

async function inFolder(test: (file: string, store: string) => Promise<void>): Promise<void> {
  using place = temporaryPlace();
  const file = `${place.directory}/a.xml`;
  const group =
    `<group id="2" cache="1" name="Group" namespace="" package="org.vistrails.vistrails.basic" version="">` +
    `<workflow id="0" name="" version="1.0.4" vistrail_id="">` +
    `<module id="0" cache="1" name="PythonSource" namespace="" package="org.vistrails.vistrails.basic" version=""/>` +
    `</workflow></group>`;
  const grouped = `<add id="9" what="group" objectId="2" parentObjId="" parentObjType="">${group}</add>`;
  const steps = [module(0, "PythonSource") + module(1, "PythonSource"), grouped, module(3, "ConcatenateString")];
  Deno.writeTextFileSync(file, vistrailXml(steps.map((step, i) => action(i + 1, 0, step)).join("")));
  await test(file, `${place.directory}/store`);
}

Deno.test("without Python a workflow with a PythonSource is refused by one error, before it is run", async () => {
  await inFolder(async (file, store) => {
    const ran = await vt(["run", `${file}:1`, "--json", "--store", store, ...ABSENT]);
    deepEqual([ran.code, JSON.parse(ran.stdout).problems.map(({ message }: { message: string }) => message)], [2, [
      NONE,
    ]]);
    const inGroup = await vt(["run", `${file}:2`, "--store", store], { VT_PYTHON: "/no/python" });
    deepEqual([inGroup.code, inGroup.stderr], [2, `vt: Cannot run the pipeline: ${NONE}\n`]);
    const none = await vt(["run", `${file}:3`, "--quiet", "--store", store, ...ABSENT]);
    deepEqual([none.code, none.stderr], [0, ""]);
  });
});

Deno.test("vt check and vt plan say that there is no Python, vt export needs none", async () => {
  await inFolder(async (file) => {
    for (const command of ["check", "plan"]) {
      const ran = await vt([command, `${file}:1`, ...ABSENT]);
      equal(ran.code, 2);
      assert.match(ran.stdout, new RegExp(`error: ${NONE}`.slice(0, 60)));
    }
    equal((await vt(["export", `${file}:1`, "-o", `${file}.ts`], { VT_PYTHON: "/no/python" })).code, 0);
  });
});

Deno.test("--python needs a name, and is none of vt jobs list", async () => {
  const ran = await vt(["run", "a.vt", "--python="]);
  deepEqual([ran.code, ran.stderr.split(" (")[0]], [2, "vt: Option --python needs a program or its path"]);
  const jobs = await vt(["jobs", "list", "--python", "python3"]);
  deepEqual([jobs.code, jobs.stderr.split(" (")[0]], [2, "vt: Option --python is none of vt jobs list"]);
});

Deno.test("vt doctor says which Python there is", { ignore: !HAS_PYTHON }, async () => {
  using place = temporaryPlace();
  const python = async (...named: string[]): Promise<{ value: string; problem?: string }> => {
    const { stdout } = await vt(["doctor", "--json", "--store", place.directory, ...named]);
    return JSON.parse(stdout).findings.find(({ name }: { name: string }) => name === "python");
  };
  assert.match((await python()).value, /^\/.* 3\.\d+\.\d+, (no numpy|numpy [\d.]+)/);
  deepEqual([(await python(...ABSENT)).value, (await python(...ABSENT)).problem], [
    "none: PythonSource cannot run",
    NONE,
  ]);
  equal((await python("--python", "/bin/echo")).problem, "it does not run Python: name another with --python");
});
