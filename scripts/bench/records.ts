/**
 * What a record costs, and what is made of it. Modules that take 0.1 ms each run with and without a record, by turns in
 * the same program; then an execution of 10,000 modules is exported in each format, each time by a vt of its own.
 */
import { defineModule, port, types as t, workflow } from "vt";
import { FORMATS } from "../../commands/log/formats.ts";
import { execute } from "../../runtime/interpreter/execution.ts";
import { Registry } from "../../runtime/pipeline/registry.ts";
import type { Plan } from "../../runtime/plan/plan.ts";
import { planPipeline } from "../../runtime/plan/plan_pipeline.ts";
import { BenchStore } from "./recorded.ts";
import { median, printTable, timed } from "./table.ts";

const COUNT = 10_000;
const MODULE_MS = 0.1;
const ROUNDS = 9;

const Busy = defineModule({
  name: "Busy",
  inputs: { value: port(t.Integer) },
  outputs: { value: port(t.Integer) },
  compute: ({ value }) => {
    for (const end = performance.now() + MODULE_MS; performance.now() < end;);
    return { value: value + 1 };
  },
});

function busyPlan(): Plan {
  const { pipeline } = workflow("bench", ({ add }) => {
    let last = add(Busy, { value: 0 });
    for (let i = 1; i < COUNT; i++) last = add(Busy, { value: last.value });
  }).build();
  return planPipeline(pipeline, new Registry([])).plan;
}

async function overhead(): Promise<void> {
  const plan = busyPlan();
  using store = new BenchStore();
  const [plain, recorded]: [number[], number[]] = [[], []];
  for (let round = 0; round <= ROUNDS; round++) {
    const times = [await timed(() => execute(plan)), await timed(() => store.run(plan))];
    if (round === 0) continue; // warms up
    plain.push(times[0]);
    recorded.push(times[1]);
  }
  const ratios = recorded.map((time, round) => time / plain[round]);
  printTable(`A record of ${COUNT} modules of ${MODULE_MS} ms`, [{
    "without": `${median(plain).toFixed(0)} ms`,
    "with a record": `${median(recorded).toFixed(0)} ms`,
    "median ratio": median(ratios).toFixed(3),
    "least and most": `${Math.min(...ratios).toFixed(3)} to ${Math.max(...ratios).toFixed(3)}`,
    "modules a second, with": String(Math.round(COUNT / median(recorded) * 1000)),
  }]);
}

const SCRIPT = `
import { defineModule, port, types as t, workflow } from "vt";
export const Next = defineModule({
  name: "Next", inputs: { value: port(t.Integer) }, outputs: { value: port(t.Integer) },
  compute: ({ value }) => ({ value: value + 1 }),
});
export default workflow("long", ({ add }) => {
  let last = add(Next, { value: 0 });
  for (let i = 1; i < ${COUNT}; i++) last = add(Next, { value: last.value });
});
`;

async function vt(folder: string, ...args: string[]): Promise<void> {
  const root = new URL("../../", import.meta.url);
  const [config, main] = ["deno.json", "main.ts"].map((name) => new URL(name, root).pathname);
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--config", config, main, ...args],
    env: { VT_STORE: `${folder}/store` },
    stdout: "null",
  });
  const { success, stderr } = await command.output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

async function exports(): Promise<void> {
  const folder = Deno.makeTempDirSync({ prefix: "vt_bench_" });
  Deno.writeTextFileSync(`${folder}/long.ts`, SCRIPT);
  await vt(folder, "run", `${folder}/long.ts`, "-q");
  const rows = [];
  for (const format of FORMATS) {
    const to = `${folder}/export${format === "ro-crate" ? ".zip" : ""}`;
    const times: number[] = [];
    for (let round = 0; round < 3; round++) {
      times.push(await timed(() => vt(folder, "log", "export", "--format", format, "-o", to, "--force")));
    }
    const megabytes = Deno.statSync(to).size / 1e6;
    rows.push({ format, seconds: (median(times) / 1000).toFixed(2), size: `${megabytes.toFixed(1)} MB` });
  }
  printTable(`Exports of ${COUNT} module executions, the start of vt included`, rows);
  Deno.removeSync(folder, { recursive: true });
}

/** Prints the tables. */
export async function records(): Promise<void> {
  await overhead();
  await exports();
}

if (import.meta.main) await records();
