/** Where the steps of a job are done: here, or at the agent that submitted it. */
import type { JobSteps } from "../authoring/job_steps.ts";
import { ModuleError } from "../errors.ts";
import type { Job, JobTarget } from "../jobs/job.ts";
import type { ComputeRequest } from "../scheme/compute_request.ts";
import { outputsOfReply } from "../scheme/compute_request.ts";
import type { ExecutionScheme } from "../scheme/execution_scheme.ts";
import { farJobSteps, type JobCall, type JobStep } from "../scheme/job_call.ts";
import { askScheme } from "./ask_scheme.ts";
import { saying } from "./compute_elsewhere.ts";
import type { JobBook } from "./job_book.ts";
import type { ModuleRun } from "./module_run.ts";
import { secretsWith } from "./module_secrets.ts";
import { sentName } from "./sent_modules.ts";

/** Steps, and what is to be recorded of where they are done. */
export interface JobPlace {
  readonly steps: JobSteps;
  readonly target?: JobTarget;
}

/** Steps that do no harm when they are done twice. */
const REPEATABLE: ReadonlySet<JobStep> = new Set(
  ["readInputs", "recover", "finished", "failed", "standardOutput", "standardError", "setResults"] as const,
);

/** A job that is known stays where it was submitted; another one goes where the module is placed. */
export async function placeOfJob(run: ModuleRun, known: Job | undefined, book: JobBook): Promise<JobPlace> {
  const { execution } = run.frame;
  const steps = run.definition!.job!;
  const isKnown = known?.definition !== undefined;
  let scheme: ExecutionScheme | undefined;
  if (!isKnown) {
    scheme = await chosen(execution.elsewhere?.schemeOf(run), requestOf(run, callOf(run, "start", book), {}));
  } else if (known.target !== undefined) scheme = execution.schemeAt(known.target);
  if (scheme === undefined) return { steps };
  const target = isKnown ? known.target : scheme.target;
  if (target === undefined) throw new ModuleError(`Cannot submit a job by scheme ${scheme.name}: it has no target`);
  const { name, parameters } = target;
  // What the inputs name, later steps may use too: they are not given the inputs any more.
  let secrets: ComputeRequest["secrets"];
  const call = async (step: JobStep, inputs: Readonly<Record<string, unknown>>): Promise<object> => {
    const request = requestOf(run, callOf(run, step, book), inputs);
    if (request.secrets !== undefined) secrets = { ...secrets, ...request.secrets };
    const options = { ...saying(run, scheme), mayStay: () => false };
    return outputsOfReply(await askScheme(scheme, { ...request, ...(secrets && { secrets }) }, options));
  };
  return { steps: farJobSteps(call, steps.jobName), target: { name, scheme: target.scheme, parameters } };
}

async function chosen(
  scheme: ExecutionScheme | undefined,
  request: ComputeRequest,
): Promise<ExecutionScheme | undefined> {
  return scheme?.chooseOne === undefined ? scheme : await scheme.chooseOne(request);
}

function callOf(run: ModuleRun, step: JobStep, book: JobBook): JobCall {
  return { step, key: book.keyOf(run.jobId), directory: book.directoryOf(run.jobId) };
}

function requestOf(run: ModuleRun, job: JobCall, inputs: Readonly<Record<string, unknown>>): ComputeRequest {
  const secrets = secretsWith(run.definition!, [inputs], run.frame.execution.secretOf);
  return {
    work: { definition: sentName(run.definition!), job },
    inputs,
    isRepeatable: REPEATABLE.has(job.step),
    ...(secrets && { secrets }),
    folder: run.frame.execution.elsewhere?.folder,
  };
}
