/** vt is killed at each of its durable writes: whoever should have been told of an execution is told, by the next vt. */
import assert from "node:assert/strict";
import { temporaryPlace } from "./support/recorded_run.ts";
import { vt } from "./support/vt_process.ts";

const SCRIPT = `
import { defineModule, port, types as t, workflow } from "vt";
export const Nothing = defineModule({ name: "Nothing", inputs: {}, outputs: { n: port(t.Integer) }, compute: () => ({ n: 1 }) });
export default workflow("nothing", ({ add }) => void add(Nothing, {}));
`;

/** Runs vt until its n-th commit; whether it got there. */
async function killed(fault: string, nth: number, args: readonly string[], store: string): Promise<boolean> {
  const faulty = new URL("../scripts/crash/faulty_vt.ts", import.meta.url).pathname;
  const { signal } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", faulty, fault, String(nth), "/dev/null", ...args],
    env: { VT_STORE: store, NO_COLOR: "1" },
    stdout: "null",
    stderr: "null",
  }).output();
  return signal === "SIGKILL";
}

for (const fault of ["killBefore", "killAfter"]) {
  Deno.test(`no notice of what the record says is lost when vt is killed (${fault})`, async () => {
    for (let nth = 1, isKilled = true; isKilled; nth++) {
      using place = temporaryPlace();
      const [script, store, ledger] = ["nothing.ts", "store", "ledger"].map((name) => `${place.directory}/${name}`);
      Deno.writeTextFileSync(script, SCRIPT);
      Deno.writeTextFileSync(ledger, "");
      const told = `echo "$VT_EXECUTION $VT_STATE $VT_KEY" >>'${ledger}'`;
      assert.equal((await vt(["notify", "add", "--", "sh", "-c", told], { VT_STORE: store })).code, 0);
      isKilled = await killed(fault, nth, ["run", script, "--quiet"], store);
      await vt(["notify", "retry"], { VT_STORE: store });
      const listed = (await vt(["log", "--json"], { VT_STORE: store })).stdout.split("\n").filter(Boolean);
      const known = listed.map((line) => JSON.parse(line)).map(({ id, state }) => `${id} ${state}`);
      const lines = Deno.readTextFileSync(ledger).split("\n").filter(Boolean);
      const heard = new Set(lines.map((line) => line.slice(0, line.lastIndexOf(" "))));
      assert.deepEqual([...heard], known, `killed at commit ${nth}`);
      assert.equal(new Set(lines).size, known.length, `the same notice has the same key (${nth})`);
    }
  });
}
