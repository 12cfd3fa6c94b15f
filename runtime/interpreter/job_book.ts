/** Where the interpreter keeps jobs: it knows neither the store nor the file that they are mirrored in. */
import type { Job, JobChange, NewJob } from "../jobs/job.ts";

/** The jobs of one workflow. What resolves is on disk. */
export interface JobBook {
  /** The job as it was last recorded. */
  get(id: string): Job | undefined;
  /** The name under which the outside world is to know the job. */
  keyOf(id: string): string;
  /** Folder for what a job keeps on this machine. */
  directoryOf(id: string): string;
  /** Records what is about to be done, after all results that precede it. */
  intend(intent: NewJob): Promise<void>;
  change(id: string, change: JobChange): Promise<void>;
  /** Forgets a job that was never submitted. */
  forget(id: string): Promise<void>;
  /** All that are recorded. */
  readonly jobs: readonly Job[];
  /** Records a module that suspended by itself, or, with state `finished`, that it no longer does. */
  keep(intent: NewJob, change: JobChange): Promise<void>;
}
