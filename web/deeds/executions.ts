/** What people do to executions: run them again, wholly or from a module on, and say where modules are computed. */
import { InputError } from "../../runtime/errors.ts";
import { executionRecord } from "../../runtime/record/execution_log.ts";
import type { WorkflowExec } from "../../runtime/record/log.ts";
import { MASK } from "../../runtime/secrets/masker.ts";
import type { MonitorServices, Started } from "../services.ts";
import { start } from "./start.ts";

type Services = Pick<MonitorServices, "store" | "actions" | "answers">;

/** Runs the workflow of an execution with the same values; `from`: that module and what depends on it compute anew. */
export async function runAgain(id: string, from: string | undefined, services: Services): Promise<Started> {
  const exec = await recordOf(id, services);
  const again = from === undefined ? [] : [`--again=${outermost(from)}`];
  return await start(services.actions, ["run", ...workflowArguments(exec), ...again, "--new", "--quiet"]);
}

/** What is inside a group is computed with it. */
function outermost(path: string): string {
  return path.split(",")[0];
}

/** The workflow of an execution as `vt run` takes it. */
function workflowArguments({ workflow, parameters }: WorkflowExec): readonly string[] {
  const { file, cell, mashup } = workflow;
  const hidden = Object.keys(parameters).find((name) => parameters[name].includes(MASK));
  if (hidden !== undefined) {
    throw new InputError(`Cannot run it again: ${hidden} was a secret, of which the record has nothing`);
  }
  const set = Object.entries(parameters).map(([name, text]) => `--set=${name}=${text}`);
  if (cell !== undefined) return [file, `--exploration=${cell.slice(0, cell.indexOf(" "))}`, ...set];
  if (mashup !== undefined) return [file, `--mashup=${mashup}`, ...set];
  return [workflowArgument(workflow), ...set];
}

function workflowArgument({ file, version }: WorkflowExec["workflow"]): string {
  return version === undefined ? file : `${file}:${version}`;
}

/** Says where a module of an execution's workflow is computed from now on: that goes into its execution configuration. */
export async function setTarget(
  id: string,
  { module, target }: { readonly module: string; readonly target: string },
  services: Services,
): Promise<Started> {
  const { workflow } = await recordOf(id, services);
  const { names } = await services.answers.targets(workflow.file);
  if (!names.includes(target)) {
    throw new InputError(`Cannot use target ${target.slice(0, 80)}: there is none of this name`);
  }
  if (!/^\d+(,\d+)*$/.test(module)) throw new InputError(`Cannot find module ${module.slice(0, 80)}`);
  return await start(services.actions, ["targets", "set", workflowArgument(workflow), module, target]);
}

async function recordOf(id: string, { store }: Services): Promise<WorkflowExec> {
  const exec = await executionRecord(store, id);
  if (exec === undefined) throw new InputError(`There is no execution ${id} any more`);
  return exec;
}
