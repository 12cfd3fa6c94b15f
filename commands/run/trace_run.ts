/** Traces a run, where Deno exports what is traced. */
import { JOB_STATES } from "../../runtime/jobs/job.ts";
import type { JobStore } from "../../runtime/jobs/job_store.ts";
import type { WorkflowExec } from "../../runtime/record/log.ts";
import type { TracedExecution } from "../../runtime/telemetry/traced_execution.ts";
import { isTelemetryOn } from "../../runtime/telemetry/tracer.ts";
import type { Schemes } from "../../schemes/mod.ts";

/** Undefined where nobody wants it: nothing is loaded then. The variable `TRACEPARENT` may name a span around it. */
export async function traceRun(begun: WorkflowExec, schemes: Schemes): Promise<TracedExecution | undefined> {
  if (!isTelemetryOn()) return undefined;
  // A computed name keeps it out of what Deno reads at the start.
  const { traceExecution }: typeof import("../../runtime/telemetry/traced_execution.ts") = await import(
    new URL("../../runtime/telemetry/traced_execution.ts", import.meta.url).href
  );
  const queues = () =>
    Iterator.from(schemes.opened()).map(({ name, annotations = {}, waiting = 0 }) => ({
      scheme: name,
      target: annotations.target ?? name,
      count: waiting,
    }));
  return traceExecution(begun, { parent: Deno.env.get("TRACEPARENT"), queues });
}

/** Ends it with how the run ended. */
export function endTrace(traced: TracedExecution | undefined, exec: WorkflowExec, { jobs }: JobStore): void {
  traced?.end(exec, { states: jobs.map(({ state }) => state), all: jobs.length === 0 ? [] : JOB_STATES });
}
