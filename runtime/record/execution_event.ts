/** What a run tells while it goes. Console, record and web page are listeners; the interpreter knows none of them. */

/** How a module of a run ended. `cached`: not run, because its result was known. `notRun`: nothing reached it. */
export type ModuleState = "completed" | "cached" | "failed" | "suspended" | "notRun";

/** Where in a run a module is: its id, and the ids of the groups around it, outermost first (`""` at the top). */
export interface ModulePlace {
  readonly id: number;
  readonly within: string;
}

/** One thing that happened. Times are milliseconds since 1970. */
export type ExecutionEvent =
  | (ModulePlace & {
    /** A module began that does not end at once: its work is elsewhere, or it runs others. */
    readonly kind: "moduleStarted";
    readonly name: string;
    readonly startedAt: number;
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
    /** How often it was computed, its iterations together, where some of that failed and was tried again. */
    readonly attempts?: number;
    /** Milliseconds that it waited for its share of what modules share, before and between its attempts. */
    readonly waitedMs?: number;
  })
  | (ModulePlace & { readonly kind: "progress"; readonly fraction: number; readonly message?: string })
  | (ModulePlace & { readonly kind: "annotated"; readonly key: string; readonly value: unknown })
  | (ModulePlace & { readonly kind: "printed"; readonly text: string })
  | (ModulePlace & { readonly kind: "logged"; readonly text: string });

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
