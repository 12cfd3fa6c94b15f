/** How long it takes until a host that has nothing but a shell has computed its first module, over lines of any length. */
import { LongLine } from "../../tests/support/long_line.ts";
import { endAgent } from "../../tests/support/ssh_agents.ts";
import { configOver } from "../../tests/support/ssh_config.ts";
import { SSHD, Sshd } from "../../tests/support/sshd.ts";
import { compile } from "../compile.ts";
import { thisTarget } from "../executable/targets.ts";
import { printTable, timed } from "./table.ts";

const ROUND_TRIPS_MS = [0, 50, 200];

/** Prints the table. */
export async function bareHost(): Promise<void> {
  if (SSHD === undefined) return;
  const folder = Deno.makeTempDirSync({ prefix: "vt_bench_" });
  const vt = `${folder}/vt`;
  await compile({ target: thisTarget(), isSelfContained: true, output: vt });
  try {
    const rows = [];
    for (const ms of ROUND_TRIPS_MS) rows.push(await measure(vt, folder, ms));
    printTable("A host without vt, reached by ssh", rows);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

async function measure(vt: string, folder: string, roundTripMs: number): Promise<Readonly<Record<string, string>>> {
  await using sshd = await Sshd.start();
  await using line = new LongLine(sshd.host().port, { delayMs: roundTripMs / 2 });
  const store = `${folder}/store-${roundTripMs}`;
  const config = configOver(line, sshd, folder);
  const told = await run(vt, ["targets", "add", "ssh://one", `--ssh-config=${config}`, "--store", store]);
  if (!told.success) throw new Error(told.text);
  const test = ["targets", "test", "one", "--store", store];
  let first = "";
  const firstMs = await timed(async () => first = (await run(vt, test)).text);
  await endAgent(sshd.host());
  const secondMs = await timed(() => run(vt, test));
  await endAgent(sshd.host());
  return {
    "round trip": `${roundTripMs} ms`,
    "first module": `${(firstMs / 1000).toFixed(1)} s`,
    "the next time, its agent ended": `${(secondMs / 1000).toFixed(1)} s`,
    sent: `${first.match(/brought (\S+ MB)/)?.[1] ?? first}`,
  };
}

async function run(vt: string, args: readonly string[]): Promise<{ readonly success: boolean; readonly text: string }> {
  const { success, stdout, stderr } = await new Deno.Command(vt, { args: [...args] }).output();
  return { success, text: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
}

if (import.meta.main) await bareHost();
