import assert from "node:assert/strict";
import { type Finished, vt } from "../support/vt_process.ts";

const SCRIPT = `
import { defineModule, group, port, types as t, workflow } from "vt";
export const Sent = defineModule({
  name: "Sent",
  parallelizable: { process: true },
  inputs: {},
  outputs: { value: port(t.Integer) },
  compute: () => ({ value: 1 }),
});
export const Stays = defineModule({
  name: "Stays",
  inputs: {},
  outputs: {},
  compute: () => ({}),
});
const Inner = group("Inner", { inputs: {}, outputs: {} }, (_, { add }) => {
  add(Sent, {}, { label: "deep" });
  return {};
});
export default workflow("targets", ({ add }) => {
  add(Sent, {}, { label: "one" });
  add(Sent, {}, { target: "process" });
  add(Stays, {});
  add(Inner, {});
});
`;

async function inFolder(
  body: (folder: string, run: (...args: string[]) => Promise<Finished>) => Promise<void>,
): Promise<void> {
  const folder = Deno.makeTempDirSync();
  try {
    Deno.writeTextFileSync(`${folder}/wf.ts`, SCRIPT);
    await body(folder, (...args) => vt(["targets", ...args], { VT_STORE: `${folder}/store` }));
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** The only line on stderr of a command that was refused. */
async function refused(finished: Promise<Finished>): Promise<string> {
  const { code, stdout, stderr } = await finished;
  assert.deepEqual([code, stdout, stderr.split("\n").length], [2, "", 2], stderr);
  return stderr.trimEnd();
}

Deno.test("vt targets lists, adds, changes and removes one's own targets", () =>
  inFolder(async (folder, run) => {
    const listed = async () => JSON.parse((await run("--json")).stdout).targets;
    assert.equal(
      (await run()).stdout,
      "worker   worker   built in\nprocess  process  built in, for who names it\n",
    );
    const added = await run("add", "big", "--scheme", "process", "--size=4", "--allow-read=/a,/b");
    const file = `${folder}/store/targets.xml`;
    assert.equal(added.stdout, `big: process, size 4, allow-read /a,/b; added, in ${file}\n`);
    const big = { name: "big", scheme: "process", parameters: { size: "4", "allow-read": "/a,/b" } };
    assert.deepEqual((await listed())[0], { ...big, in: file, unusable: null });
    const changed = await run("add", "big", "--scheme", "worker", "--json");
    assert.deepEqual(JSON.parse(changed.stdout), { name: "big", scheme: "worker", parameters: {}, in: file });
    assert.equal((await listed()).length, 3);
    assert.equal((await run("remove", "big")).stdout, `big: removed from ${file}\n`);
    assert.deepEqual((await listed()).map(({ name }: { name: string }) => name), ["worker", "process"]);
  }));

Deno.test("vt targets add refuses what nothing can be computed at", () =>
  inFolder(async (folder, run) => {
    assert.match(
      await refused(run("add", "a", "--scheme", "ipython")),
      /there is no scheme ipython, only worker, process, ssh, http/,
    );
    assert.match(
      await refused(run("add", "a", "--scheme", "worker", "--allow-net=x")),
      /worker has no parameter allow-net/,
    );
    assert.match(await refused(run("add", "a", "--scheme", "worker", "--size", "0")), /size is "0", a whole number/);
    assert.match(await refused(run("add", "auto", "--scheme", "worker")), /auto is no name for a target/);
    assert.match(await refused(run("add", "a")), /Option --scheme is missing/);
    assert.match(await refused(run("add", "a", "--targets", "x")), /Option --targets is none of vt targets add/);
    assert.match(await refused(run("ad", "a")), /Unknown word ad: did you mean vt targets add\?/);
    assert.match(await refused(run("set", "a")), /vt targets set takes FILE MODULE TARGET: one is given/);
    assert.match(await refused(run("remove", "a")), /it is not in .*targets.xml, it has none/);
    assert.throws(() => Deno.statSync(`${folder}/store/targets.xml`), Deno.errors.NotFound);
  }));

Deno.test("vt targets set says where a module runs, in the file beside the workflow", () =>
  inFolder(async (folder, run) => {
    const file = `${folder}/wf.ts`;
    const preferences = async () => {
      const { preferences } = JSON.parse((await run("list", file, "--json")).stdout);
      return Object.fromEntries(
        Object.entries(preferences).map(([path, one]) => [path, (one as { target: string }).target]),
      );
    };
    assert.equal((await run("list", file)).stdout.split("\n").at(-2), "All modules go where vt chooses");
    assert.equal((await run("add", "big", "--scheme", "process", "--for", file)).code, 0);
    assert.equal(
      (await run("set", file, "one", "big")).stdout,
      `module 0 (Sent): big, in ${folder}/wf.execution.xml\n`,
    );
    await run("set", file, "deep", "process");
    await run("set", file, "1", "here");
    await run("set", file, "Inner", "here");
    assert.deepEqual(await preferences(), { 0: "big", "3,0": "process", 1: "here", 3: "here" });
    await run("set", file, "one", "auto");
    await run("set", file, "1", "auto");
    assert.deepEqual(await preferences(), { 1: "auto", "3,0": "process", 3: "here" });
    assert.match(Deno.readTextFileSync(`${folder}/wf.execution.xml`), /<executionPreference id="0" system="process">/);
  }));

Deno.test("vt targets set --all says it of all modules of a name, or of none when one does not support it", () =>
  inFolder(async (folder, run) => {
    const file = `${folder}/wf.ts`;
    const lines = (await run("set", file, "Sent", "process", "--all")).stdout.split("\n").slice(0, -1);
    assert.deepEqual(lines.map((line) => line.split(" (")[0]), ["module 0", "module 1", "module 3,0"]);
    const { preferences } = JSON.parse((await run("list", file, "--json")).stdout);
    assert.deepEqual(Object.keys(preferences).sort(), ["0", "1", "3,0"]);
    assert.match(await refused(run("set", file, "Sent", "worker", "--all")), /module 0 \(Sent\): Cannot run on/);
    assert.deepEqual(JSON.parse((await run("list", file, "--json")).stdout).preferences, preferences);
  }));

Deno.test("vt targets set refuses what the module does not support, and modules that nobody knows", () =>
  inFolder(async (folder, run) => {
    const set = (...args: string[]) => refused(run("set", `${folder}/wf.ts`, ...args));
    assert.match(await set("0", "worker"), /module 0 \(Sent\): Cannot run on target worker: .* \(only process\)/);
    assert.match(await set("Stays", "process"), /the module does not support it \(it runs here only\)/);
    assert.match(await set("0", "prozess"), /there is no such target, did you mean process\?/);
    assert.match(await set("Sent", "here"), /it may be any of 3, name one of 0 1 3,0, or say --all$/);
    assert.match(await set("Stay", "here"), /Cannot find module "Stay": did you mean Stays\?/);
    assert.match(await set("7,1", "here"), /Cannot find module "7,1"/);
    assert.throws(() => Deno.statSync(`${folder}/wf.execution.xml`), Deno.errors.NotFound);
  }));

Deno.test("vt targets test computes at a target and says how long it takes", () =>
  inFolder(async (_, run) => {
    for (const target of ["worker", "process"]) {
      const { code, stdout } = await run("test", target, "--json");
      assert.equal(code, 0);
      const { startMs, roundTripMs, deno, ...rest } = JSON.parse(stdout);
      assert.deepEqual([typeof startMs, typeof roundTripMs, deno], ["number", "number", Deno.version.deno]);
      assert.deepEqual(rest, {
        target,
        usable: true,
        host: Deno.hostname(),
        system: `${Deno.build.os} ${Deno.build.arch}`,
      });
    }
    await run("add", "sealed", "--scheme", "process", "--allow-read=/nowhere");
    assert.match((await run("test", "sealed")).stdout, /^sealed: started in .* ms, a round trip takes .*Deno 2/);
    assert.match(await refused(run("test", "seal")), /did you mean sealed\?/);
  }));
