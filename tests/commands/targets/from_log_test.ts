/** A configuration that is made of a record sends each module where it was. */
import assert from "node:assert/strict";
import { temporaryPlace } from "../../support/recorded_run.ts";
import { type Finished, vt } from "../../support/vt_process.ts";

const SCRIPT = new URL("../../fixtures/placed.ts", import.meta.url).pathname;
const CONFIGURATION = `<executionConfiguration>
<executionPreference id="0" system="process"><annotation key="name" value="big"/><annotation key="size" value="1"/></executionPreference>
<moduleExecutionPreference module_id="1" preference="0"/><moduleExecutionPreference module_id="4,1" preference="auto"/>
<moduleExecutionPreference module_id="7" preference="worker"/>
</executionConfiguration>`;

interface Planned {
  readonly module: string;
  readonly name: string;
  readonly target: string;
  readonly inside?: readonly Planned[];
}

/** By the paths of modules, where they would go; ports, which go with what they feed, left out. */
function placesOf({ code, stdout, stderr }: Finished): Record<string, string> {
  assert.equal(code, 0, stdout + stderr);
  const { modules }: { modules: readonly Planned[] } = JSON.parse(stdout);
  const all = modules.flatMap((one) => [one, ...one.inside ?? []]).filter(({ name }) => !name.endsWith("Port"));
  return Object.fromEntries(all.map(({ module, target }) => [module, target]));
}

for (const options of [[], ["--target", "process"], ["--target", "here"], ["--targets"]]) {
  Deno.test(`vt targets from-log gives back where modules went: ${options.join(" ") || "by choice"}`, async () => {
    using place = temporaryPlace();
    const file = (name: string): string => `${place.directory}/${name}`;
    const run = (...args: string[]): Promise<Finished> => vt(args, { VT_STORE: file("store") });
    Deno.writeTextFileSync(file("t.xml"), CONFIGURATION);
    const given = options[0] === "--targets" ? ["--targets", file("t.xml")] : options;
    const wanted = placesOf(await run("plan", SCRIPT, "--json", ...given));
    assert.equal((await run("run", SCRIPT, "-q", ...given)).code, 0);
    const [{ id }] = (await run("log", "--json")).stdout.trim().split("\n").map((line) => JSON.parse(line));
    assert.equal((await run("targets", "from-log", id, "-o", file("again.xml"))).code, 0);
    const planned = await run("plan", SCRIPT, "--json", "--targets", file("again.xml"));
    assert.deepEqual(placesOf(planned), wanted);
    // A log in a file has less: where modules were.
    await run("log", "export", id, "--format", "vistrails", "-o", file("log.xml"));
    assert.equal((await run("targets", "from-log", `${file("log.xml")}#1`, "-o", file("logged.xml"))).code, 0);
    const logged = placesOf(await run("plan", SCRIPT, "--json", "--targets", file("logged.xml")));
    assert.deepEqual({ ...logged, ...wanted }, logged);
  });
}

const SEED =
  `<log version="1.0.4"><workflowExec name="ROOT + 32*" tsEnd="2013-07-18 10:38:55" reason="Pipeline Execution">
  <machine id="1" name="a" os="Windows" /><machine id="2" name="b" os="Windows" />
  <moduleExec id="1" machine_id="1" moduleId="0" moduleName="PythonSource" completed="1">
    <RemoteExecution scheme="ipython"><annotation id="1" key="ipython_profile" value="default" />
      <moduleExec id="2" machine_id="2" moduleId="0" moduleName="PythonSource" /></RemoteExecution></moduleExec>
  <moduleExec id="3" machine_id="1" moduleId="1" moduleName="PythonSource" completed="1">
    <RemoteExecution scheme="ipython"><annotation id="1" key="ipython_profile" value="polycluster" />
      <moduleExec id="4" machine_id="2" moduleId="1" moduleName="PythonSource" /></RemoteExecution></moduleExec>
  <moduleExec id="5" machine_id="1" moduleId="2" moduleName="MultiprocessingModule" completed="1">
    <RemoteExecution scheme="ipython"><annotation id="3" key="ipython_profile" value="default" />
      <remoteTask machine_id="2" function="map" count="2" description="Inversing" /></RemoteExecution></moduleExec>
  <moduleExec id="7" machine_id="1" moduleId="4" moduleName="PythonSource" completed="1">
    <RemoteExecution scheme="multiprocessing"><annotation id="4" key="processes" value="8" />
      <moduleExec id="8" machine_id="1" moduleId="4" moduleName="PythonSource" /></RemoteExecution></moduleExec>
  <moduleExec id="6" machine_id="1" moduleId="3" moduleName="ConcatenateString" completed="1" cached="1"/>
</workflowExec></log>`;

Deno.test("vt targets from-log reads what VisTrails says of machines elsewhere", async () => {
  using place = temporaryPlace();
  const log = `${place.directory}/log.xml`;
  Deno.writeTextFileSync(log, SEED);
  const { code, stdout, stderr } = await vt(["targets", "from-log", log, "--json"]);
  assert.equal(code, 0, stderr);
  assert.deepEqual(JSON.parse(stdout), {
    targets: [
      { name: "ipython", scheme: "ipython", parameters: { ipython_profile: "default" } },
      { name: "ipython-2", scheme: "ipython", parameters: { ipython_profile: "polycluster" } },
      { name: "process", scheme: "process", parameters: { size: "8" } },
    ],
    preferences: { 0: "ipython", 1: "ipython-2", 2: "here", 4: "process" },
  });
  const xml = (await vt(["targets", "from-log", log])).stdout;
  assert.match(
    xml,
    /<executionPreference id="1" system="ipython">\s*<annotation id="\d" key="name" value="ipython-2" \/>/,
  );
  assert.match(xml, /<moduleExecutionPreference module_id="2" preference="-1" \/>/);
});

Deno.test("vt targets from-log replaces no file, and takes one execution", async () => {
  using place = temporaryPlace();
  const log = `${place.directory}/log.xml`;
  Deno.writeTextFileSync(log, SEED);
  const refused = await vt(["targets", "from-log", log, "-o", log]);
  assert.deepEqual([refused.code, refused.stderr], [
    2,
    `vt: Cannot write ${log}: it exists, use --force to replace it\n`,
  ]);
  assert.equal((await vt(["targets", "from-log"])).code, 2);
  assert.match((await vt(["targets", "list", "-o", "x"])).stderr, /Option --to is none of vt targets list/);
});
