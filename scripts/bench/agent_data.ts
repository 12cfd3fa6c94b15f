/** What is moved for ten modules, one after the other, over an array of 100 MB, at one agent behind a real ssh. */
import { workflow } from "vt";
import { packages } from "../../modules/mod.ts";
import { execute } from "../../runtime/interpreter/execution.ts";
import { Registry } from "../../runtime/pipeline/registry.ts";
import type { Plan } from "../../runtime/plan/plan.ts";
import { planPipeline } from "../../runtime/plan/plan_pipeline.ts";
import type { ExecutionEvent } from "../../runtime/record/execution_event.ts";
import type { ExecutionScheme } from "../../runtime/scheme/execution_scheme.ts";
import { openSshScheme } from "../../schemes/agent/open_remote.ts";
import { endAgent } from "../../tests/support/ssh_agents.ts";
import { SSHD, Sshd } from "../../tests/support/sshd.ts";
import { Invert, Length, Source } from "./big_modules.ts";
import { printTable, timed } from "./table.ts";

const MODULES = 10;
const BYTES = 100_000_000;

/** Prints the table. */
export async function agentData(): Promise<void> {
  if (SSHD === undefined) return;
  const rows = [];
  for (const [how, options] of [["as one request", {}], ["each by itself", { retries: 1 }]] as const) {
    await using sshd = await Sshd.start();
    sshd.installVt();
    const dataDirectory = Deno.makeTempDirSync({ prefix: "vt_bench_" });
    try {
      await using scheme = openSshScheme({ host: "one", config: sshd.config, dataDirectory });
      for (const turn of ["first run", "second run"]) {
        rows.push(await measure(`${how}, ${turn}`, planOf(options), scheme));
      }
    } finally {
      await endAgent(sshd.host());
      await new Deno.Command("chmod", { args: ["-R", "u+w", dataDirectory] }).output();
      Deno.removeSync(dataDirectory, { recursive: true });
    }
  }
  printTable(`${MODULES} modules over 100 MB at one agent`, rows);
}

function planOf(options: { readonly retries?: number }): Plan {
  const build = workflow("chain", ({ add }) => {
    let value = add(Source, {}).value;
    for (let at = 0; at < MODULES; at++) value = add(Invert, { value }, options).value;
    add(Length, { value });
  }).build();
  return planPipeline(build.pipeline, new Registry(packages)).plan;
}

async function measure(what: string, plan: Plan, scheme: ExecutionScheme): Promise<Readonly<Record<string, string>>> {
  const moved = { sent: 0, received: 0 };
  const observe = (event: ExecutionEvent): void => {
    if (event.kind !== "moduleFinished") return;
    for (const { annotations } of event.remote ?? []) {
      moved.sent += Number(annotations["bytes sent"] ?? 0);
      moved.received += Number(annotations["bytes received"] ?? 0);
    }
  };
  const isFar = (path: string): boolean => plan.pipeline.modules[plan.indexOf(Number(path))!].name === "Invert";
  const ms = await timed(async () => {
    const outcome = await execute(plan, { observe, schemeOf: (path) => isFar(path) ? scheme : undefined });
    if (outcome.state !== "completed") throw new Error(JSON.stringify([...outcome.modules()]));
  });
  return {
    what,
    in: `${(moved.sent / BYTES).toFixed(2)} ×`,
    out: `${(moved.received / BYTES).toFixed(2)} ×`,
    time: `${(ms / 1000).toFixed(1)} s`,
  };
}

if (import.meta.main) await agentData();
