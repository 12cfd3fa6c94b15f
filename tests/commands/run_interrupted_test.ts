import assert from "node:assert/strict";
import { assertNoneSleeps, sleepers, uniqueSeconds, untilSleepers } from "../support/sleepers.ts";

/** Modules 0 and 1 go to a worker, 2 and 3 to a process, 4 computes here. One of each never yields, one never ends. */
const SCRIPT = `
import { defineModule, port, types as t, workflow } from "vt";
const seconds = Deno.env.get("SECONDS")!;
const start = () => new Deno.Command("sh", { args: ["-c", \`sleep \${seconds} & exec sleep \${seconds}\`] }).spawn();
export const Busy = defineModule({
  name: "Busy",
  parallelizable: { worker: true, process: true },
  inputs: { yields: port(t.Boolean) },
  outputs: {},
  compute: async ({ yields }) => {
    start();
    if (yields) await new Promise(() => {});
    for (;;);
  },
});
export const Heeds = defineModule({
  name: "Heeds",
  inputs: {},
  outputs: {},
  compute: (_, { signal }) => new Promise((_, reject) => {
    const child = new Deno.Command("sleep", { args: [seconds], signal }).spawn();
    child.status.then(() => reject(signal.reason));
  }),
});
export default workflow("busy", ({ add }) => {
  for (const yields of [true, false, true, false]) add(Busy, { yields });
  add(Heeds, {});
});
`;

const TARGETS = `<executionConfiguration>${
  ["worker", "worker", "process", "process"].map((target, id) =>
    `<moduleExecutionPreference module_id="${id}" preference="${target}"/>`
  ).join("")
}</executionConfiguration>`;

/** Each Busy sleeps twice, Heeds once. */
const SLEEPERS = 9;

async function interrupted(signals: readonly Deno.Signal[]): Promise<number> {
  const folder = Deno.makeTempDirSync();
  const seconds = uniqueSeconds();
  try {
    Deno.writeTextFileSync(`${folder}/wf.ts`, SCRIPT);
    Deno.writeTextFileSync(`${folder}/wf.execution.xml`, TARGETS);
    const main = new URL("../../main.ts", import.meta.url).pathname;
    const args = ["run", "-A", "--unstable-kv", "--quiet", main, "run", `${folder}/wf.ts`];
    const env = { SECONDS: seconds, VT_STORE: `${folder}/store`, NO_COLOR: "1", TMPDIR: folder };
    const vt = new Deno.Command(Deno.execPath(), { args, env, stdout: "null", stderr: "null" }).spawn();
    await untilSleepers(seconds, SLEEPERS);
    assert.equal(sleepers(seconds).length, SLEEPERS);
    for (const signal of signals) {
      vt.kill(signal);
      await new Promise((resolve) => setTimeout(resolve, 50)); // two at once would be one
    }
    const { code } = await vt.status;
    await assertNoneSleeps(seconds);
    return code;
  } finally {
    for (const pid of sleepers(seconds)) Deno.kill(pid, "SIGKILL");
    Deno.removeSync(folder, { recursive: true });
  }
}

const options = { ignore: Deno.build.os !== "linux" };

Deno.test("vt run ends with all that its modules have started, wherever they compute, on Ctrl-C", options, async () => {
  assert.equal(await interrupted(["SIGINT"]), 130);
});

Deno.test("vt run ends so when its terminal closes", options, async () => {
  assert.equal(await interrupted(["SIGHUP"]), 130);
});

Deno.test("vt run under nohup outlives its terminal", options, async () => {
  const folder = Deno.makeTempDirSync();
  try {
    Deno.writeTextFileSync(
      `${folder}/wf.ts`,
      `import { defineModule, types as t, port, workflow } from "vt";
       export const Hang = defineModule({ name: "Hang", inputs: {}, outputs: { value: port(t.String) }, compute: async () => {
         Deno.kill(Deno.pid, "SIGHUP");
         await new Promise((wake) => setTimeout(wake, 100));
         return { value: "lives" };
       } });
       export default workflow("hang", ({ add, output }) => output("value", add(Hang, {}).value));`,
    );
    const main = new URL("../../main.ts", import.meta.url).pathname;
    const command = [Deno.execPath(), "run", "-A", "--unstable-kv", "--quiet", main, "run", `${folder}/wf.ts`];
    const env = { VT_STORE: `${folder}/store` };
    const { code, stdout } = await new Deno.Command("nohup", { args: command, env, stderr: "null" }).output();
    assert.equal(new TextDecoder().decode(stdout), "value = lives\n");
    assert.equal(code, 0);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("vt run ends so on a second Ctrl-C too, at once", options, async () => {
  assert.equal(await interrupted(["SIGINT", "SIGINT"]), 130);
});
