/** What modules of scripts write by `console.log` is known to be theirs, also what they write while they wait. */
import { deepEqual, equal } from "node:assert/strict";
import { executions, moduleExecs } from "../runtime/record/execution_log.ts";
import { openStore } from "../runtime/store/store.ts";
import { storePlace } from "../runtime/store/store_path.ts";
import { vt } from "./support/vt_process.ts";

const SCRIPT = `
import { defineModule, port, types as t, workflow } from "vt";
const io = { inputs: { name: port(t.String) }, outputs: { name: port(t.String) } };
export const Sync = defineModule({ name: "Sync", ...io, compute: ({ name }) => { console.log("sync", name); return { name }; } });
export const Later = defineModule({ name: "Later", ...io, compute: async ({ name }) => {
  for (const part of [1, 2]) {
    console.log(name, part);
    await new Promise((wake) => setTimeout(wake, 5));
  }
  return { name };
} });
export default workflow("prints", ({ add, output }) => {
  output("a", add(Later, { name: "a" }).name);
  output("b", add(Later, { name: "b" }, { retries: 1 }).name);
  output("c", add(Sync, { name: "c" }).name);
});
`;

Deno.test("each module has what it wrote by console.log, those that run at the same time too", async () => {
  const folder = Deno.makeTempDirSync({ prefix: "vt_test_" });
  const [script, directory] = [`${folder}/prints.ts`, `${folder}/store`];
  Deno.writeTextFileSync(script, SCRIPT);
  const { code, stdout } = await vt(["run", "-q", script, "--store", directory]);
  equal(code, 0);
  deepEqual(stdout.split("\n").filter((line) => line !== "" && !line.includes("=")).sort(), [
    "a 1",
    "a 2",
    "b 1",
    "b 2",
    "sync c",
  ]);
  {
    using store = await openStore(storePlace(directory));
    const [exec] = await Array.fromAsync(executions(store));
    const modules = await Array.fromAsync(moduleExecs(store, exec));
    const printed = modules.filter(({ name }) => name !== "OutputPort").map(({ printed }) => printed?.join(""));
    deepEqual(printed.sort(), ["a 1\na 2\n", "b 1\nb 2\n", "sync c\n"]);
  }
  Deno.removeSync(folder, { recursive: true });
});
