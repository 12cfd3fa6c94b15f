/** A way to compute modules elsewhere: the interpreter knows this interface alone. */
import type { Machine } from "../record/log.ts";
import type {
  ComputeEvent,
  ComputeManyReply,
  ComputeManyRequest,
  ComputeReply,
  ComputeRequest,
} from "./compute_request.ts";
import type { ExecutionTarget } from "./execution_target.ts";

/** What goes with a request. */
export interface ComputeOptions {
  /** Aborted: the module is told, and stopped where it does not heed that. */
  readonly signal?: AbortSignal;
  /**
   * Hears what the module says, before its reply comes, and on which machine; undefined: on this one. `annotations`: what
   * the record says of the place where it differs from what it says of the scheme. It must not throw.
   */
  readonly observe?: (event: ComputeEvent, machine?: Machine, annotations?: ExecutionScheme["annotations"]) => void;
  /** Milliseconds from its start to the end of the run, 0 if unknown: of requests that wait the longest goes first. */
  readonly pathLength?: number;
  /** Which outputs may stay where they are computed, as a `RemoteValue`; none if nothing is said. */
  readonly mayStay?: (port: string) => boolean;
}

/** Closing it stops what still computes; those promises reject with a SchemeError. */
export interface ExecutionScheme extends AsyncDisposable {
  readonly name: string;
  /** What the record says of it beside its name: the target and its parameters. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** How many modules and iterations wait for a far side. */
  readonly waiting?: number;
  /** Lower goes first where a module leaves the choice to us. */
  readonly priority: number;
  /**
   * Computes once. Whatever the module does is a reply. Rejects with the signal's reason once the module has
   * stopped, and with a SchemeError when there is no far side to be had.
   */
  compute(request: ComputeRequest, options?: ComputeOptions): Promise<ComputeReply>;
  /**
   * Computes one work on many inputs, spread over the far sides. The first failure ends it, in the order of the inputs:
   * those before it are computed all the same.
   */
  computeMany(request: ComputeManyRequest, options?: ComputeOptions): Promise<ComputeManyReply>;
  /** What it computes at, where others are to find it again. */
  readonly target?: ExecutionTarget;
  /** Of a scheme that chooses among several: one of them, for what must stay at one. */
  chooseOne?(request: ComputeRequest): Promise<ExecutionScheme>;
  /** Whether inputs may be values that are elsewhere. To others what they name is brought before. */
  readonly takesRemote?: boolean;
  /**
   * A value that earlier runs left there, or a list with such in it, as something that can be sent there or fetched.
   * Rejects where it is not there any more.
   */
  recall?(value: unknown, signal: AbortSignal): Promise<unknown>;
}

/** A scheme cannot compute anything: its far side cannot be started, or it is closed. */
export class SchemeError extends Error {
  override readonly name: string = "SchemeError";
}

/** Nobody knows whether something was computed, or is still: it is not tried again before a person has looked. */
export class UnknownOutcomeError extends SchemeError {
  override readonly name = "UnknownOutcomeError";
}
