/** The record of an execution, as plain data. VisTrails' names; times are milliseconds since 1970. */
import type { FailedAttempt, Iterations, ModuleState } from "./execution_event.ts";

/** How an execution as a whole ended; `running` until it has. */
export type WorkflowState = "running" | "completed" | "failed" | "suspended" | "interrupted";

/** The machine that ran something. */
export interface Machine {
  readonly name: string;
  readonly os: string;
  readonly architecture: string;
  readonly processor: string;
  /** Bytes. */
  readonly ram: number;
}

/** What was run. */
export interface WorkflowSource {
  /** Absolute path of the file or script. */
  readonly file: string;
  /** Version of a vistrail; absent for a script. */
  readonly version?: number;
  /** Tag of that version, or name of the script's workflow. */
  readonly name: string;
  /** The cell of a parameter exploration, as VisTrails names it: `<exploration> <row>_<column>_<sheet>`. */
  readonly cell?: string;
  /** The mashup whose values were used: `<trail id>:<number of its version>`. */
  readonly mashup?: string;
}

/** One execution of a workflow, without its modules: there may be a million. */
export interface WorkflowExec {
  /** Sorts by the time of the start. */
  readonly id: string;
  readonly workflow: WorkflowSource;
  readonly user: string;
  readonly reason: string;
  readonly vtVersion: string;
  readonly denoVersion: string;
  readonly machine: Machine;
  /** Values given by `--set`. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly startedAt: number;
  readonly finishedAt?: number;
  readonly state: WorkflowState;
  /** How many modules the pipeline has, and how many of them ended how. */
  readonly counts: Readonly<Partial<Record<ModuleState | "total", number>>>;
}

/** One module's part in an execution. */
export interface ModuleExec {
  /** `3`, inside group 3 `3,4`. */
  readonly path: string;
  readonly name: string;
  readonly state: Exclude<ModuleState, "notRun"> | "running";
  readonly startedAt: number;
  readonly finishedAt?: number;
  readonly error?: string;
  readonly trace?: string;
  readonly iterations?: Iterations;
  /** How often it was computed, its iterations together, where some of that failed and was tried again. */
  readonly attempts?: number;
  /** The first of those that failed and were followed by another. */
  readonly failedAttempts?: readonly FailedAttempt[];
  /** Milliseconds that it waited for its share of what modules share. */
  readonly waitedMs?: number;
  readonly annotations?: Readonly<Record<string, unknown>>;
}
