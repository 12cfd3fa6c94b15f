/** A step of a job that is done elsewhere: where the job was submitted it is asked after, too. */
import type { HandleContext, JobContext, JobHandle, JobSteps, OutputPart } from "../authoring/job_steps.ts";
import type { AnyDefinition, ComputeContext } from "../authoring/module.ts";
import { outputPartOf, type PartOfStream } from "../authoring/output_part.ts";

/** Steps by their names; those of a handle make it anew. */
export type JobStep =
  | "readInputs"
  | "start"
  | "recover"
  | "finished"
  | "failed"
  | "standardOutput"
  | "standardError"
  | "outputPart"
  | "cancel"
  | "finish"
  | "setResults";

/** Which step, of which job. */
export interface JobCall {
  readonly step: JobStep;
  /** See `JobContext`. */
  readonly key: string;
  /** See `JobContext`; where it is done may have another. */
  readonly directory: string;
}

/** What a step gives beside the job's outputs. */
export interface JobStepOutputs {
  /** Undefined where the step gives nothing, or the job has no such step. */
  readonly result?: unknown;
  /** A handle may change them. */
  readonly parameters?: unknown;
}

/** Port of what a step that asks is given. */
const PARAMETERS = "parameters";

/** Port of the part of its output that is wanted. */
const PART = "part";

/** What does the step of a job where this is called. */
export function jobStep(
  { name, job }: AnyDefinition,
  { step, key, directory }: JobCall,
): (inputs: Readonly<Record<string, unknown>>, context: ComputeContext) => Promise<object> {
  if (job === undefined) throw new TypeError(`module ${name} is no job`);
  return async (inputs, given) => {
    const context = jobContext(given, { key, directory });
    if (step === "readInputs") return { result: await job.readInputs(inputs, context) };
    const parameters = inputs[PARAMETERS];
    switch (step) {
      case "start":
      case "finish":
        return { result: await job[step](parameters, context) };
      case "recover":
        if (job.recover === undefined) throw new Error("it may have been submitted, and cannot be looked for");
        return { result: await job.recover(parameters, context) };
      case "setResults":
        return await job.setResults(parameters, context);
      case "outputPart":
        return { result: await outputPartOf(job.handle(parameters, context), inputs[PART] as PartOfStream) };
      case "cancel": {
        const handle = job.handle(parameters, context);
        if (handle.cancel === undefined) throw new Error(`jobs of the type ${name} cannot be cancelled`);
        await handle.cancel();
        return { parameters };
      }
      default:
        return { result: await job.handle(parameters, context)[step]?.(), parameters };
    }
  };
}

/** Everything else is the module's own. */
function jobContext(context: ComputeContext, { key, directory }: Pick<JobCall, "key" | "directory">): JobContext {
  return new Proxy(context as JobContext, {
    get(target, name): unknown {
      if (name === "key") return key;
      if (name === "directory") return directory;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** Does a step elsewhere. */
export type CallStep = (step: JobStep, inputs: Readonly<Record<string, unknown>>) => Promise<object>;

/** The steps of a job as they are done elsewhere: all of them take time, also those that take none here. */
export function farJobSteps(call: CallStep, jobName: JobSteps["jobName"]): JobSteps {
  const resultOf = async (step: JobStep, parameters: unknown): Promise<unknown> =>
    (await call(step, { [PARAMETERS]: parameters }) as JobStepOutputs).result;
  return {
    readInputs: async (inputs) => (await call("readInputs", inputs) as JobStepOutputs).result,
    start: (parameters) => resultOf("start", parameters),
    recover: (parameters) => resultOf("recover", parameters),
    finish: (parameters) => resultOf("finish", parameters),
    setResults: (parameters) => call("setResults", { [PARAMETERS]: parameters }),
    handle: (parameters, _context: HandleContext) => farHandle(call, parameters),
    ...(jobName && { jobName }),
  };
}

function farHandle(call: CallStep, parameters: unknown): JobHandle {
  const ask = async <T>(step: JobStep): Promise<T> => {
    const { result, parameters: after } = await call(step, { [PARAMETERS]: parameters }) as JobStepOutputs;
    replaceContent(parameters, after);
    return result as T;
  };
  return {
    finished: () => ask("finished"),
    failed: async () => await ask<boolean | undefined>("failed") ?? false,
    standardOutput: async () => await ask<string | undefined>("standardOutput") ?? "",
    standardError: async () => await ask<string | undefined>("standardError") ?? "",
    outputPart: async (stream, range) => {
      const inputs = { [PARAMETERS]: parameters, [PART]: { stream, ...range } };
      return (await call("outputPart", inputs) as JobStepOutputs).result as OutputPart;
    },
    cancel: () => ask("cancel"),
  };
}

/** A handle changes the parameters that it was made from. */
function replaceContent(target: unknown, content: unknown): void {
  const areObjects = [target, content].every((one) => typeof one === "object" && one !== null);
  if (!areObjects) return;
  for (const key of Object.keys(target as object)) delete (target as Record<string, unknown>)[key];
  Object.assign(target as object, content);
}
