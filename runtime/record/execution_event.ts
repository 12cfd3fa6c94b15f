/** What a run tells while it goes. Console, record and web page are listeners; the interpreter knows none of them. */
import type { IterationExec, Machine, RecordedValue, RemoteExecution, RemoteTask } from "./log.ts";

/** How a module of a run ended. `cached`: not run, because its result was known. `notRun`: nothing reached it. */
export type ModuleState = "completed" | "cached" | "failed" | "suspended" | "notRun";

/** Where in a run a module is: its id, and the ids of the groups around it, outermost first (`""` at the top). */
export interface ModulePlace {
  readonly id: number;
  readonly within: string;
  /** Of what is in groups that loop: which of their iterations, counted from 0, outermost first: `2`, `2/0`. */
  readonly inIteration?: string;
}

/** Stands for a module's id where no module is known to have said something. */
export const OUTSIDE = -1;

/** One thing that happened. Times are milliseconds since 1970. */
export type ExecutionEvent =
  | (ModulePlace & {
    /** A module began that does not end at once: its work is elsewhere, or it runs others. */
    readonly kind: "moduleStarted";
    readonly name: string;
    readonly startedAt: number;
    readonly isGroup?: boolean;
  })
  | (ModulePlace & EndedIteration & {
    /** An iteration of a module that loops ended. */
    readonly kind: "iterationFinished";
    /** Which one, counted from 0; `2/0` in a loop inside a loop. */
    readonly iteration: string;
  })
  | (ModulePlace & LoopProgress & {
    /** A module that loops begins to, or is further: told a few times a second. */
    readonly kind: "loopProgress";
  })
  | (ModulePlace & FailedAttempt & {
    /** An attempt to compute a module failed, and another follows. */
    readonly kind: "moduleAttempt";
    /** How many attempts there may be. */
    readonly most: number;
  })
  | (ModulePlace & {
    readonly kind: "moduleFinished";
    readonly name: string;
    readonly state: Exclude<ModuleState, "notRun">;
    readonly startedAt: number;
    readonly finishedAt: number;
    /**
     * Of a module that computed elsewhere: milliseconds that it took there, the time until there was room not counted. Of
     * one that was tried more than once: what the last attempt took.
     */
    readonly computedMs?: number;
    /** What the module said when it failed, or why it waits. */
    readonly error?: string;
    /** Where in the code it failed. */
    readonly trace?: string;
    /** It failed, and wants the whole run to stop. */
    readonly abort?: boolean;
    /** It said that its outputs may be used again. */
    readonly isCacheable?: boolean;
    /** Of a loop: how its iterations ended. */
    readonly iterations?: Iterations;
    readonly isGroup?: boolean;
    /** Under which its result may be used again; undefined where it must not be. */
    readonly signature?: string;
    /** The execution that computed the result, of a module that was not run. */
    readonly cachedFrom?: string;
    /** Where it was computed, as a whole, if not in this program. */
    readonly remote?: readonly ComputedElsewhere[];
    /** What it gave, where it ended in another program. */
    readonly recorded?: Readonly<Record<string, RecordedValue>>;
    /** How often it was computed, its iterations together, where some of that failed and was tried again. */
    readonly attempts?: number;
    /** Milliseconds that it waited for its share of what modules share, before and between its attempts. */
    readonly waitedMs?: number;
    /** A far side has made its span. */
    readonly isTraced?: boolean;
  })
  | (ModulePlace & RemoteEvent)
  | (ModulePlace & {
    /** A module goes on with a job, or is about to submit it: it is recorded. */
    readonly kind: "jobKnown";
    /** Its id. */
    readonly job: string;
  })
  | (ModulePlace & { readonly kind: "progress"; readonly fraction: number; readonly message?: string })
  | (ModulePlace & { readonly kind: "annotated"; readonly key: string; readonly value: unknown })
  | (ModulePlace & { readonly kind: "printed"; readonly text: string })
  | (ModulePlace & { readonly kind: "logged"; readonly text: string });

/** How an iteration ended. */
export interface EndedIteration extends Omit<IterationExec, "number" | "loop"> {
  readonly state: Exclude<ModuleState, "notRun">;
  readonly finishedAt: number;
}

/** A module was computed by a scheme. */
export interface ComputedElsewhere extends Pick<RemoteExecution, "scheme" | "annotations"> {
  /** Undefined: this one. */
  readonly machine?: Machine;
}

/** What a module says that has some of its work done elsewhere. `execution`: unique, the same in all that belongs together. */
export type RemoteEvent =
  | (Pick<RemoteExecution, "scheme" | "annotations"> & {
    readonly kind: "remoteExecution";
    readonly execution: string;
  })
  | {
    readonly kind: "remoteTask";
    readonly execution: string;
    readonly task: Omit<RemoteTask, "machine"> & { readonly machine: NamedMachine };
  };

/** A machine of which the name is known, and the rest perhaps. */
export type NamedMachine = Pick<Machine, "name"> & Partial<Machine>;

/** An attempt to compute a module that failed. Times are milliseconds since 1970. */
export interface FailedAttempt {
  /** Counts from 1. */
  readonly number: number;
  readonly error: string;
  readonly startedAt: number;
  readonly finishedAt: number;
  /** Of what computed elsewhere: the scheme. */
  readonly target?: string;
  /** Of an iteration of a loop: which one, counted from 0; `2/0` in a loop inside a loop. */
  readonly iteration?: string;
}

/** How far a loop is that runs. */
export interface LoopProgress {
  readonly done: number;
  readonly failed: number;
  /** How many there will be, where that is known before they run. */
  readonly total?: number;
}

/** How the iterations of a looping module ended. */
export interface Iterations {
  readonly done: number;
  readonly failed: number;
  readonly suspended: number;
}

/**
 * Receives events as they happen; it must neither block nor throw. `outputs`: of a module that ended well, where it ended
 * in this program.
 */
export type Observe = (event: ExecutionEvent, outputs?: Readonly<Record<string, unknown>>) => void;

/** The path of a module as people and files write it: `3`, inside group 3 `3,4`. */
export function pathText({ id, within }: ModulePlace): string {
  return within === "" ? String(id) : `${within},${id}`;
}

/** Tells each run of a module from all others, those of other iterations of a group around it included. */
export function placeKey(place: ModulePlace): string {
  return `${pathText(place)}/${place.inIteration ?? ""}`;
}
