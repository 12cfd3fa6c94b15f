/** From a `.vt` file and the name of a parameter exploration to a workflow for each of its cells. */
import { callFunction } from "../../modules/python/call_function.ts";
import { UsageError } from "../../runtime/errors.ts";
import { type Cell, explorationNamed, exploredPipelines } from "../../runtime/pipeline/exploration.ts";
import type { CallPython } from "../../runtime/pipeline/interpolation.ts";
import { withAliases, withVariables } from "../../runtime/pipeline/pipeline_settings.ts";
import { bundlePipeline, openVistrail, splitVersion } from "../../runtime/vt_file/bundle.ts";
import { complain } from "../line/terminal.ts";
import { isScript, type OpenedWorkflow } from "../open/open_workflow.ts";
import { registry } from "../open/plan_workflow.ts";

/** The cells, in VisTrails' order. The file's version is the exploration's own. */
export async function openExploration(
  argument: string,
  named: string,
  set: ReadonlyMap<string, string>,
): Promise<readonly OpenedWorkflow[]> {
  if (isScript(argument)) throw new UsageError("Option --exploration is for .vt files: a script explores with a loop");
  const { file } = await splitVersion(argument);
  const bundle = await openVistrail(file);
  const { vistrail } = bundle;
  const exploration = explorationNamed(vistrail.parameterExplorations, named);
  const version = exploration.actionId;
  const stored = withAliases(await bundlePipeline(bundle, version), set);
  const callPython: CallPython = (source, count) => callFunction(source, count, complain);
  const cells = await exploredPipelines(stored, exploration, { registry, callPython });
  return cells.map((cell): OpenedWorkflow => ({
    source: {
      file: Deno.realPathSync(file),
      version,
      name: `${named} ${placeOf(cell)}`,
      cell: `${exploration.id} ${placeOf(cell)}`,
    },
    pipeline: withVariables(cell.pipeline, vistrail.variables),
    results: new Map(),
    problems: [],
    bundle,
  }));
}

function placeOf({ row, column, sheet }: Cell): string {
  return `${row}_${column}_${sheet}`;
}
