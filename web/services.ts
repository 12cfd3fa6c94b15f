/** What the page is given: the store to read, and functions for all that is not the runtime's. */
import type { JobQuestions } from "../runtime/jobs/job_questions.ts";
import type { ExecutionIndex } from "../runtime/record/execution_index.ts";
import type { ChangeFeed } from "../runtime/store/change_feed.ts";
import type { Store } from "../runtime/store/store.ts";
import type { Answers } from "./answers.ts";
import type { ExecutionReader } from "./data/recorded_execution.ts";
import type { Access } from "./safety/access.ts";

/** See the head of the file. */
export interface MonitorServices {
  readonly store: Store;
  readonly index: ExecutionIndex;
  readonly reader: ExecutionReader;
  /** Tells when anyone has written into the store. */
  readonly changes: ChangeFeed;
  readonly questions: JobQuestions;
  /** The text without secrets. */
  readonly mask: (text: string) => string;
  readonly access: Access;
  /** Every change is refused. */
  readonly isReadOnly: boolean;
  readonly actions: Actions;
  readonly answers: Answers;
  /** What the timer does now. */
  readonly timer: () => TimerState;
  /** Aborted when the monitor ends: what is open ends then. */
  readonly stopped: AbortSignal;
}

/** What starts programs, or is told to those that run. */
export interface Actions {
  /** Starts vt as a process of its own, which goes on when the monitor ends. */
  readonly start: (args: readonly string[]) => Promise<Started>;
  /** Asks a process to stop cleanly: what is resumable is suspended, the rest is cancelled. */
  readonly interrupt: (pid: number) => void;
  /** Says to the person who looks after the monitor that something is wrong with it. */
  readonly complain: (line: string) => void;
}

/** A process that was started: the execution that it records, how it ended, or neither yet. */
export type Started =
  | { readonly kind: "records"; readonly execution: string }
  | { readonly kind: "ended"; readonly code: number; readonly output: string }
  | { readonly kind: "goesOn"; readonly pid: number };

/** What looks after the jobs by itself. Times are milliseconds since 1970. */
export interface TimerState {
  /** It asks after jobs in this process. */
  readonly isOn: boolean;
  readonly isAsking: boolean;
  readonly lastRoundAt?: number;
  readonly nextRoundAt?: number;
  /** Ids of the workflows that it continues now. */
  readonly continues: readonly string[];
}
