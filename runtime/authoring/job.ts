/** A job: work that goes on when the program has ended, and whose result a later run takes. */
import { enterDefinition } from "./definition_table.ts";
import type { HandleContext, JobContext, JobHandle } from "./job_steps.ts";
import type { AnyDefinition, DefinitionBase } from "./module.ts";
import type { Inputs, Outputs, Ports } from "./port.ts";

/** A job as its author gives it to {@linkcode defineJob}. `A`, `B` and `C` are plain data, as JSON holds it. */
export interface JobDefinition<I extends Ports, O extends Ports, A, B, C> extends DefinitionBase<I, O> {
  /** Takes from the inputs what the job needs. */
  readInputs(inputs: Inputs<I>, context: JobContext): A;
  /** Submits it; what it returns must suffice to make a handle in another program. */
  start(parameters: A, context: JobContext): B | Promise<B>;
  /** Makes a handle: it asks after the job. */
  handle(parameters: B, context: HandleContext): JobHandle;
  /** Fetches the results of a job that is over; throws where it failed. */
  finish(parameters: B, context: JobContext): C | Promise<C>;
  /** Gives the outputs. */
  setResults(parameters: C, context: JobContext): NoInfer<Outputs<O>>;
  /** What lists call the job; else the module's label or name. */
  jobName?(parameters: A): string;
  /**
   * Looks for a job that may have been submitted before the program was killed: what `start` would have returned, or
   * undefined when it was surely not submitted. Without it, or when it throws, a person has to say.
   */
  recover?(parameters: A, context: JobContext): B | undefined | Promise<B | undefined>;
}

/**
 * Defines a job. The run records what it is about to do, does it, and records what came of it; the program may end
 * while the job goes on, and `vt resume` continues without running what precedes the job.
 *
 * @example
 * ```ts
 * import { defineJob, port, types as t } from "vt";
 * export const Alarm = defineJob({
 *   name: "Alarm",
 *   inputs: { seconds: port(t.Float, { default: 10 }) },
 *   outputs: { rung: port(t.Boolean) },
 *   readInputs: ({ seconds }) => ({ seconds }),
 *   start: ({ seconds }) => ({ until: Date.now() + seconds * 1000 }),
 *   handle: ({ until }) => ({ finished: () => Date.now() >= until }),
 *   finish: (parameters) => parameters,
 *   setResults: () => ({ rung: true }),
 * });
 * ```
 */
export function defineJob<const I extends Ports, const O extends Ports, A, B, C>(
  definition: JobDefinition<I, O, A, B, C>,
): DefinitionBase<I, O> & { readonly job: object } {
  const { readInputs, start, handle, finish, setResults, jobName, recover, ...base } = definition;
  const made = { ...base, job: { readInputs, start, handle, finish, setResults, jobName, recover } };
  enterDefinition(made as unknown as AnyDefinition, defineJob);
  return made;
}
