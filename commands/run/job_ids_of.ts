/** By which identities a workflow's jobs are kept: a file's as VisTrails keeps them, a script's as vt does. */
import { pathToFileURL } from "node:url";
import type { JobIds } from "../../runtime/interpreter/job_ids.ts";
import type { Plan } from "../../runtime/plan/plan.ts";
import type { OpenedWorkflow } from "../open/open_workflow.ts";

/** The URL of a script, as definitions know it. */
export function scriptUrl(file: string): string {
  return pathToFileURL(file).href;
}

/** The identities of a planned workflow; nothing is computed before a job asks. */
export async function jobIdsOf({ source }: OpenedWorkflow, plan: Plan): Promise<JobIds> {
  if (source.version !== undefined) {
    const { VistrailsSignatures } = await import("../../runtime/plan/vistrails_signature.ts");
    return VistrailsSignatures.ofPlan(plan);
  }
  const { ScriptJobIds } = await import("../../runtime/interpreter/script_job_ids.ts");
  return await ScriptJobIds.ofPlan(plan, { script: scriptUrl(source.file) });
}
