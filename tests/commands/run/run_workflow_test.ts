import { deepEqual, equal } from "node:assert/strict";
import { readDurations } from "../../../runtime/record/duration_table.ts";
import { openStore } from "../../../runtime/store/store.ts";
import { storePlace } from "../../../runtime/store/store_path.ts";
import { vt } from "../../support/vt_process.ts";

const SCRIPT = `import { defineModule, port, types as t, workflow } from "vt";
const definition = { inputs: { n: port(t.Integer) }, outputs: { n: port(t.Integer) } };
export const Here = defineModule({ ...definition, name: "Here", compute: ({ n }) => ({ n }) });
export const There = defineModule({
  ...definition,
  name: "There",
  parallelizable: { worker: true },
  compute: ({ n }) => ({ n: n + 1 }),
});
export default workflow("two", ({ add, output }) => output("n", add(MODULE, { n: add(Here, { n: NUMBER }).n }).n));
`;

Deno.test("vt run keeps how long modules took where some may run elsewhere, and only there", async () => {
  const folder = Deno.makeTempDirSync();
  try {
    const kinds: Record<string, string[]> = {};
    for (const [number, module] of ["Here", "There"].entries()) {
      const script = `${folder}/${module}.ts`;
      Deno.writeTextFileSync(script, SCRIPT.replace("MODULE", module).replace("NUMBER", String(number)));
      for (const _ of ["known nothing", "all known"]) {
        const { code, stderr } = await vt(["run", script, "--quiet", "--store", `${folder}/store`]);
        equal(code, 0, stderr);
      }
      using store = await openStore(storePlace(`${folder}/store`));
      kinds[module] = [...(await readDurations(store, Deno.realPathSync(script))).keys()].sort();
    }
    deepEqual(kinds, { Here: [], There: ["org.vistrails.vistrails.basic||OutputPort", "||Here", "||There"].sort() });
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
