/** An execution is repeated as its record tells it. */
import assert from "node:assert/strict";
import type { WorkflowExec } from "../../../runtime/record/log.ts";
import { action, add, addModule, vistrailXml } from "../../fixtures/make_vistrail.ts";
import { makeZip } from "../../fixtures/make_zip.ts";
import { temporaryPlace } from "../../support/recorded_run.ts";
import { type Finished, vt } from "../../support/vt_process.ts";

const SCRIPT = `
import { defineModule, port, types as t, workflow } from "vt";
const ports = { inputs: { a: port(t.Integer) }, outputs: { value: port(t.Integer) } };
export const Sent = defineModule({
  name: "Sent", ...ports, parallelizable: { worker: true, process: true }, compute: ({ a }) => ({ value: a + 1 }),
});
export const Double = defineModule({ name: "Double", ...ports, compute: ({ a }) => ({ value: a * 2 }) });
export default workflow("numbers", ({ add, output, parameter }) => {
  const n = parameter("n", t.Integer, 1);
  const m = parameter("m", t.Integer, 1);
  output("sum", add(Sent, { a: n }).value);
  output("product", add(Double, { a: m }, { label: "twice" }).value);
});
`;

class Stage implements Disposable {
  readonly #place = temporaryPlace();
  readonly folder = Deno.realPathSync(this.#place.directory);
  readonly script = `${this.folder}/wf.ts`;
  readonly environment: Record<string, string> = { VT_STORE: `${this.folder}/store` };

  constructor(script = SCRIPT) {
    Deno.writeTextFileSync(this.script, script);
  }

  run(...args: string[]): Promise<Finished> {
    return vt(args, this.environment);
  }

  /** Executions, the newest first. */
  async list(): Promise<readonly WorkflowExec[]> {
    const { stdout } = await this.run("log", "--json");
    return stdout.trim().split("\n").map((line) => JSON.parse(line));
  }

  /** Where modules of the newest execution ran, by their names. */
  async places(): Promise<Record<string, string>> {
    const { modules }: { modules: { name: string; remote?: { scheme: string }[] }[] } = JSON.parse(
      (await this.run("log", "show", "--json")).stdout,
    );
    return Object.fromEntries(modules.map(({ name, remote: [place] = [] }) => [name, place?.scheme ?? "here"]));
  }

  [Symbol.dispose](): void {
    this.#place[Symbol.dispose]();
  }
}

Deno.test("vt run --from-log runs the same with the same values at the same targets, and says so", async () => {
  using stage = new Stage();
  await stage.run("run", stage.script, "--set", "n=5", "--set", "m=7", "--to", "Sent", "--target", "process");
  const [{ id }] = await stage.list();
  const again = await stage.run("run", "--from-log", id, "--json");
  assert.deepEqual([again.code, again.stderr], [0, ""]);
  const [second] = await stage.list();
  assert.deepEqual([second.reason, second.parameters, second.counts.total], [`repeats ${id}`, { n: "5", m: "7" }, 1]);
});

Deno.test("options beside --from-log count more than the record", async () => {
  using stage = new Stage();
  await stage.run("run", stage.script, "--set", "n=5", "--target", "process");
  const [{ id }] = await stage.list();
  const other = await stage.run("run", "--from-log", id, "--set", "n=8", "-q");
  assert.deepEqual([other.stdout, (await stage.places()).Sent], ["sum = 9\nproduct = 2\n", "process"]);
  const there = await stage.run("run", "--from-log", id, "--set", "n=9", "--target", "worker", "-q");
  assert.deepEqual([there.stdout, (await stage.places()).Sent], ["sum = 10\nproduct = 2\n", "worker"]);
  const part = await stage.run("run", "--from-log", id, "--to", "twice", "--json");
  assert.deepEqual(Object.keys(JSON.parse(part.stdout).modules), ["2"]);
});

Deno.test("a script that has changed since is named with the modules that have; --strict refuses it", async () => {
  using stage = new Stage();
  await stage.run("run", stage.script, "--set", "n=5", "-q");
  const [{ id }] = await stage.list();
  Deno.writeTextFileSync(
    stage.script,
    SCRIPT.replace("a * 2", "a * 3").replace("export const Sent", "/** New. */\n$&"),
  );
  const changed = await stage.run("run", "--from-log", id, "--set", "n=6", "-q");
  const what = `${stage.script} has changed since execution ${id}: Double “twice” (2)`;
  assert.deepEqual(changed, { code: 0, stdout: "sum = 7\nproduct = 3\n", stderr: `vt: warning: ${what}\n` });
  const strict = await stage.run("run", "--from-log", id, "--strict", "-q");
  assert.deepEqual(strict, { code: 2, stdout: "", stderr: `vt: Cannot repeat it with --strict: ${what}\n` });
  Deno.writeTextFileSync(
    stage.script,
    SCRIPT.replace('output("product", ', "").replace('"twice" }).value)', '"twice" })'),
  );
  const unwired = await stage.run("run", "--from-log", id, "-q");
  assert.match(unwired.stderr, /^vt: warning: .*: OutputPort “product” \(3\), which is gone\n$/);
  Deno.writeTextFileSync(stage.script, `// a comment\n${SCRIPT}`);
  assert.equal((await stage.run("run", "--from-log", id, "--strict", "-q")).stderr, "");
});

Deno.test("vt run --from-log --compare tells what was different", async () => {
  using stage = new Stage();
  await stage.run("run", stage.script, "--set", "n=5", "-q");
  const [{ id }] = await stage.list();
  const text = await stage.run("run", "--from-log", id, "--set", "n=6", "--compare", "-q");
  assert.match(text.stdout, /Parameters\n {2}n +5 → 6\n/);
  assert.match(text.stdout, /Other outputs\n {2}0 Sent {2}value: 6 → 7\n/);
  const lines = (await stage.run("run", "--from-log", id, "--compare", "--json")).stdout.trim().split("\n");
  const [ran, compared] = lines.map((line) => JSON.parse(line));
  assert.deepEqual([lines.length, compared.old.id, compared.new.id], [2, id, ran.execution]);
});

Deno.test("vt run --from-log says what it cannot do", async () => {
  using stage = new Stage();
  await stage.run("run", stage.script, "-q");
  const [{ id }] = await stage.list();
  const said = async (...args: string[]): Promise<string> => {
    const { code, stderr } = await stage.run("run", ...args);
    assert.equal(code, 2);
    return stderr;
  };
  assert.match(await said("--from-log", id, "a.ts", "b.ts"), /repeats one execution/);
  assert.match(await said("--from-log", id, "--mashup", "m"), /--from-log and --mashup exclude each other/);
  assert.match(await said(stage.script, "--compare"), /Option --compare is for --from-log/);
  assert.match(await said("--from-log", "zz"), /Cannot find execution zz/);
  assert.match(await said("--from-log", id, `${stage.script}:1`), /it names the file alone/);
  const moved = `${stage.folder}/moved.ts`;
  Deno.renameSync(stage.script, moved);
  assert.match(await said("--from-log", id), /wf\.ts is not there; name the file where it is now/);
  const found = await stage.run("run", moved, "--from-log", id, "-q");
  assert.deepEqual([found.code, found.stdout], [0, "sum = 2\nproduct = 2\n"]);
});

Deno.test("a value that is a secret is repeated where the secret is set, and else asked for", async () => {
  using stage = new Stage(
    SCRIPT.replaceAll("t.Integer", "t.String").replace("a * 2", "a.toUpperCase()").replace(", 1)", ', "a")')
      .replace(", 1)", ', "b")'),
  );
  const secret = { VT_SECRET_KEY: "wonderful" };
  await vt(["run", stage.script, "--set", "m=very wonderful", "-q"], { ...stage.environment, ...secret });
  const [{ id, parameters }] = await stage.list();
  assert.deepEqual(parameters, { m: "very ***" });
  const without = await stage.run("run", "--from-log", id);
  assert.deepEqual(without.code, 2);
  assert.match(without.stderr, /secret KEY is not set: vt secrets set KEY sets it/);
  const again = await vt(["run", "--from-log", id, "-q", "--json"], {
    ...stage.environment,
    VT_SECRET_KEY: "lovely day",
  });
  assert.equal(JSON.parse(again.stdout).results.product, "VERY LOVELY DAY");
  const given = await stage.run("run", "--from-log", id, "--set", "m=plain", "-q");
  assert.match(given.stdout, /product = PLAIN/);
  await stage.run("log", "export", id, "-o", `${stage.folder}/log.xml`, "--format", "xml");
  const logged = await stage.run("run", "--from-log", `${stage.folder}/log.xml`);
  assert.match(
    logged.stderr,
    /Cannot repeat execution 1: the value of m had a secret in it, .* give it with --set m=…/,
  );
});

const TRAIL = "c4634bf4-305d-11e5-b576-000c2960b7d8";
const MASHUPS = `<mashuptrail id="${TRAIL}" vtVersion="1"><action id="2"><mashup name="app"><alias name="n">` +
  '<component vttype="parameter" vtid="4" vtmid="0" type="Integer" val="20" widget="text"/></alias></mashup></action>' +
  "</mashuptrail>";
const PARAMEXP = "<paramexps><paramexp dims='[2]' layout='{}' date='d' name='several'><function id='3' alias='0'>" +
  "<param id='4' dim='0' interp='Linear Interpolation' min='1' max='2'/></function></paramexp></paramexps>";
const VISTRAIL = vistrailXml(
  action(
    1,
    0,
    addModule(0, 0) + add(1, "function", { id: 3, pos: 0, name: "value" }, "module 0") +
      add(2, "parameter", { id: 4, pos: 0, type: "Integer", val: "10" }, "function 3"),
  ) + action(2, 1, addModule(4, 1, "StandardOutput") + "") +
    `<actionAnnotation id="0" key="__paramexp__" actionId="1" date="" user="ada" value="${
      PARAMEXP.replaceAll("<", "&lt;")
    }"/>`,
  "1.0.2",
);

Deno.test("versions, mashups and cells of explorations of files are repeated, from the store and from the file", async () => {
  using stage = new Stage();
  const file = `${stage.folder}/a.vt`;
  const zip = makeZip([{ name: "vistrail", data: VISTRAIL }, { name: `mashups/${TRAIL}`, data: MASHUPS }]);
  Deno.writeFileSync(file, zip);
  const runs = [["run", `${file}:1`], ["run", file, "--mashup", "2", "--set", "n=30"], [
    "run",
    file,
    "--exploration",
    "several",
  ]];
  const save = ["--save", "always", "--json", "--outputs"];
  for (const args of runs) {
    const { code, stdout, stderr } = await stage.run(...args, ...save);
    assert.equal(code, 0, stdout + stderr);
  }
  const first = (await stage.list()).toReversed();
  const valueOf = ({ stdout, stderr }: Finished): unknown => {
    assert.equal(stderr, "");
    return JSON.parse(stdout).modules["0"].outputs.value;
  };
  const again = async (log: string): Promise<unknown> =>
    valueOf(await stage.run("run", "--from-log", log, "--json", "--outputs", "--no-save"));
  const values: unknown[] = [];
  for (const { id } of first) values.push(await again(id));
  assert.deepEqual(values, [10, 30, 1, 2]);
  const [newest] = await stage.list();
  assert.equal(newest.workflow.cell, first.at(-1)?.workflow.cell);
  const logged: unknown[] = [];
  for (const [i] of first.entries()) logged.push(await again(`${file}#${i + 1}`));
  assert.deepEqual(logged, [10, 30, 1, 2]);
  assert.equal((await stage.list())[0].reason, "repeats a.vt#4");
});

Deno.test("what VisTrails ran with values that its log does not tell is not repeated", async () => {
  using stage = new Stage();
  const log = (content: string): string => {
    const path = `${stage.folder}/log.xml`;
    Deno.writeTextFileSync(
      path,
      `<log version="1.0.4"><workflowExec parentVersion="1" ${content}</workflowExec></log>`,
    );
    return path;
  };
  const said = async (path: string): Promise<string> => (await stage.run("run", "--from-log", path)).stderr;
  assert.match(
    await said(log('><annotation id="1" key="__params__" value="(lp0"/>')),
    /with other values than the version/,
  );
  const uuid = "Parameter Exploration 8f4a1b60-0000-11e5-b576-000c2960b7d8 0_1_0";
  assert.match(await said(log(`reason="${uuid}">`)), /which parameter exploration it was a cell of/);
  Deno.writeTextFileSync(`${stage.folder}/log.xml`, '<log version="1.0.4"><workflowExec parentType="workflow"/></log>');
  assert.match(await said(`${stage.folder}/log.xml`), /its log does not say what was run/);
});

Deno.test("a workflow with jobs is begun anew when it is repeated", async () => {
  using stage = new Stage();
  const script = new URL("../../fixtures/ledger_waiting.ts", import.meta.url).pathname;
  Object.assign(stage.environment, { LEDGER: `${stage.folder}/ledger`, GO: `${stage.folder}/go` });
  assert.equal((await stage.run("run", script)).code, 75);
  const [{ id }] = await stage.list();
  const again = await stage.run("run", "--from-log", id);
  assert.equal(again.code, 75, again.stderr);
  const [second] = await stage.list();
  assert.deepEqual([second.continues, second.reason], [undefined, `repeats ${id}`]);
});
