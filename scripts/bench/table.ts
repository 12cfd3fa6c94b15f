/** What the benchmarks share: medians, a table, and the machine that it was measured on. */
import { printLine } from "../../commands/line/terminal.ts";
import { thisMachine } from "../../runtime/record/machine.ts";

/** The middle value. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

/** Milliseconds that `work` takes. */
export async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Prints rows as a table in Markdown, under a title. */
export function printTable(title: string, rows: readonly Readonly<Record<string, string>>[]): void {
  const columns = Object.keys(rows[0]);
  printLine(`\n## ${title}\n`);
  printLine(`| ${columns.join(" | ")} |`);
  printLine(`|${columns.map(() => "---").join("|")}|`);
  for (const row of rows) printLine(`| ${columns.map((column) => row[column]).join(" | ")} |`);
}

/** Prints what machine this is, and how busy. */
export function printMachine(): void {
  const { os, architecture, processor, ram } = thisMachine();
  const load = Deno.loadavg()[0].toFixed(1);
  printLine(
    `Deno ${Deno.version.deno} on ${os} ${architecture}, ${processor}, ${navigator.hardwareConcurrency} cores, ` +
      `${(ram / 2 ** 30).toFixed(0)} GiB; load ${load} at the start`,
  );
}
