/** What a run runs, as a hash for its record. */
import { scriptHash } from "../../runtime/definition/script_hash.ts";
import type { WorkflowSource } from "../../runtime/record/log.ts";
import type { OpenedWorkflow } from "../open/open_workflow.ts";
import { scriptUrl } from "./job_ids_of.ts";

/** VisTrails' hash of the version, or that of the script; undefined where something of it cannot be read. */
export async function hashOf(
  { source, bundle }: Pick<OpenedWorkflow, "source" | "bundle">,
): Promise<string | undefined> {
  if (bundle === undefined || source.version === undefined) return await scriptHash(scriptUrl(source.file));
  const { materialise } = await import("../../runtime/vistrail/materialise.ts");
  const { workflowHash } = await import("../../runtime/vistrail/workflow_hash.ts");
  return await workflowHash(materialise(bundle.vistrail, source.version));
}

/** The same of what a record names; a script is not evaluated. Throws where the file is not there, or is none. */
export async function hashOfSource(source: WorkflowSource): Promise<string | undefined> {
  if (source.version === undefined) return await hashOf({ source });
  const { openVistrail } = await import("../../runtime/vt_file/bundle.ts");
  return await hashOf({ source, bundle: await openVistrail(source.file) });
}
