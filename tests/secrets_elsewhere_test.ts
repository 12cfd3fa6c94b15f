/** Modules that compute elsewhere get the secrets that they name, and no others. */
import assert from "node:assert/strict";
import { temporaryPlace } from "./support/recorded_run.ts";
import { vt } from "./support/vt_process.ts";

const SCRIPT = `
import { defineModule, group, port, types as t, workflow } from "vt";
import { Range } from "vt/basic";
const anywhere = { worker: true, process: true };
const integer = { n: port(t.Integer) };
export const Length = defineModule({
  name: "Length", inputs: integer, outputs: integer, secrets: ["FIRST"], parallelizable: anywhere,
  compute: ({ n }, context) => ({ n: n + context.secret("FIRST").length }),
});
export const Length2 = defineModule({
  name: "Length2", inputs: integer, outputs: integer, secrets: ["SECOND"], parallelizable: anywhere,
  compute: ({ n }, context) => ({ n: n + 100 * context.secret("SECOND").length }),
});
export const Thief = defineModule({
  name: "Thief", inputs: integer, outputs: integer, secrets: ["SECOND"], parallelizable: anywhere,
  compute: ({ n }, context) => ({ n: n + context.secret("FIRST").length }),
});
const Inside = group("inside", { inputs: integer, outputs: integer }, ({ n }, { add }) => {
  return { n: add(Length2, { n: add(Length, { n }).n }).n };
});
export default workflow("lengths", ({ add, output }) => {
  output("chain", add(Length2, { n: add(Length, { n: 1 }).n }).n);
  output("group", add(Inside, { n: 2 }).n);
  output("loop", add(Length, { n: add(Range, { start: 1, stop: 4 }).value }).n);
  output("thief", add(Thief, { n: add(Length, { n: 5 }).n }).n);
});
`;

for (const target of ["worker", "process"]) {
  Deno.test(`modules, chains, groups and loops at target ${target} have their secrets`, async () => {
    using place = temporaryPlace();
    const script = `${place.directory}/lengths.ts`;
    Deno.writeTextFileSync(script, SCRIPT);
    const environment = { VT_SECRET_FIRST: "1234567", VT_SECRET_SECOND: "12345678" };
    const args = ["--target", target, "--json", "--store", `${place.directory}/store`];
    const ran = await vt(["run", script, ...args], environment);
    const { results, modules } = JSON.parse(ran.stdout);
    assert.deepEqual(results, { chain: 808, group: 809, loop: [8, 9, 10], thief: null });
    const errors = Object.values(modules as Record<string, { error?: string }>).map(({ error }) => error).filter(
      Boolean,
    );
    assert.deepEqual(errors, ["Cannot use secret FIRST: module Thief does not name it in its secrets"]);
  });
}
