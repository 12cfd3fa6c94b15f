/** Asks after jobs elsewhere: those that agents have submitted, and those whose handles are to work in another process. */
import type { Job } from "../../runtime/jobs/job.ts";
import { isScript } from "../../runtime/jobs/job_definitions.ts";
import type { FarSteps, ScriptSteps } from "../../runtime/jobs/job_questions.ts";
import { type ComputeRequest, type DefinitionName, outputsOfReply } from "../../runtime/scheme/compute_request.ts";
import type { ExecutionScheme } from "../../runtime/scheme/execution_scheme.ts";
import type { ExecutionTarget } from "../../runtime/scheme/execution_target.ts";
import type { JobStep } from "../../runtime/scheme/job_call.ts";
import { farJobSteps } from "../../runtime/scheme/job_call.ts";
import type { Secrets } from "../../runtime/secrets/secrets.ts";
import type { Schemes } from "../../schemes/mod.ts";

/** Processes in which handles of scripts work. One that does not end has its process for itself until its deadline. */
const HANDLES: ExecutionTarget = { name: "handles of jobs", scheme: "process", parameters: { size: "4" } };

/** The steps of such jobs, done at their targets. Schemes are opened when the first is asked after. */
export function farStepsBy(schemes: Pick<Schemes, "of">): FarSteps {
  return (job, target) =>
    farJobSteps(async (step, inputs) => {
      return outputsOfReply(await schemes.of(target).compute(requestOf(job, step, inputs)));
    }, undefined);
}

/** The steps of jobs that scripts define, done in other processes of this machine, which end when nobody waits. */
export function scriptStepsBy(schemes: Pick<Schemes, "of">, secrets: Secrets): ScriptSteps {
  const values = [...secrets.sources.keys()].map((name) => [name, secrets.valueOf(name)!]);
  const all = values.length === 0 ? {} : { secrets: Object.fromEntries(values) as Record<string, string> };
  return (job, signal) =>
    farJobSteps(async (step, inputs) => {
      const scheme: ExecutionScheme = schemes.of(HANDLES);
      return outputsOfReply(await scheme.compute({ ...requestOf(job, step, inputs), ...all }, { signal }));
    }, undefined);
}

function requestOf({ key, definition }: Job, step: JobStep, inputs: ComputeRequest["inputs"]): ComputeRequest {
  const { package: from, namespace, name } = definition!;
  const source: DefinitionName["source"] = isScript(from) ? { script: from } : { package: from };
  const work = { definition: { source, namespace, name }, job: { step, key, directory: "" } };
  return { work, inputs, isRepeatable: step !== "cancel" };
}
