/** The record of an execution, as plain data. VisTrails' names; times are milliseconds since 1970. */
import type { FailedAttempt, Iterations, LoopProgress, ModuleState } from "./execution_event.ts";

/** How many iterations of a module are recorded each by itself. */
export const MOST_ITERATIONS = 1000;

/** How an execution as a whole ended; `running` until it has. */
export type WorkflowState = "running" | "completed" | "failed" | "suspended" | "interrupted";

/** The machine that ran something; `""` and 0 where nobody knows. */
export interface Machine {
  readonly name: string;
  readonly os: string;
  readonly architecture: string;
  readonly processor: string;
  /** Bytes. */
  readonly ram: number;
}

/** A machine of an execution. */
export interface UsedMachine extends Machine {
  /** Unique in the execution; 1 is where vt ran. */
  readonly id: number;
  /** Whether it is the one that vt ran on. */
  readonly local: boolean;
  /** Only where a person wants it to be kept. */
  readonly ip?: string;
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
  /** All machines that took part; where there is nothing, `machine` alone. */
  readonly machines?: readonly UsedMachine[];
  /** SHA-256 of what was run, in hex: VisTrails' hash of the version, or the script with all that it imports. */
  readonly hash?: string;
  /** The execution that this one went on with. */
  readonly continues?: string;
  /** Values given by `--set`. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly startedAt: number;
  readonly finishedAt?: number;
  readonly state: WorkflowState;
  /** How many modules the pipeline has, and how many of them ended how. */
  readonly counts: Readonly<Partial<Record<ModuleState | "total", number>>>;
  /** Characters that modules wrote to their standard output and error; of each the first million are kept. */
  readonly written?: { readonly output: number; readonly error: number };
}

/** A value as the record has it: itself where it is short, else what it is. */
export type RecordedValue =
  | { readonly value: unknown; readonly files?: readonly ValueFacts[] }
  | (ValueFacts & {
    /** Of a list, a tuple or a dict: the files in it, the first hundred of its items. */
    readonly files?: readonly ValueFacts[];
  });

/** What is said of a value that is not in the record itself. */
export interface ValueFacts {
  readonly type: string;
  /** Bytes, or items of a list. */
  readonly size?: number;
  /** SHA-256 in hex, of the content. */
  readonly hash?: string;
  /** Of a file or directory. */
  readonly path?: string;
}

/** Something that a module did on other machines, or that was done for it there. */
export interface RemoteExecution {
  /** How it was sent there: `worker`, `process`, `ssh`, or what a module says of itself. */
  readonly scheme: string;
  /** What belongs to the scheme: the target, its parameters. */
  readonly annotations: Readonly<Record<string, string>>;
  /** Id of the machine of a module that was computed there as a whole. */
  readonly machine?: number;
  /** Parts that the module itself had done elsewhere. */
  readonly tasks?: readonly RemoteTask[];
}

/** Some of a module's work, done elsewhere by the module's own doing. */
export interface RemoteTask {
  readonly machine: number;
  readonly function: string;
  readonly count: number;
  readonly description: string;
}

/** How much of its work a module said was done. */
export interface RecordedProgress {
  /** From 0 to 1. */
  readonly fraction: number;
  readonly message?: string;
}

/** One iteration of a loop. */
export interface IterationExec {
  /** From 0. */
  readonly number: number;
  /** `running`: of one inside of which others have ended, and of whose own end nothing is known. */
  readonly state: Exclude<ModuleState, "notRun"> | "running";
  readonly startedAt: number;
  readonly finishedAt?: number;
  readonly error?: string;
  /** Of a loop inside this one: the first of its iterations. */
  readonly loop?: readonly IterationExec[];
}

/** One module's part in an execution. */
export interface ModuleExec {
  /** `3`, inside group 3 `3,4`. */
  readonly path: string;
  /** Inside groups that loop: which of their iterations, counted from 0, outermost first: `2`, `2/0`. */
  readonly inIteration?: string;
  readonly name: string;
  /** `interrupted`: it ran when the execution was killed. */
  readonly state: Exclude<ModuleState, "notRun"> | "running" | "interrupted";
  readonly startedAt: number;
  readonly finishedAt?: number;
  readonly error?: string;
  readonly trace?: string;
  readonly iterations?: Iterations;
  /** The first thousand of its iterations, each by itself. */
  readonly loop?: readonly IterationExec[];
  /** Whether it is a group: what has a longer path was inside. */
  readonly isGroup?: boolean;
  /** Under which its result may be used again; undefined where it must not be. */
  readonly signature?: string;
  /** The execution that computed the result, of a module that was not run. */
  readonly cachedFrom?: string;
  /** What it gave, by output port. */
  readonly outputs?: Readonly<Record<string, RecordedValue>>;
  readonly remote?: readonly RemoteExecution[];
  /** How often it was computed, its iterations together, where some of that failed and was tried again. */
  readonly attempts?: number;
  /** The first of those that failed and were followed by another. */
  readonly failedAttempts?: readonly FailedAttempt[];
  /** Milliseconds that it waited for its share of what modules share. */
  readonly waitedMs?: number;
  /** Ids of the jobs that it submitted or asked after, the first thousand. */
  readonly jobs?: readonly string[];
  /** What it said last of how far it is; while it runs, what it said a while ago. */
  readonly progress?: RecordedProgress;
  /** The texts of its standard output and the lines of its standard error, as they came. */
  readonly printed?: readonly string[];
  readonly logged?: readonly string[];
  readonly annotations?: Readonly<Record<string, unknown>>;
  /** Of a loop that has no end: how far it was. */
  readonly loopProgress?: LoopProgress;
}
