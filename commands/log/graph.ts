/** The pipeline of an execution, where what was run is still there as it was. */
import { InputError } from "../../runtime/errors.ts";
import { type WorkflowGraph, workflowGraph } from "../../runtime/provenance/workflow_graph.ts";
import type { WorkflowExec } from "../../runtime/record/log.ts";
import { complain, oneLine } from "../line/terminal.ts";
import { isScript, type OpenedWorkflow, openWorkflow } from "../open/open_workflow.ts";

/** Undefined, after a line on stderr that says why, where it is not there, or is another one now. */
export async function graphOf(exec: WorkflowExec): Promise<WorkflowGraph | undefined> {
  const { file } = exec.workflow;
  try {
    const wrong = await whyNot(exec);
    if (wrong === undefined) return await graphOfOpened(await reopened(exec), exec);
    complain(`vt: exported from the record alone, without wires and written values: ${wrong}`);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const reason = oneLine(error.message, 1000);
    complain(`vt: exported from the record alone, without wires and written values: ${file} does not open: ${reason}`);
  }
  return undefined;
}

/** Why what is in the file may be something else than what ran. A script is not evaluated for it. */
async function whyNot({ workflow: { file, version }, hash }: WorkflowExec): Promise<string | undefined> {
  if (!await exists(file)) return `${file} is not there any more`;
  if (isScript(file)) {
    if (hash === undefined) return `the record does not say what ${file} was when it ran`;
    const { scriptHash } = await import("../../runtime/definition/script_hash.ts");
    const { scriptUrl } = await import("../run/job_ids_of.ts");
    return await scriptHash(scriptUrl(file)) === hash ? undefined : `${file} has changed since it ran`;
  }
  return version === undefined ? `the record does not say which version of ${file} ran` : undefined;
}

async function reopened({ workflow, hash, parameters }: WorkflowExec): Promise<OpenedWorkflow> {
  const { file, version } = workflow;
  const set = new Map(workflow.mashup === undefined ? Object.entries(parameters) : []);
  const opened = await openWorkflow(version === undefined ? file : `${file}:${version}`, set);
  if (version === undefined || hash === undefined) return opened;
  const { hashOf } = await import("../run/hash_of.ts");
  if (await hashOf(opened) !== hash) throw new InputError(`its version ${version} is another one than what ran`);
  return opened;
}

async function graphOfOpened({ pipeline, source }: OpenedWorkflow, exec: WorkflowExec): Promise<WorkflowGraph> {
  const { registry } = await import("../open/plan_workflow.ts");
  const { cell, mashup } = exec.workflow;
  return workflowGraph(pipeline, {
    definitionOf: (module) => source.version === undefined ? undefined : registry.definition(module),
    hasOtherValues: cell !== undefined || mashup !== undefined,
  });
}

async function exists(file: string): Promise<boolean> {
  try {
    return (await Deno.stat(file)).isFile;
  } catch {
    return false;
  }
}
