/** Versions of files as workflow scripts. */
import { InvalidPipelineError } from "../../runtime/errors.ts";
import { scriptFromPlan } from "../../runtime/plan/to_script.ts";
import type { Export, ExportOptions } from "../export.ts";
import { openWorkflow } from "../open/open_workflow.ts";
import { planWorkflow, registry } from "../open/plan_workflow.ts";
import { importable, readable } from "./imports.ts";

/** The script that builds what `FILE[:VERSION]` holds, with the modules as they are called today. */
export async function exportToScript({ from, set }: ExportOptions): Promise<Export> {
  const opened = await openWorkflow(from, set);
  const { plan, problems, isRefused } = planWorkflow(opened, { strict: false, isForExport: true });
  if (isRefused) throw new InvalidPipelineError(problems.filter(({ severity }) => severity === "error"));
  const { file, version, name } = opened.source;
  const comment = `Exported from ${file.slice(file.lastIndexOf("/") + 1)}, version ${version}: ${name}`;
  const packages = { importable, readable, constantModule: registry.definition.bind(registry) };
  const text = scriptFromPlan(plan, { name, comment }, packages);
  return { parts: [new TextEncoder().encode(text)], modules: plan.pipeline.modules.length, warnings: [] };
}
