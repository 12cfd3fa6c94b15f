/** What a module's failure is told as: VisTrails' texts. */
import { ModuleError, ModuleSuspended } from "../errors.ts";
import { PythonError } from "../python/error.ts";

/** Why a module failed. */
export interface Failure {
  /** The text alone, without the module's name. */
  readonly error: string;
  readonly trace?: string;
  /** The whole run stops. */
  readonly abort?: boolean;
  /** It failed because a module that it ran did, whose failure is told with that module. */
  readonly isDerived?: boolean;
  /** It did not fail: it waits for something that goes on by itself. */
  readonly isSuspended?: boolean;
  /** It did not run, because a module that it asked for did not end well. */
  readonly isUpstream?: boolean;
}

/** Thrown inside procedures: a failure that is described already. */
export class RunFailed extends Error {
  override readonly name = "RunFailed";
  constructor(readonly failure: Failure) {
    super(failure.error);
  }
}

/** A module's own error as it is; anything else is an `Uncaught exception`. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof RunFailed) return error.failure;
  if (error instanceof ModuleSuspended) return { error: error.message, isSuspended: true };
  if (error instanceof ModuleError) return { error: error.message, abort: error.abort, trace: error.stack };
  if (error instanceof PythonError) return { error: `Uncaught exception: ${error.message}`, trace: error.stack };
  if (error instanceof Error) {
    return { error: `Uncaught exception: ${error}`, ...(error.stack ? { trace: error.stack } : {}) };
  }
  return { error: `Uncaught exception: ${String(error)}` };
}

/** Whether what depends on a module in this state cannot run. */
export function endedBadly({ state }: { readonly state: string }): boolean {
  return state === "failed" || state === "suspended" || state === "notRun";
}
