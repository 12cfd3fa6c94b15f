/** Spans on a far side: children of those of whoever asks. */
import { context } from "@opentelemetry/api";
import type { ExecutionEvent } from "../record/execution_event.ts";
import type { Machine } from "../record/log.ts";
import { maskerOf } from "../secrets/masker.ts";
import { contextFrom, ExecutionSpans, tracer } from "./execution_spans.ts";
import type { TraceContext, Tracer } from "./tracer.ts";

/** Computes so that the spans that a module makes are children of its own. */
export function withinTrace<T>({ traceparent }: TraceContext, compute: () => T): T {
  return context.with(contextFrom(traceparent), compute);
}

/** Traces a pipeline that was sent. */
export interface FarTrace {
  readonly tracer: Tracer;
  /** Hears of an event, and gives it as it is to be told: of a module that has its span here. */
  heard(event: ExecutionEvent): ExecutionEvent;
}

/** Undefined where nothing is exported here: whoever asks makes the spans. `secrets`: what spans must not tell; `machine`: this one, if that is known. */
export function traceSent(
  { traceparent, module, by, ...place }: TraceContext,
  { secrets, machine }: { readonly secrets: Iterable<string>; readonly machine: Machine | undefined },
): FarTrace | undefined {
  const around = contextFrom(traceparent);
  if (!tracer.startSpan("", {}, around).isRecording()) return undefined;
  const spans = new ExecutionSpans(around, place);
  if (module !== undefined) spans.adopt(module);
  const masker = maskerOf(secrets);
  return {
    tracer: spans,
    heard: (event) => {
      const here = event.kind === "moduleFinished" && by !== undefined
        ? { ...event, remote: [{ ...by, machine }] }
        : event;
      spans.observe(masker?.value(here) ?? here);
      const isAdopted = event.within === "" && event.id === module;
      return event.kind === "moduleFinished" && !isAdopted ? { ...event, isTraced: true } : event;
    },
  };
}
