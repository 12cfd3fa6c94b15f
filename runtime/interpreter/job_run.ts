/**
 * Runs a job: record what is about to be done, do it, record what came of it. In VisTrails' order: a finished job gives
 * its results; one that was submitted is asked after; only one that nobody knows is submitted.
 */
import { placeOf } from "../authoring/definition_table.ts";
import type { JobContext, JobHandle, JobParameters, JobSteps } from "../authoring/job_steps.ts";
import { packageOf } from "../authoring/package.ts";
import { JobUnknownError, messageOf, ModuleError, ModuleSuspended } from "../errors.ts";
import type { Job, NewJob } from "../jobs/job.ts";
import { Context } from "./context.ts";
import type { JobBook } from "./job_book.ts";
import { type JobPlace, placeOfJob } from "./job_place.ts";
import type { ModuleRun, OutputValues } from "./module_run.ts";
import { readInputs } from "./read_inputs.ts";
import type { Execution } from "./running_execution.ts";

/** Gives the outputs; throws ModuleSuspended while the job goes on. */
export async function runJob(run: ModuleRun, book: JobBook): Promise<OutputValues> {
  const context = new RunningJob(run, book);
  const place = await placeOfJob(run, book.get(run.jobId), book);
  const { steps } = place;
  const known = await adopted(run, place, book);
  if (known !== undefined) context.tellOfJob();
  const job = known === undefined ? await submit(context, place) : await settle(known, context, steps);
  if (job.state === "finished") return await steps.setResults(job.parameters, context) as OutputValues;
  const isOver = await ask(steps.handle(job.parameters, context), job, book);
  if (!isOver) throw new ModuleSuspended("Job is running");
  return await finish(job, context, steps);
}

/** The job as it is known; one that came with a file is now known to belong to this module. */
async function adopted(run: ModuleRun, place: JobPlace, book: JobBook): Promise<Job | undefined> {
  const known = book.get(run.jobId);
  if (known === undefined || known.definition !== undefined) return known;
  await book.keep(intentOf(run, place, known.parameters), { state: known.state });
  return book.get(run.jobId);
}

/** Submits a job that nobody knows. */
async function submit(context: RunningJob, place: JobPlace): Promise<Job> {
  const { run, book } = context;
  const { steps } = place;
  const parameters = await steps.readInputs(readInputs(run), context);
  await book.intend({ ...intentOf(run, place, parameters), parameters });
  context.tellOfJob();
  try {
    const started = await steps.start(parameters, context);
    await book.change(run.jobId, { state: "running", parameters: started });
  } catch (error) {
    // A module's own error says that it did not submit; after any other nobody knows.
    if (!(error instanceof ModuleError)) return await recover(book.get(run.jobId)!, context, steps);
    await book.forget(run.jobId);
    throw error;
  }
  return book.get(run.jobId)!;
}

/** Brings a job that is known to a state in which it can be asked after, or says why that cannot be. */
async function settle(job: Job, context: RunningJob, steps: JobSteps): Promise<Job> {
  switch (job.state) {
    case "submitting":
      return await recover(job, context, steps);
    case "failed":
    case "cancelled":
      throw new ModuleError(`Job ${job.state}${said(job)}; "vt jobs resubmit ${job.id.slice(0, 10)}" runs it again`);
    case "unknown":
      throw unknown(job);
    default:
      return job;
  }
}

/** The program ended between submitting and recording it: the job itself is asked whether it is there. */
async function recover(job: Job, context: RunningJob, steps: JobSteps): Promise<Job> {
  const { book } = context;
  let found: JobParameters | undefined;
  try {
    if (steps.recover === undefined) throw new Error("it may have been submitted, and cannot be looked for");
    found = await steps.recover(job.parameters, context);
  } catch (error) {
    await book.change(job.id, { state: "unknown", reason: messageOf(error) });
    throw unknown(book.get(job.id)!);
  }
  if (found !== undefined) {
    await book.change(job.id, { state: "running", parameters: found });
    return book.get(job.id)!;
  }
  try {
    await book.change(job.id, { state: "running", parameters: await steps.start(job.parameters, context) });
  } catch (error) {
    await book.change(job.id, { state: "submitting", reason: messageOf(error) });
    throw error;
  }
  return book.get(job.id)!;
}

/** Whether the job says so; where asking fails too, nobody knows, and its result may be taken another time. */
async function hasFailed(handle: JobHandle): Promise<boolean> {
  try {
    return await handle.failed?.() ?? false;
  } catch {
    return false;
  }
}

/** Asks once. An answer that fails says nothing of the job: it goes on. */
async function ask(handle: JobHandle, job: Job, book: JobBook): Promise<boolean> {
  if (job.state === "ready") return true;
  let isOver: boolean;
  try {
    isOver = await isDone(handle);
  } catch (error) {
    const reason = messageOf(error);
    const state = error instanceof JobUnknownError ? "unknown" : "running";
    await book.change(job.id, { state, reason, checkedAt: Date.now() });
    if (state === "unknown") throw unknown(book.get(job.id)!);
    throw new ModuleSuspended(`Job is running; asking after it failed: ${reason}`);
  }
  const state = isOver ? "ready" : "running";
  await book.change(job.id, { state, parameters: job.parameters, checkedAt: Date.now() });
  return isOver;
}

/** Whether a job is over, well or not. */
async function isDone(handle: JobHandle): Promise<boolean> {
  if (await handle.finished()) return true;
  return handle.failed === undefined ? false : await handle.failed();
}

async function finish(job: Job, context: RunningJob, steps: JobSteps): Promise<OutputValues> {
  const { book } = context;
  try {
    const parameters = await steps.finish(job.parameters, context);
    await book.change(job.id, { state: "finished", parameters });
    return await steps.setResults(parameters, context) as OutputValues;
  } catch (error) {
    if (book.get(job.id)!.state !== "finished") {
      const state = await hasFailed(steps.handle(job.parameters, context)) ? "failed" : "ready";
      await book.change(job.id, { state, reason: messageOf(error) });
    }
    throw error;
  }
}

/**
 * Records the modules that suspended by themselves. Those that did so before and do no longer are finished, if this run
 * could come across them.
 */
export async function keepSuspensions({ suspendedAlone, hasFailed, signal }: Execution, book: JobBook): Promise<void> {
  const kept = new Set<string>();
  for (const run of suspendedAlone) {
    const error = run.failure!.error;
    const intent = {
      id: run.jobId,
      name: run.module.label || run.module.name,
      module: run.path,
      parameters: { __message__: error },
    };
    await book.keep(intent, { state: "running", reason: error });
    kept.add(intent.id);
  }
  if (hasFailed || signal.aborted) return;
  for (const job of book.jobs) {
    if (isAlone(job) && job.state !== "finished" && !kept.has(job.id)) {
      await book.keep(job, { state: "finished" });
    }
  }
}

/** A module that suspended by itself, in VisTrails' form. */
function isAlone({ definition, parameters }: Job): boolean {
  return definition === undefined && typeof parameters === "object" && parameters !== null &&
    "__message__" in parameters;
}

function unknown(job: Job): ModuleSuspended {
  const id = job.id.slice(0, 10);
  return new ModuleSuspended(`Job is unknown${said(job)}; "vt jobs adopt ${id}" or "vt jobs resubmit ${id}" decides`);
}

function said({ reason }: Job): string {
  return reason === undefined ? "" : `: ${reason}`;
}

function intentOf(run: ModuleRun, { steps, target }: JobPlace, parameters: JobParameters): NewJob {
  const definition = run.definition!;
  const from = packageOf(definition)?.identifier ?? placeOf(definition)?.url ?? "";
  return {
    id: run.jobId,
    name: steps.jobName?.(parameters) || run.module.label || definition.name,
    module: run.path,
    definition: { package: from, namespace: definition.namespace ?? "", name: definition.name },
    parameters,
    ...(target && { target }),
  };
}

/** What a job's steps may do. */
class RunningJob extends Context implements JobContext {
  declare readonly run: ModuleRun;

  constructor(run: ModuleRun, readonly book: JobBook) {
    super(run);
  }

  get key(): string {
    return this.book.keyOf(this.run.jobId);
  }

  get directory(): string {
    return this.book.directoryOf(this.run.jobId);
  }

  /** Tells which job belongs to the module. */
  tellOfJob(): void {
    const { frame, jobId: job } = this.run;
    frame.execution.observe?.({ kind: "jobKnown", ...frame.placeOf(this.run), job });
  }
}
