/**
 * 1,000 cancellations of modules that have started processes, over both schemes: how long it takes from the signal until
 * the module has stopped, and how many of the processes are left in the end. Needs `/proc`.
 */
import { FAR_SIDE } from "../../commands/run/far_side_url.ts";
import type { ExecutionScheme } from "../../runtime/scheme/execution_scheme.ts";
import { openProcessScheme, openWorkerScheme } from "../../schemes/mod.ts";
import { sleepers, uniqueSeconds } from "../../tests/support/sleepers.ts";
import { printMachine, printTable } from "./table.ts";

const EACH = 125;
const script = new URL("../../tests/schemes/fixtures/starters.ts", import.meta.url).href;
const definition = { source: { script }, namespace: "", name: "Starts" };

/** What a module starts, and what it does then. */
const KINDS = [
  { name: "busy, with a child", way: "child", then: "burns" },
  { name: "busy, its child has a child", way: "grandchild", then: "burns" },
  { name: "ignores the signal in an await", way: "child", then: "ignores" },
  { name: "starts one child after the other", way: "child", then: "startsMore" },
] as const;

/** Milliseconds from the signal until it has stopped. */
async function cancelled(scheme: ExecutionScheme, inputs: Readonly<Record<string, string>>): Promise<number> {
  const controller = new AbortController();
  let start = 0;
  const observe = (): void => {
    if (start !== 0) return;
    start = performance.now();
    controller.abort();
  };
  await scheme.compute({ work: { definition }, inputs }, { signal: controller.signal, observe }).catch(() => {});
  return performance.now() - start;
}

/** Prints the table. */
async function cancellations(): Promise<void> {
  const rows: Record<string, string>[] = [];
  for (const open of [openWorkerScheme, openProcessScheme]) {
    await using scheme = open({ farSide: FAR_SIDE, size: 2 });
    const all: number[] = [];
    let left = 0;
    for (const { name, way, then } of KINDS) {
      const seconds = uniqueSeconds();
      const times: number[] = [];
      for (let i = 0; i < EACH; i++) times.push(await cancelled(scheme, { way, then, seconds }));
      await new Promise((resolve) => setTimeout(resolve, 100)); // what was killed is about to end
      const survivors = sleepers(seconds);
      for (const pid of survivors) Deno.kill(pid, "SIGKILL");
      rows.push(row(`${scheme.name}: ${name}`, times, survivors.length));
      all.push(...times);
      left += survivors.length;
    }
    rows.push(row(`${scheme.name}: all`, all, left));
  }
  printTable("Cancellations", rows);
}

function row(module: string, times: readonly number[], survivors: number): Record<string, string> {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (part: number): string => `${sorted[Math.floor(part * (sorted.length - 1))].toFixed(0)} ms`;
  return { module, cancelled: String(times.length), p50: at(0.5), p95: at(0.95), survivors: String(survivors) };
}

if (import.meta.main) {
  printMachine();
  await cancellations();
}
