/** `vt log compare`: what was different the second time. */
import { type ComparedModules, compareModules } from "../../runtime/record/compare_executions.ts";
import type { WorkflowExec } from "../../runtime/record/log.ts";
import { print, printAll } from "../line/terminal.ts";
import { storeForReading } from "../open/open_store.ts";
import { comparisonText, parameterChanges } from "./compare_text.ts";
import { lookOfStdout } from "./look.ts";
import { executionNamed, isLogFile } from "./source.ts";

/** Prints what differs, and gives the exit code. */
export async function compare(
  named: readonly [string, string],
  options: { readonly json: boolean; readonly all: boolean; readonly store?: string },
): Promise<number> {
  using store = named.every(isLogFile) ? undefined : await storeForReading(options.store);
  if (store === undefined && !named.every(isLogFile)) return 2;
  const [before, after] = [await executionNamed(named[0], store), await executionNamed(named[1], store)];
  const modules = await compareModules(before.modules(), after.modules());
  if (options.json) await printAll(jsonOf(before.exec, after.exec, modules));
  else {
    const compared = { before: before.exec, after: after.exec, modules };
    print(comparisonText(compared, { all: options.all, look: lookOfStdout() }));
  }
  return 0;
}

/** One document on one line, in pieces. */
async function* jsonOf(before: WorkflowExec, after: WorkflowExec, modules: ComparedModules): AsyncGenerator<string> {
  const { added, gone, both } = modules;
  const head = { old: before, new: after, parameters: parameterChanges(before, after), added, gone };
  yield `${JSON.stringify(head).slice(0, -1)},"both":[`;
  for (const [i, pair] of both.entries()) yield (i === 0 ? "" : ",") + JSON.stringify(pair);
  yield "]}\n";
}
