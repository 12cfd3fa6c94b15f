/** The control parameter `job_cache`: a module's outputs are kept as a finished job, as texts. */
import { ModuleError } from "../errors.ts";
import type { Job, NewJob } from "../jobs/job.ts";
import type { PipelineModule } from "../pipeline/pipeline.ts";
import type { ModuleRun, OutputValues } from "./module_run.ts";

/** Whether the module's outputs are to be kept so. */
export function hasJobCache({ controlParameters }: PipelineModule): boolean {
  return controlParameters.size > 0 && controlParameters.get("job_cache")?.toLowerCase() === "true";
}

/** The outputs that are kept; undefined when there are none. */
export function outputsFromJob(run: ModuleRun, job: Job | undefined): OutputValues | undefined {
  if (job?.state !== "finished") return undefined;
  const outputs: Record<string, unknown> = {};
  for (const [port, text] of Object.entries(job.parameters as Record<string, unknown>)) {
    const [type] = run.plan.ports[run.index].outputs.get(port)?.types ?? [];
    if (type?.constant === undefined) throw new ModuleError(`Trying to use a non-constant type a cache: ${port}`);
    outputs[port] = type.constant.parse(String(text));
  }
  return outputs;
}

/** The outputs of a module that has run, as a finished job. */
export function jobOfOutputs(run: ModuleRun): NewJob {
  const parameters: Record<string, string> = {};
  for (const [port, value] of Object.entries(run.outputs!)) {
    const [type] = run.plan.ports[run.index].outputs.get(port)!.types;
    if (type.constant === undefined) throw new ModuleError(`Trying to cache a non-constant type: ${port}`);
    parameters[port] = type.constant.format(value);
  }
  return { id: run.jobId, name: run.module.name, module: run.path, parameters };
}
