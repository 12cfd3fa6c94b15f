/**
 * What the interpreter asks of whoever traces it. Nothing else of telemetry is loaded before somebody wants it: Deno
 * exports what is traced where the variable `OTEL_DENO` is `true`, and its other `OTEL_…` variables say where to.
 */
import type { ModulePlace } from "../record/execution_event.ts";
import type { RemoteExecution } from "../record/log.ts";

/** A module whose span is asked for; it begins then, if it has not. */
export interface TracedModule extends ModulePlace {
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Of a module that loops: which iteration it is, `""` for the loop as a whole. */
  readonly iteration: string;
}

/** With a request: whose children the spans are that are made for it elsewhere. */
export interface TraceContext {
  /** The header of W3C's Trace Context. */
  readonly traceparent: string;
  /** Id of the module of the request that has the span; undefined: what is around all of them has it. */
  readonly module?: number;
  /** Where the modules of the request are; see {@linkcode ModulePlace}. */
  readonly within: string;
  readonly inIteration?: string;
  /** How they went there. */
  readonly by?: Pick<RemoteExecution, "scheme" | "annotations">;
}

/** See the head of the file. */
export interface Tracer {
  /** Computes so that the spans that modules make are children of their own. */
  within<T>(module: TracedModule, compute: () => T): T;
  /** The module's own span. */
  contextOf(module: TracedModule): TraceContext;
  /** The span around a module: of its group, or of the execution. */
  contextAround(module: ModulePlace): TraceContext;
}

/** Whether Deno exports what is traced. */
export function isTelemetryOn(): boolean {
  if (Deno.permissions.querySync({ name: "env", variable: "OTEL_DENO" }).state !== "granted") return false;
  return ["true", "1"].includes(Deno.env.get("OTEL_DENO") ?? "");
}
