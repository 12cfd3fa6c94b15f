/** A loop of many jobs: submitting all of them, and later taking all results, in processes of their own. */
import { median, printTable, timed } from "./table.ts";

const COUNT = 10_000;
const ROUNDS = 3;
const ROOT = decodeURIComponent(new URL("../../", import.meta.url).pathname);

const SCRIPT = `
import { defineJob, port, types as t, workflow } from "vt";
import { Range } from "vt/basic";
import { Sum } from "vt/control_flow";
const over = new URL("./over", import.meta.url);
const isOver = () => { try { return Deno.statSync(over).isFile; } catch { return false; } };
export const Tiny = defineJob({
  name: "Tiny",
  inputs: { n: port(t.Integer) },
  outputs: { value: port(t.Integer) },
  readInputs: ({ n }) => ({ n }),
  start: (parameters) => parameters,
  handle: () => ({ finished: isOver }),
  finish: (parameters) => parameters,
  setResults: ({ n }) => ({ value: n }),
});
export default workflow("many jobs", ({ add, output }) => {
  const jobs = add(Tiny, { n: add(Range, { stop: ${COUNT} }).value });
  output("sum", add(Sum, { InputList: jobs.value }).Result);
});
`;

async function vt(folder: string, args: readonly string[], wanted: number): Promise<void> {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", `${ROOT}main.ts`, ...args, "--quiet", "--store", `${folder}/store`],
    stdout: "null",
  }).output();
  if (code !== wanted) throw new Error(`vt ${args[0]} ended with ${code}: ${new TextDecoder().decode(stderr)}`);
}

/** Prints the table. */
export async function jobLoop(): Promise<void> {
  const times = { submit: [] as number[], take: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    const folder = Deno.makeTempDirSync({ prefix: "vt_bench_" });
    Deno.writeTextFileSync(`${folder}/jobs.ts`, SCRIPT);
    times.submit.push(await timed(() => vt(folder, ["run", `${folder}/jobs.ts`], 75)));
    Deno.writeTextFileSync(`${folder}/over`, "");
    times.take.push(await timed(() => vt(folder, ["resume"], 0)));
    Deno.removeSync(folder, { recursive: true });
  }
  printTable(`A loop of ${COUNT} jobs that do nothing`, [{
    "submit all, each intent on disk before, each outcome after": `${(median(times.submit) / 1000).toFixed(1)} s`,
    "ask after all and take all results": `${(median(times.take) / 1000).toFixed(1)} s`,
  }]);
}

if (import.meta.main) await jobLoop();
