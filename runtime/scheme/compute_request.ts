/** What is asked of a far side and what it answers, whatever the way between: one protocol for all schemes. */
import { JobUnknownError, ModuleError, ModuleSuspended } from "../errors.ts";
import { PythonError } from "../python/error.ts";
import type { EndedIteration, ExecutionEvent, RemoteEvent } from "../record/execution_event.ts";
import type { TraceContext } from "../telemetry/tracer.ts";
import type { JobCall } from "./job_call.ts";
import type { SentPipeline } from "./sent_pipeline.ts";

/** Names a definition wherever it is to be found again. */
export interface DefinitionName {
  /** Identifier of a package, or URL of the script that exports the definition. */
  readonly source: { readonly package: string } | { readonly script: string };
  /** `""` where the definition has none. */
  readonly namespace: string;
  readonly name: string;
}

/** One module. */
export interface ModuleWork {
  readonly definition: DefinitionName;
  /** The instance's ports that its definition does not have. */
  readonly dynamicPorts?: { readonly inputs: readonly string[]; readonly outputs: readonly string[] };
  /** Of a job: the step that is to be done. */
  readonly job?: JobCall;
}

/** What is to be computed: a module, or several that belong together. */
export type Work = ModuleWork | { readonly pipeline: SentPipeline };

/** Something to compute. */
export interface ComputeRequest {
  readonly work: Work;
  /** What `compute` receives: every default is filled in. Of a pipeline: its feeds, by their names. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** All values of the ports that have several; of the others the input is the only one. */
  readonly values?: Readonly<Record<string, readonly unknown[]>>;
  /** The values of the secrets that its modules may ask for, by name. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Where its temporary files go; the caller removes it. Without it they are removed when the scheme is closed. */
  readonly folder?: string;
  /** Of a run that is traced. */
  readonly trace?: TraceContext;
  /** How long it may compute; the time until a far side is free for it does not count. */
  readonly timeoutMs?: number;
  /** The most memory that its objects may take. Buffers do not count. */
  readonly memoryMb?: number;
  /** Cores that it takes; 1 if nothing is said. Heeded where a scheme chooses among machines. */
  readonly cpus?: number;
  /** What the machine must have; heeded likewise. */
  readonly labels?: readonly string[];
  /** Whether it does no harm to compute it again where nobody knows how far it came. */
  readonly isRepeatable?: boolean;
}

/** The same work on many inputs. */
export interface ComputeManyRequest extends ComputeRequest {
  /** How often. */
  readonly count: number;
  /** Inputs that differ from time to time: a list of `count` values each. */
  readonly columns: Readonly<Record<string, readonly unknown[]>>;
  /** Whether it does no harm to compute one again whose far side came to its end. */
  readonly isRepeatable: boolean;
}

/** What a module says while it computes. */
export type ComputeEvent =
  | { readonly kind: "progress"; readonly fraction: number; readonly message?: string }
  | { readonly kind: "annotated"; readonly key: string; readonly value: unknown }
  | { readonly kind: "printed"; readonly text: string }
  | { readonly kind: "logged"; readonly text: string }
  | RemoteEvent
  /** One of a request is over; of very many only the first are told. `startedAt`: once a far side was free for it. */
  | (EndedIteration & { readonly kind: "computed"; readonly number: number })
  /** Something happened inside a pipeline; with the outputs of the module that completed, where they are wanted. */
  | { readonly kind: "inside"; readonly event: ExecutionEvent; readonly outputs?: Readonly<Record<string, unknown>> }
  /** So many bytes of values and files went to where it computes, and came from there. */
  | { readonly kind: "moved"; readonly sent: number; readonly received: number }
  /** Its outputs may be used again, whatever its definition says. */
  | { readonly kind: "cacheable" };

/**
 * Why there are no outputs. `module`: a ModuleError, `python`: a PythonError, `other`: any other exception of it.
 * `unknown`: nobody can know any more what became of a job. `missing`: there is no such definition there. `unsendable`: a value cannot travel. `timeout`, `memory`: it took too
 * much. `crash`: what computed it ended.
 */
export interface ComputeFailure {
  readonly status: "failed";
  readonly kind:
    | "module"
    | "python"
    | "other"
    | "unknown"
    | "missing"
    | "unsendable"
    | "timeout"
    | "memory"
    | "crash";
  /** Of an exception other than a ModuleError: with its class. */
  readonly message: string;
  readonly trace?: string;
  /** The whole run is to stop. */
  readonly abort?: boolean;
}

/** It waits for something that goes on by itself. */
export interface ComputeSuspension {
  readonly status: "suspended";
  readonly message: string;
}

/** What came of a request. */
export type ComputeReply =
  | {
    readonly status: "completed";
    readonly outputs: Readonly<Record<string, unknown>>;
    /** Milliseconds that it computed; the time until a far side was free is not counted. */
    readonly ms?: number;
  }
  | ComputeFailure
  | ComputeSuspension;

/** What came of many. */
export interface ComputeManyReply {
  /** Values by output port and number; undefined where there is none. */
  readonly columns: Readonly<Record<string, readonly unknown[]>>;
  /** Those that did not complete. After the first failure others were computed or not. */
  readonly others: ReadonlyMap<number, ComputeFailure | ComputeSuspension>;
  /** Milliseconds that those that completed took, one after the other. */
  readonly ms: number;
}

/** The reply that tells what a module threw. */
export function replyOfError(error: unknown): ComputeReply {
  if (error instanceof ModuleSuspended) return { status: "suspended", message: error.message };
  const trace = error instanceof Error && error.stack ? { trace: error.stack } : {};
  if (error instanceof ModuleError) {
    return { status: "failed", kind: "module", message: error.message, ...trace, ...(error.abort && { abort: true }) };
  }
  if (error instanceof PythonError) return { status: "failed", kind: "python", message: error.message, ...trace };
  if (error instanceof JobUnknownError) return { status: "failed", kind: "unknown", message: error.message, ...trace };
  return { status: "failed", kind: "other", message: String(error), ...trace };
}

/** The reply of a request that was made as one of many, and is the only one. */
export function onlyReply({ columns, others, ms }: ComputeManyReply): ComputeReply {
  const other = others.get(0);
  if (other !== undefined) return other;
  const outputs: Record<string, unknown> = {};
  for (const port of Object.keys(columns)) outputs[port] = columns[port][0];
  return { status: "completed", outputs, ms };
}

/** The outputs in a reply. Throws the module's error, as it would have been thrown here. */
export function outputsOfReply(reply: ComputeReply): Readonly<Record<string, unknown>> {
  if (reply.status === "completed") return reply.outputs;
  const error = reply.status === "suspended" ? new ModuleSuspended(reply.message) : errorOfFailure(reply);
  if ("trace" in reply) error.stack = reply.trace;
  throw error;
}

/** Nothing was computed, and would not be another time: a definition is not there, a value cannot travel. */
export class UnsentError extends ModuleError {}

function errorOfFailure({ kind, message, abort }: ComputeFailure): Error {
  switch (kind) {
    case "other": {
      const error = new Error(message);
      error.name = ""; // its text is the message, which begins with the class that it had there
      return error;
    }
    case "python": {
      const [kind, ...rest] = message.split(": ");
      return new PythonError(kind, rest.join(": "));
    }
    case "unknown":
      return new JobUnknownError(message);
    case "missing":
    case "unsendable":
      return new UnsentError(message);
    default:
      return new ModuleError(message, { abort });
  }
}
