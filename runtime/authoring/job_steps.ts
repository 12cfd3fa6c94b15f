/** The steps of a job, as the interpreter sees them; authors give them to `defineJob`. */
import type { ComputeContext } from "./module.ts";

/** What a job needs to know to be found again: plain data, as JSON holds it. */
export type JobParameters = unknown;

/** What a program writes to. */
export type OutputStream = "stdout" | "stderr";

/** A part of an output. */
export interface OutputPart {
  /** The part itself. */
  readonly bytes: Uint8Array;
  /** Bytes of the output that precede it. */
  readonly from: number;
  /** Bytes that there are of the output now. */
  readonly size: number;
}

/** Asks after a job that goes on by itself. Each answer may be a promise; an answer that fails says nothing of the job. */
export interface JobHandle {
  /** Whether it is over, well or not. */
  finished(): boolean | Promise<boolean>;
  /** Whether it is over and has failed. */
  failed?(): boolean | Promise<boolean>;
  /** What it has written so far. */
  standardOutput?(): string | Promise<string>;
  /** What it has written so far to its standard error. */
  standardError?(): string | Promise<string>;
  /**
   * A part of what it has written so far: at most `length` bytes from the byte `from` on, or the last so many. For outputs
   * that may be too long to be read as a whole.
   */
  outputPart?(stream: OutputStream, part: { readonly from?: number; readonly length: number }): Promise<OutputPart>;
  /** Ends it. */
  cancel?(): void | Promise<void>;
}

/** What making a handle may ask for: another program than the one that submitted the job may do it. */
export type HandleContext = Pick<ComputeContext, "secret">;

/** What a job's steps may do beside what every module may. */
export interface JobContext extends ComputeContext {
  /**
   * The name under which the outside world is to know this job: the same each time that this job is started or looked
   * for, another for every other. At most 40 letters, digits and dashes.
   */
  readonly key: string;
  /**
   * Absolute path of a folder of this machine for what the job keeps besides its parameters; as long-lived as they are,
   * and its own like the key. It is not made before the job makes it.
   */
  readonly directory: string;
}

/** See the head of the file. Between the steps only the parameters are kept, and the program may end. */
export interface JobSteps {
  /** Takes from the inputs what the job needs. */
  readInputs(inputs: Readonly<Record<string, unknown>>, context: JobContext): JobParameters;
  /** Submits it; what it returns must suffice to make a handle in another program. */
  start(parameters: JobParameters, context: JobContext): JobParameters | Promise<JobParameters>;
  /** Makes a handle. It is used once and forgotten. */
  handle(parameters: JobParameters, context: HandleContext): JobHandle;
  /** Fetches the results of a job that is over; throws where it failed. */
  finish(parameters: JobParameters, context: JobContext): JobParameters | Promise<JobParameters>;
  /** Gives the outputs. */
  setResults(parameters: JobParameters, context: JobContext): object;
  /** What lists call the job; else the module's label or name. */
  jobName?(parameters: JobParameters): string;
  /**
   * Looks for a job that may have been submitted before the program was killed: what `start` would have returned, or
   * undefined when it was surely not submitted. An error: nobody knows, and a person has to say.
   */
  recover?(
    parameters: JobParameters,
    context: JobContext,
  ): JobParameters | undefined | Promise<JobParameters | undefined>;
}
