/** `vt log compare`: what was different the second time. */
import { type ComparedModules, compareModules } from "../runtime/record/compare_executions.ts";
import { moduleExecs } from "../runtime/record/execution_log.ts";
import type { WorkflowExec } from "../runtime/record/log.ts";
import type { Store } from "../runtime/store/store.ts";
import { comparisonText, parameterChanges } from "./log_compare_text.ts";
import type { Look } from "./log_look.ts";
import { print, printAll } from "./terminal.ts";

/** Prints what differs. */
export async function compare(
  store: Store,
  [before, after]: readonly [WorkflowExec, WorkflowExec],
  { json, all, look }: { json: boolean; all: boolean; look: Look },
): Promise<void> {
  const modules = await compareModules(moduleExecs(store, before), moduleExecs(store, after));
  if (json) await printAll(jsonOf(before, after, modules));
  else print(comparisonText({ before, after, modules }, { all, look }));
}

/** One document on one line, in pieces. */
async function* jsonOf(before: WorkflowExec, after: WorkflowExec, modules: ComparedModules): AsyncGenerator<string> {
  const { added, gone, both } = modules;
  const head = { old: before, new: after, parameters: parameterChanges(before, after), added, gone };
  yield `${JSON.stringify(head).slice(0, -1)},"both":[`;
  for (const [i, pair] of both.entries()) yield (i === 0 ? "" : ",") + JSON.stringify(pair);
  yield "]}\n";
}
