import assert from "node:assert/strict";
import { workflows } from "../../runtime/jobs/job_workflow.ts";
import { openStore } from "../../runtime/store/store.ts";
import { temporaryPlace } from "../support/recorded_run.ts";
import { vt } from "../support/vt_process.ts";

const SCRIPT = `import { defineJob, port, types as t, workflow } from "vt";
const Door = defineJob({
  name: "Door",
  inputs: { file: port(t.String) },
  outputs: { text: port(t.String) },
  readInputs: ({ file }) => ({ file }),
  start: (parameters) => parameters,
  handle: ({ file }) => ({
    finished: () => {
      try {
        return Deno.statSync(file).isFile;
      } catch {
        return false;
      }
    },
  }),
  finish: ({ file }) => ({ text: Deno.readTextFileSync(file) }),
  setResults: ({ text }) => ({ text }),
});
export default workflow("door", ({ add, input, output }) => {
  output("text", add(Door, { file: input("file", t.String) }).text);
});
`;

Deno.test("of two vt jobs watch --autorun one continues the workflow, and the other is content", async () => {
  using place = temporaryPlace();
  const [script, door, directory] = ["door.ts", "open", "store"].map((name) => `${place.directory}/${name}`);
  Deno.writeTextFileSync(script, SCRIPT);
  const environment = { VT_STORE: directory };
  assert.equal((await vt(["run", script, "--set", `file=${door}`], environment)).code, 75);
  Deno.writeTextFileSync(door, "it is open");
  const watch = () => vt(["jobs", "watch", "--once", "--autorun", "--interval", "1s"], environment);
  const both = await Promise.all([watch(), watch()]);
  assert.deepEqual(both.map(({ code }) => code), [0, 0]);
  assert.ok(both.some(({ stdout }) => stdout.includes("door.ts is completed\ntext = it is open")));
  using store = await openStore({ ...place, directory });
  const all = await Array.fromAsync(workflows(store));
  const told = all.map((
    { workflow, jobs },
  ) => [workflow.state, workflow.executions.length, jobs.map((job) => job.state)]);
  assert.deepEqual(told, [["finished", 2, ["finished"]]]);
});

Deno.test("vt jobs watch ends cleanly when it is asked to", async () => {
  using place = temporaryPlace();
  const main = new URL("../../main.ts", import.meta.url).pathname;
  const args = ["run", "-A", "--quiet", main, "jobs", "watch", "--interval", "1h"];
  const env = { VT_STORE: place.directory };
  const child = new Deno.Command(Deno.execPath(), { args, env, stdout: "piped", stderr: "piped" }).spawn();
  const reader = child.stderr.getReader();
  const { value } = await reader.read();
  assert.match(new TextDecoder().decode(value), /^vt: Watching the jobs in .* \(1h\); Ctrl-C ends it\n$/);
  child.kill("SIGTERM");
  assert.equal((await child.status).code, 0);
  assert.deepEqual([await reader.read(), await new Response(child.stdout).text()], [
    { done: true, value: undefined },
    "",
  ]);
});
