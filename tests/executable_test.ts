/** The self-contained file as a user meets it, on a machine without Deno. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { VERSION } from "../runtime/version.ts";
import { action, add, addModule, vistrailXml } from "./fixtures/make_vistrail.ts";
import { makeZip } from "./fixtures/make_zip.ts";
import { hasNoBrowser, openBrowser, PATIENCE_MS } from "./support/browser.ts";
import { ended, executable, executableTest, hasTool, isThere, Machine } from "./support/executable.ts";
import { OtlpReceiver } from "./support/otlp_receiver.ts";
import { SSHD, Sshd, SSHD_NOTICE } from "./support/sshd.ts";
import type { Finished } from "./support/vt_process.ts";

const EXAMPLES = decodeURIComponent(new URL("../examples/", import.meta.url).pathname);

/** Most tests share what is unpacked. */
const shared = Deno.makeTempDirSync({ prefix: "vt_unpacked_" });
globalThis.addEventListener("unload", () => Deno.removeSync(shared, { recursive: true }));
const UNPACKED = { VT_CACHE_DIR: `${shared}/cache` };

const LOCAL = `
import { defineModule, port, types as t, workflow } from "vt";
import { parse } from "@babel/parser";
import { parse as again } from "npm:@babel/parser@^7";
import { isMainThread } from "node:worker_threads";
import { twice } from "./local/twice.ts";
import data from "./local/data.json" with { type: "json" };
const ports = { inputs: { n: port(t.Integer) }, outputs: { value: port(t.String) } };
const where = () => [Deno.pid === Number(Deno.env.get("VT_MAIN")), isMainThread, Deno.env.get("DENO_DIR"), Deno.env.get("DENO_NO_UPDATE_CHECK")].join();
enum Kind { A = 5 }
export const Here = defineModule({ name: "Here", ...ports, compute: ({ n }) => ({ value: String(twice(n) + data.n + Kind.A) }) });
const sent = { ...ports, parallelizable: { worker: true, process: true }, compute: () => ({ value: where() }) };
export const Parsers = defineModule({ name: "Parsers", ...ports, inputs: {}, compute: () => ({ value: typeof parse + typeof again }) });
export const Away = defineModule({ name: "Away", ...sent });
export default workflow("local", ({ add, output, parameter }) => {
  Deno.env.set("VT_MAIN", String(Deno.pid));
  output("here", add(Here, { n: 4 }).value);
  output("parsers", add(Parsers, {}).value);
  output("away", add(Away, { n: parameter("n", t.Integer, 1) }).value);
});
`;

const SUM = `
import { workflow } from "vt";
import { Sum } from "vt/control_flow";
export default workflow("sum", ({ add, output }) => output("sum", add(Sum, { InputList: [1, 2] }).Result));
`;

/** A user of whom nobody has heard. */
const STRANGER = 64_123;

function writeLocal(machine: Machine): string {
  machine.write("my scripts/local/twice.ts", "export const twice = (n: number): number => 2 * n;");
  machine.write("my scripts/local/data.json", '{ "n": 100 }');
  return machine.write("my scripts/local.ts", LOCAL);
}

executableTest("runs the demo, says its version and what it is", async (machine) => {
  const version = await machine.vt(["--version"], UNPACKED);
  deepEqual(version, { code: 0, stdout: `vt ${VERSION}\n`, stderr: "" });
  const demo = await machine.vt(["run", `${EXAMPLES}stations.ts`], UNPACKED);
  match(demo.stdout, /^report = .*\nwarmest = Valley\n$/);
  equal(demo.code, 0);
  const doctor = await machine.vt(["doctor"], UNPACKED);
  match(doctor.stdout, /^ok {2}form {10}self-contained, .*\/vt, unpacked in .*\/cache\/[0-9a-f]{24}\/$/m);
});

executableTest(
  "runs a script with local imports, JSON and a package that is in it, here and elsewhere",
  async (machine) => {
    const script = writeLocal(machine);
    for (const [n, target, away] of [["1", "worker", "true,false,/mine,"], ["2", "process", "false,true,/mine,"]]) {
      const args = ["run", script, "--target", target, "--set", `n=${n}`];
      const { code, stdout, stderr } = await machine.vt(args, { ...UNPACKED, DENO_DIR: "/mine" });
      equal(stdout, `here = 113\nparsers = functionfunction\naway = ${away}\n`, stderr);
      equal(code, 0);
    }
  },
);

executableTest("finds packages beside the script, and says what to do for others", async (machine) => {
  machine.write("node_modules/near/package.json", '{ "name": "near", "version": "1.0.0", "exports": "./near.js" }');
  machine.write("node_modules/near/near.js", "export const near = 7;");
  const script = (imported: string): string =>
    `import { near } from "${imported}"; import { workflow } from "vt"; import { Range } from "vt/basic";
     export default workflow("w", ({ add, output }) => output("near", add(Range, { start: near, stop: 8 }).value));`;
  const found = await machine.vt(["run", machine.write("a.ts", script("npm:near@1"))], UNPACKED);
  equal(found.stdout, "near = [7]\n", found.stderr);
  const lacking = await machine.vt(["run", machine.write("b.ts", script("npm:far@2"))], UNPACKED);
  equal(lacking.code, 2);
  match(lacking.stderr, /: npm:far@2 is not part of this vt; npm install far@2, in the folder .* \(.*b\.ts:1:22\)\n$/);
});

executableTest("shows a script in a sandbox, which may read its folder and nothing else", async (machine) => {
  const script = writeLocal(machine);
  const shown = await machine.vt(["show", script, "--sandbox"], { ...UNPACKED, VT_MAIN: "seen" });
  match(shown.stdout, /my scripts\/local.ts: local\n6 modules/);
  const reads = machine.write("reads.ts", `Deno.readTextFileSync("/etc/hostname"); export default 0;`);
  const { code, stderr } = await machine.vt(["show", reads, "--sandbox"], UNPACKED);
  match(stderr, /: it needs read access to "\/etc\/hostname", which the sandbox does not give \(.*reads\.ts:1\)\n$/);
  equal(code, 2);
});

executableTest("vt init writes the types, and vt check checks them", async (machine) => {
  const made = await machine.vt(["init", "new"], UNPACKED);
  match(made.stdout, /^(Wrote new\/.*\n){4}Wrote new\/\.vt\/types\nRun it: /);
  const script = `${machine.path}/new/workflow.ts`;
  const alone = new Deno.Command(Deno.execPath(), { args: ["check", script], stdout: "null", stderr: "piped" });
  const { success, stderr } = await alone.output();
  ok(success, new TextDecoder().decode(stderr));
  Deno.writeTextFileSync(script, Deno.readTextFileSync(script).replace("stop: n", 'stop: "n"'));
  const wrong = await machine.vt(["check", script], UNPACKED);
  equal(wrong.code, 2, wrong.stdout);
  match(wrong.stdout, /TS2322/);
});

executableTest("runs a version of a .vt file with a PythonSource", async (machine) => {
  const source = encodeURIComponent("print('from python')");
  const file = vistrailXml(action(
    1,
    0,
    addModule(0, 0, "PythonSource") + add(1, "function", { id: 0, pos: 0, name: "source" }, "module 0") +
      add(2, "parameter", { id: 0, pos: 0, name: "", alias: "", type: "basic:String", val: source }, "function 0"),
  ));
  const path = machine.write("python.vt", makeZip([{ name: "vistrail", data: file }]));
  const { code, stdout, stderr } = await machine.vt(["run", path], UNPACKED);
  equal(stdout, "from python\n", stderr);
  equal(code, 0);
}, !hasTool("python3"));

/** A workflow with a job that ends when there is a file `over`. */
function waitingFor({ path }: Machine): string {
  return `
    import { workflow } from "vt";
    import { ShellJob } from "vt/jobs";
    export default workflow("job", ({ add, output }) => {
      const command = "until [ -e ${path}/over ]; do sleep 0.05; done; echo $((6 * 7)) $DENO_DIR";
      const job = add(ShellJob, { command });
      output("code", job.exit_code);
      output("said", job.standard_output);
    });`;
}

executableTest("suspends with a job, and takes its result in a new process", async (machine) => {
  const script = machine.write("job.ts", waitingFor(machine));
  const first = await machine.vt(["run", script], UNPACKED);
  equal(first.code, 75, first.stderr);
  machine.write("over", "");
  const second = await machine.vt(["run", script, "--wait"], UNPACKED);
  match(second.stdout, /^code = 0\nsaid = (.*)\n$/, second.stderr);
  equal(Deno.readTextFileSync(/"(\/.*)"/.exec(second.stdout)![1]), "42\n");
  equal(second.code, 0);
});

executableTest("passes exit codes and signals on", async (machine) => {
  equal((await machine.vt(["run", "nothing.ts"], UNPACKED)).code, 2);
  const slow = machine.write(
    "slow.ts",
    `import { defineModule, workflow } from "vt";
     export const Slow = defineModule({ name: "Slow", inputs: {}, outputs: {}, compute: async (_, { signal }) => {
       Deno.writeTextFileSync("started", String(Deno.pid));
       await new Promise((_, reject) => {
         const timer = setTimeout(() => {}, 60_000);
         signal.addEventListener("abort", () => { clearTimeout(timer); reject(signal.reason); });
       });
       return {};
     } });
     export default workflow("slow", ({ add }) => { add(Slow, {}); });`,
  );
  const child = machine.start(await executable(), ["run", slow], UNPACKED);
  while (!isThere(`${machine.path}/started`)) await new Promise((wake) => setTimeout(wake, 20));
  child.kill("SIGINT");
  equal((await ended(child)).code, 130);
  equal(Number(Deno.readTextFileSync(`${machine.path}/started`)), child.pid);
});

executableTest("runs all the same for a user whose home may not be written", async (machine) => {
  const store = `/var/tmp/vt-${STRANGER}`;
  const run = async (...args: readonly string[]): Promise<Finished> => await machine.vt(args, {}, STRANGER);
  for (const path of [machine.path, await executable().then((path) => path.slice(0, path.lastIndexOf("/")))]) {
    Deno.chmodSync(path, 0o755);
  }
  Deno.chmodSync(machine.temporary, 0o1777);
  try {
    const demo = await run("run", machine.write("demo.ts", SUM));
    deepEqual([demo.code, demo.stdout], [0, "sum = 3\n"], demo.stderr);
    match(demo.stderr, new RegExp(`^vt: The store is ${store}: ${machine.home}/\\.local/share/vt cannot be made\n`));
    match((await run("doctor")).stdout, new RegExp(`^ok {2}writable {6}yes$`, "m"));
    Deno.chmodSync(machine.write("secret.ts", SUM), 0);
    const secret = await run("run", "secret.ts");
    deepEqual([secret.code, secret.stderr], [2, "vt: Cannot open script secret.ts: it may not be read\n"]);
    const job = await run("run", machine.write("job.ts", waitingFor(machine)));
    equal(job.code, 75, job.stderr);
    machine.write("over", "");
    equal((await run("run", "job.ts", "--wait")).code, 0);
  } finally {
    if (isThere(store)) Deno.removeSync(store, { recursive: true });
  }
}, Deno.uid() !== 0);

executableTest("its runs are traced, far sides included", async (machine) => {
  await using receiver = new OtlpReceiver();
  const script = machine.write("traced.ts", Deno.readTextFileSync(new URL("./fixtures/traced.ts", import.meta.url)));
  for (const target of ["worker", "process"]) {
    const args = ["run", script, "--new", "--target", target, "--store", `${machine.path}/${target}`];
    const { code, stderr } = await machine.vt(args, { ...receiver.environment, ...UNPACKED });
    equal(code, 1, stderr);
  }
  const own = receiver.spans.filter(({ scope }) => scope === "user");
  const parents = new Map(receiver.spans.map((span) => [span.spanId, span]));
  equal(own.length, 38);
  for (const { name, parentSpanId } of own) {
    equal(name.split(" ")[1], parents.get(parentSpanId)?.name.toLowerCase());
  }
  equal(receiver.tree(({ name }) => name).match(/^workflow traced$/gm)?.length, 2);
});

executableTest("serves the Job Monitor with all its files, and ends when it is asked to", async (machine) => {
  const words = ["monitor", "--port", "0", "--store", `${machine.path}/store`];
  const child = machine.start(await executable(), words, UNPACKED);
  const link = await firstLine(child);
  const entered = await fetch(link);
  equal(await entered.text(), "Signed in.");
  const headers = { cookie: entered.headers.get("set-cookie")!.split(";")[0] };
  const page = await (await fetch(new URL("/jobs", link), { headers })).text();
  const files = [...page.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map(([, path]) => path);
  equal(files.length, 4);
  for (const path of files) ok((await (await fetch(new URL(path, link), { headers })).text()).length > 100, path);
  child.kill("SIGTERM");
  equal((await child.status).code, 0);
  equal(await new Response(child.stderr).text(), "");
});

executableTest("shows in a browser what it has run, and runs it again from there", async (machine) => {
  const store = `${machine.path}/store`;
  equal((await machine.vt(["run", `${EXAMPLES}stations.ts`, "--store", store], UNPACKED)).code, 0);
  const child = machine.start(await executable(), ["monitor", "--port", "0", "--store", store], UNPACKED);
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    await page.goto(await firstLine(child));
    await page.getByRole("link", { name: "stations.ts · stations" }).click();
    await page.getByRole("heading", { name: "Pipeline" }).waitFor();
    await page.getByRole("link", { name: "ReadTable" }).last().waitFor();
    await page.getByRole("button", { name: "Run again" }).click();
    await page.goto(new URL("/", page.url()).href);
    await page.getByRole("link", { name: /^Completed 2$/ }).waitFor();
  } finally {
    await browser.close();
    child.kill("SIGTERM");
    equal(await new Response(child.stderr).text(), "");
    equal((await child.status).code, 0);
  }
}, hasNoBrowser);

/** Of what it prints. */
async function firstLine({ stdout }: Deno.ChildProcess): Promise<string> {
  const reader = stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes("\n")) text += (await reader.read()).value;
  await reader.cancel();
  return text.slice(0, text.indexOf("\n"));
}

executableTest(`brings itself to a host that has nothing${SSHD_NOTICE}`, async (machine) => {
  await using sshd = await Sshd.start();
  const environment = { ...UNPACKED, PATH: "/usr/bin:/bin", VT_STORE: `${machine.path}/store` };
  const vt = async (...args: readonly string[]): Promise<Finished> => await machine.vt(args, environment);
  equal((await vt("targets", "add", "ssh://one", `--ssh-config=${sshd.config}`)).code, 0);
  const { code, stdout, stderr } = await vt("targets", "test", "one");
  equal(code, 0, stderr);
  match(stdout, /^one: reached .*\none: bringing .* MB\none: brought .* it runs\none: started in .*, Deno 2/);
  match((await vt("targets", "test", "one")).stdout, /^one: started in .*\n$/);
}, SSHD === undefined);
