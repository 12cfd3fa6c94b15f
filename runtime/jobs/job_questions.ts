/** Asks after jobs through their handles. A question has a deadline; one without an answer says nothing of the job. */
import type { JobHandle, JobSteps } from "../authoring/job_steps.ts";
import { InputError, JobUnknownError, messageOf } from "../errors.ts";
import type { Registry } from "../pipeline/registry.ts";
import { NO_SECRETS, type Secrets } from "../secrets/secrets.ts";
import type { Job, JobChange, JobTarget } from "./job.ts";
import { isScript, JobDefinitions } from "./job_definitions.ts";
import type { JobWorkflow } from "./job_workflow.ts";

const DEADLINE_MS = 60_000;
/** Characters, as JSON, of parameters that a handle has changed; what `start` gave may be longer. */
const MOST_CHANGED = 20_000;
const LONGEST_REASON = 500;

/** A job with its workflow, which may know where the job's definition is. */
export interface JobOfWorkflow {
  readonly job: Job;
  readonly workflow: JobWorkflow;
}

/** The steps of a job that was submitted from another machine: they are done there. */
export type FarSteps = (job: Job, target: JobTarget) => JobSteps;

/**
 * The steps of a job that a script has defined, done in another process: whatever its handle does, this one goes on.
 * `signal`: nobody waits for them any more.
 */
export type ScriptSteps = (job: Job, signal: AbortSignal) => JobSteps;

/** How questions are asked. */
export interface QuestionOptions {
  readonly deadlineMs?: number;
  readonly secrets?: Secrets;
  /** Without it nothing is known of jobs on other machines. */
  readonly farSteps?: FarSteps;
  /** Without it scripts are imported here, and their handles work here. */
  readonly scriptSteps?: ScriptSteps;
}

/** How something else is done with a handle. */
export interface UseOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds; those of questions unless given. */
  readonly deadlineMs?: number;
}

/** A question under way; a late one is past its deadline. */
interface Question {
  readonly answer: Promise<JobChange>;
  readonly stop: AbortController;
  isLate: boolean;
}

/** See the head of the file. Scripts are imported once, and of one job there is one question at a time. */
export class JobQuestions {
  readonly #registry: Registry;
  readonly #deadlineMs: number;
  readonly #secrets: Secrets;
  readonly #farSteps: FarSteps | undefined;
  readonly #scriptSteps: ScriptSteps | undefined;
  readonly #questions = new Map<string, Question>();
  #definitions: JobDefinitions;

  /** `registry`: the packages of this program. */
  constructor(
    registry: Registry,
    { deadlineMs = DEADLINE_MS, secrets = NO_SECRETS, farSteps, scriptSteps }: QuestionOptions = {},
  ) {
    this.#registry = registry;
    this.#farSteps = farSteps;
    this.#scriptSteps = scriptSteps;
    this.#secrets = secrets;
    this.#deadlineMs = deadlineMs;
    this.#definitions = new JobDefinitions(registry);
  }

  /** Lets scripts be looked for again that could not be imported. */
  forgetScripts(): void {
    this.#definitions = new JobDefinitions(this.#registry);
  }

  /** Asks whether a running job is over. Does not throw, but for the reason of an aborted signal. */
  async ask(asked: JobOfWorkflow, signal?: AbortSignal): Promise<JobChange> {
    const question = this.#question(asked);
    try {
      if (question.isLate) throw new Error("the last question is still without an answer");
      const answer = await this.#inTime(question.answer, { signal, deadlineMs: this.#deadlineMs });
      return { ...answer, checkedAt: Date.now() };
    } catch (error) {
      signal?.throwIfAborted();
      question.isLate = true;
      question.stop.abort(error);
      if (error instanceof JobUnknownError) {
        return { state: "unknown", reason: this.#secrets.mask(error.message), checkedAt: Date.now() };
      }
      const reason = this.#secrets.mask(`asking failed: ${messageOf(error)}`).slice(0, LONGEST_REASON);
      return { state: "running", reason, checkedAt: Date.now() };
    }
  }

  /** Does something else with a job's handle, under the same deadline. Throws what `use` throws. */
  async use<T>(
    of: JobOfWorkflow,
    use: (handle: JobHandle) => Promise<T>,
    { signal, deadlineMs = this.#deadlineMs }: UseOptions = {},
  ): Promise<T> {
    const stop = new AbortController();
    const parameters = this.#secrets.reveal(structuredClone(of.job.parameters));
    try {
      return await this.#inTime(this.#handle(of, parameters, stop.signal).then(use), { signal, deadlineMs });
    } catch (error) {
      stop.abort(error);
      throw error;
    }
  }

  #question(asked: JobOfWorkflow): Question {
    const key = `${asked.job.workflow} ${asked.job.id}`;
    const underWay = this.#questions.get(key);
    if (underWay !== undefined) return underWay;
    const stop = new AbortController();
    const question = { answer: this.#answer(asked, stop.signal), stop, isLate: false };
    this.#questions.set(key, question);
    const forget = (): boolean => this.#questions.delete(key);
    question.answer.then(forget, forget);
    return question;
  }

  async #answer({ job, workflow }: JobOfWorkflow, signal: AbortSignal): Promise<JobChange> {
    const parameters = this.#secrets.reveal(structuredClone(job.parameters));
    const handle = await this.#handle({ job, workflow }, parameters, signal);
    const isOver = await handle.finished();
    const hasFailed = !isOver && (await handle.failed?.() ?? false);
    return {
      state: isOver || hasFailed ? "ready" : "running",
      ...changedParameters(job.parameters, this.#secrets.seal(parameters)),
      ...hasFailed ? { reason: "it has failed, continuing the workflow tells how" } : {},
    };
  }

  async #handle({ job, workflow }: JobOfWorkflow, parameters: unknown, signal: AbortSignal): Promise<JobHandle> {
    if (job.definition === undefined) throw new Error("only running the workflow again asks after it");
    if (job.target !== undefined) {
      if (this.#farSteps === undefined) throw new Error(`target ${job.target.name} cannot be asked from here`);
      return this.#farSteps(job, job.target).handle(parameters, { secret: this.#secret });
    }
    if (this.#scriptSteps !== undefined && isScript(job.definition.package)) {
      return this.#scriptSteps(job, signal).handle(parameters, { secret: this.#secret });
    }
    const revealed = { ...workflow, parameters: this.#secrets.reveal(workflow.parameters) };
    return (await this.#definitions.stepsOf(job.definition, revealed)).handle(parameters, { secret: this.#secret });
  }

  readonly #secret = (name: string): string => {
    const value = this.#secrets.valueOf(name);
    if (value !== undefined) return value;
    throw new InputError(`secret ${name} is not set, vt secrets set ${name} sets it`);
  };

  /** Work that cannot be stopped goes on: what it gives later is lost. */
  async #inTime<T>(work: Promise<T>, { signal, deadlineMs }: UseOptions & { deadlineMs: number }): Promise<T> {
    work.catch(() => {}); // what fails after the deadline is nobody's any more
    signal?.throwIfAborted();
    const over = Promise.withResolvers<never>();
    const late = new Error(`no answer within ${deadlineMs / 1000} s`);
    const timer = setTimeout(() => over.reject(late), deadlineMs);
    const stop = (): void => over.reject(signal?.reason);
    signal?.addEventListener("abort", stop);
    try {
      return await Promise.race([work, over.promise]);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
    }
  }
}

/** Some handles count in the parameters that they were made from; those are then stored again, as plain data. */
function changedParameters(before: unknown, after: unknown): Pick<JobChange, "parameters"> {
  const text = JSON.stringify(after) ?? "null";
  if (text === JSON.stringify(before)) return {};
  if (text.length <= MOST_CHANGED) return { parameters: JSON.parse(text) };
  throw new Error(`its handle made the parameters ${text.length} characters long, at most ${MOST_CHANGED} are kept`);
}
