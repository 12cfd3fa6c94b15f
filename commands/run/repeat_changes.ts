/** What of a workflow is not what an execution of it ran. */
import type { WorkflowExec } from "../../runtime/record/log.ts";
import type { Store } from "../../runtime/store/store.ts";
import { Comparison, nameOf } from "../../runtime/why/comparison.ts";
import { readExecution } from "../../runtime/why/known_execution.ts";
import type { OpenedWorkflow } from "../open/open_workflow.ts";
import { planWorkflow } from "../open/plan_workflow.ts";
import { title } from "../why/title.ts";
import { componentsOf } from "./components_of.ts";
import { hashOf } from "./hash_of.ts";

/** Modules that are named. */
const MOST_NAMED = 5;

/**
 * In a line; undefined where nothing has changed. `opened`: with the values that the execution had. A version of a
 * VisTrails log has no hash: it never changes.
 */
export async function changesSince(
  exec: WorkflowExec,
  opened: OpenedWorkflow,
  store: Store | undefined,
): Promise<string | undefined> {
  const { file, version } = opened.source;
  const what = version === undefined ? file : `version ${version} of ${file}`;
  if (exec.hash === undefined) {
    return version === undefined ? `Nobody knows whether ${what} has changed since execution ${exec.id}` : undefined;
  }
  if (await hashOf(opened) === exec.hash) return undefined;
  const modules = store && await changedModules(exec, opened, store);
  return `${what} has changed since execution ${exec.id}${modules === undefined ? "" : `: ${modules}`}`;
}

/** Undefined where what the execution was made of is not kept. */
async function changedModules(exec: WorkflowExec, opened: OpenedWorkflow, store: Store): Promise<string | undefined> {
  const known = await readExecution(store, exec);
  if (known === undefined) return undefined;
  const { plan, isRefused } = planWorkflow(opened, { strict: false });
  if (isRefused) return undefined;
  const { graph } = await componentsOf(plan, opened.source.file);
  const comparison = new Comparison(graph, known.graph, opened.source.version === undefined);
  const numbers = [...graph.paths.keys()];
  const before = new Set(numbers.map((number) => comparison.pathBefore(number)));
  const gone = [...known.graph.paths.keys()].filter((number) => !before.has(known.graph.paths[number]));
  const names = [
    ...numbers.filter((number) => comparison.hasChanged(number)).map((number) => title(nameOf(graph, number))),
    ...gone.map((number) => `${title(nameOf(known.graph, number))}, which is gone`),
  ];
  if (names.length === 0) return "none of its modules has";
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : "";
  return `${names.slice(0, MOST_NAMED).join(", ")}${more}`;
}
