/** Opens again what was run, by what its record says of it. */
import { InputError } from "../../runtime/errors.ts";
import type { WorkflowSource } from "../../runtime/record/log.ts";
import { type OpenedWorkflow, openWorkflow } from "./open_workflow.ts";

/** The workflow of a source: of a script, a version, a mashup or the cell of an exploration. Throws `InputError`. */
export async function reopenWorkflow(
  { file, version, cell, mashup }: WorkflowSource,
  parameters: ReadonlyMap<string, string>,
): Promise<OpenedWorkflow> {
  if (mashup !== undefined) return await (await import("./open_mashup.ts")).openMashup(file, mashup, parameters);
  if (cell === undefined) return await openWorkflow(version === undefined ? file : `${file}:${version}`, parameters);
  const { openExploration } = await import("../run/explore.ts");
  const cells = await openExploration(file, cell.slice(0, cell.indexOf(" ")), parameters);
  const found = cells.find((opened) => opened.source.cell === cell);
  if (found === undefined) throw new InputError(`Cannot find cell ${cell} of the exploration: it has changed`);
  return found;
}
