/** What people do to executions and versions: run them again, wholly or from a module on, elsewhere, with other values. */
import { InputError } from "../../runtime/errors.ts";
import { findExecution } from "../../runtime/record/execution_log.ts";
import type { WorkflowExec } from "../../runtime/record/log.ts";
import type { Said } from "../said.ts";
import type { MonitorServices } from "../services.ts";
import { saidOfStart } from "./runs.ts";

type Services = Pick<MonitorServices, "store" | "actions" | "mask" | "answers">;

/** Runs the workflow of an execution with the same values; `from`: that module and what depends on it compute anew. */
export async function runAgain(id: string, from: string | undefined, services: Services): Promise<Said> {
  const exec = await findExecution(services.store, id);
  const again = from === undefined ? [] : ["--again", outermost(from)];
  const started = await services.actions.start(["run", "--quiet", "--new", ...again, ...workflowArguments(exec)]);
  return saidOfStart(started, from === undefined ? "It runs again" : `It runs again from module ${from} on`, services);
}

/** What is inside a group is computed with it. */
function outermost(path: string): string {
  return path.split(",")[0];
}

/** The workflow of an execution as `vt run` takes it. */
function workflowArguments({ workflow, parameters }: WorkflowExec): readonly string[] {
  const { file, version, cell, mashup } = workflow;
  const set = Object.entries(parameters).flatMap(([name, text]) => ["--set", `${name}=${text}`]);
  if (cell !== undefined) return ["--exploration", cell.slice(0, cell.indexOf(" ")), ...set, "--", file];
  if (mashup !== undefined) return ["--mashup", mashup, ...set, "--", file];
  return [...set, "--", versionArgument(file, version)];
}

/** Says where a module of an execution's workflow is computed from now on; that goes into its execution configuration. */
export async function setTarget(id: string, path: string, target: string, services: Services): Promise<Said> {
  const exec = await findExecution(services.store, id);
  const { file, version } = exec.workflow;
  const { names } = await services.answers.targets(file);
  if (!names.includes(target)) {
    throw new InputError(`Cannot use target ${target.slice(0, 80)}: there is none of this name`);
  }
  const args = ["targets", "set", "--", versionArgument(file, version), path, target];
  const started = await services.actions.start(args);
  if (started.kind === "ended" && started.code === 0) {
    return {
      lines: [`Later runs compute module ${path} ${target === "auto" ? "where vt chooses" : `at ${target}`}`],
      isBad: false,
    };
  }
  return saidOfStart(started, `Target of module ${path}`, services);
}

/** A version of a file, and values for its aliases. */
export interface VersionToRun {
  readonly file: string;
  readonly version: string;
  readonly aliases: ReadonlyMap<string, string>;
}

/** Runs a version of a file. */
export async function runVersion({ file, version, aliases }: VersionToRun, services: Services): Promise<Said> {
  if (!/^\d{1,9}$/.test(version)) throw new InputError("Cannot run the version: its number is missing");
  const set = [...aliases].flatMap(([name, text]) => ["--set", `${name}=${text}`]);
  const started = await services.actions.start([
    "run",
    "--quiet",
    ...set,
    "--",
    versionArgument(file, Number(version)),
  ]);
  return saidOfStart(started, `Version ${version} runs`, services);
}

function versionArgument(file: string, version: number | undefined): string {
  return version === undefined ? file : `${file}:${version}`;
}
