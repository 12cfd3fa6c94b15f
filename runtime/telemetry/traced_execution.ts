/** One execution as OpenTelemetry sees it: its span, those of its modules, its figures. */
import { type Span, SpanStatusCode, trace } from "@opentelemetry/api";
import type { Observe } from "../record/execution_event.ts";
import type { WorkflowExec } from "../record/log.ts";
import { ExecutionMetrics, type MetricSources } from "./execution_metrics.ts";
import { contextFrom, ExecutionSpans, tracer } from "./execution_spans.ts";
import { outcomeAttributes, workflowAttributes } from "./span_attributes.ts";
import type { Tracer } from "./tracer.ts";

/** What the interpreter is given, and what hears of the run. Disposing of it ends what nobody has ended. */
export interface TracedExecution extends Disposable {
  readonly tracer: Tracer;
  readonly observe: Observe;
  /** `jobs`: the states of its jobs, of all that there are. */
  end(exec: WorkflowExec, jobs: { readonly states: Iterable<string>; readonly all: Iterable<string> }): void;
}

/** Begins the span of an execution. `parent`: the traceparent of whoever started this program, if it was told. */
export function traceExecution(
  exec: Omit<WorkflowExec, "state" | "counts">,
  { parent, ...sources }: MetricSources & { readonly parent: string | undefined },
): TracedExecution {
  const around = contextFrom(parent);
  const { workflow: { name }, startedAt } = exec;
  const span = tracer.startSpan(
    `workflow ${name}`,
    { startTime: startedAt, attributes: workflowAttributes(exec) },
    around,
  );
  const spans = new ExecutionSpans(trace.setSpan(around, span));
  const figures = new ExecutionMetrics(sources);
  let isOver = false;
  const close = (): void => {
    isOver = true;
    spans.abandon();
    figures[Symbol.dispose]();
  };
  return {
    tracer: spans,
    observe: (event, outputs) => {
      spans.observe(event, outputs);
      figures.observe(event, outputs);
    },
    end: (exec, { states, all }) => {
      figures.countJobs(states, all);
      close();
      endSpan(span, exec);
    },
    [Symbol.dispose]: () => {
      if (isOver) return;
      close();
      span.setStatus({ code: SpanStatusCode.ERROR, message: "interrupted" });
      span.end();
    },
  };
}

function endSpan(span: Span, exec: WorkflowExec): void {
  const { state, counts: { failed = 0 }, finishedAt } = exec;
  span.setAttributes(outcomeAttributes(exec));
  if (state === "failed" || state === "interrupted") {
    const message = state === "failed" ? `${failed} ${failed === 1 ? "module" : "modules"} failed` : state;
    span.setStatus({ code: SpanStatusCode.ERROR, message });
    span.setAttribute("error.type", state);
  }
  span.end(finishedAt);
}
