/** How a module ended that computed elsewhere together with others. */
import type { ExecutionEvent, Iterations, ModuleState } from "../record/execution_event.ts";
import type { ComputeEvent } from "../scheme/compute_request.ts";
import type { Failure } from "./failure.ts";
import type { OutputValues } from "./module_run.ts";

/** See the head of the file. */
export interface Told {
  readonly state: ModuleState;
  readonly startedAt: number;
  readonly failure?: Failure;
  /** Undefined where they stayed there: nobody here needs them. */
  readonly outputs?: OutputValues;
  /** The execution that computed the result, where it was not run. */
  readonly cachedFrom?: string;
  readonly iterations?: { done: number; failed: number; suspended: number };
  readonly attempts?: number;
  /** Whether it said that its outputs may be used again. */
  readonly isCacheable?: boolean;
  /** Whether its end has been told to whoever listens. */
  readonly isTold: boolean;
}

/** Something that happened elsewhere, inside what was sent there. */
export type InsideEvent = Omit<Extract<ComputeEvent, { kind: "inside" }>, "kind">;

/** The end of a module. */
export type FinishedEvent = Extract<ExecutionEvent, { kind: "moduleFinished" }>;

/** What an event tells. */
export function toldOf({ event, outputs }: { event: FinishedEvent; outputs?: OutputValues }): Told {
  const { state, startedAt, error, trace, abort, iterations, attempts, isCacheable } = event;
  const endedWell = state === "completed" || state === "cached";
  const failure = endedWell ? undefined : { error: error ?? "", trace, abort, isSuspended: state === "suspended" };
  return { state, startedAt, outputs, failure, iterations: copyOf(iterations), attempts, isCacheable, isTold: true };
}

function copyOf(iterations: Iterations | undefined): Told["iterations"] {
  return iterations && { ...iterations };
}
