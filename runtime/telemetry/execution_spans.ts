/**
 * The spans of the modules of an execution. One is made when something asks for it, at the latest when the module has
 * ended; those that a far side has made are left to it.
 */
import {
  type Attributes,
  type Context,
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import type { ExecutionEvent, ModulePlace, Observe } from "../record/execution_event.ts";
import { placeKey } from "../record/execution_event.ts";
import { VERSION } from "../version.ts";
import { attemptAttributes, endAttributes, placeAttributes } from "./span_attributes.ts";
import type { TraceContext, TracedModule, Tracer } from "./tracer.ts";

/** What makes all spans of vt. */
export const tracer = trace.getTracer("vt", VERSION);

/** The context that a carrier tells, such as the header of a request. */
export function contextFrom(traceparent: string | undefined): Context {
  return traceparent === undefined ? ROOT_CONTEXT : propagation.extract(ROOT_CONTEXT, { traceparent });
}

/** A module that has begun. */
interface Begun {
  readonly name: string;
  readonly startedAt: number;
  span?: Span;
  context?: Context;
}

/** See the head of the file. */
export class ExecutionSpans implements Tracer {
  readonly #around: Context;
  readonly #place: Omit<ModulePlace, "id">;
  readonly #begun = new Map<string, Begun>();

  /** `around`: whose child every span is; `place`: where the pipeline is. */
  constructor(around: Context, place: Omit<ModulePlace, "id"> = { within: "" }) {
    this.#around = around;
    this.#place = place;
  }

  /** Gives a module at the top the span that is around. */
  adopt(id: number): void {
    this.#begun.set(placeKey({ id, within: "" }), { name: "", startedAt: 0, context: this.#around });
  }

  within<T>(module: TracedModule, compute: () => T): T {
    return context.with(this.#contextOf(module), compute);
  }

  contextOf(module: TracedModule): TraceContext {
    const { id, within, inIteration, iteration } = module;
    const inside = [inIteration, iteration].filter(Boolean).join("/");
    return { ...contextOfPlace(this.#contextOf(module), { within, inIteration: inside || undefined }), module: id };
  }

  contextAround(module: ModulePlace): TraceContext {
    return contextOfPlace(this.#contextAround(module), module);
  }

  readonly observe: Observe = (event) => {
    switch (event.kind) {
      case "moduleStarted": {
        const { name, startedAt } = event;
        if (!this.#begun.has(placeKey(event))) this.#begun.set(placeKey(event), { name, startedAt });
        break;
      }
      case "moduleAttempt":
        return void this.#begun.get(placeKey(event))?.span?.addEvent("vt.attempt.failed", attemptAttributes(event));
      case "moduleFinished":
        return this.#end(event);
    }
  };

  /** Ends what has begun and of whose end nobody told. */
  abandon(): void {
    for (const { span } of this.#begun.values()) span?.end();
    this.#begun.clear();
  }

  #end(event: Extract<ExecutionEvent, { kind: "moduleFinished" }>): void {
    const key = placeKey(event);
    const begun = this.#begun.get(key);
    const isAdopted = begun !== undefined && begun.span === undefined && begun.context !== undefined;
    if (!event.isTraced && !isAdopted) {
      const span = begun?.span ?? this.#begin(event, begun);
      span.setAttributes(endAttributes(event));
      if (event.state === "failed") fail(span, event.error ?? "", event.trace);
      span.end(event.finishedAt);
    }
    this.#begun.delete(key);
  }

  #contextOf(module: TracedModule): Context {
    const key = placeKey(module);
    let begun = this.#begun.get(key);
    if (begun === undefined) this.#begun.set(key, begun = { name: module.name, startedAt: module.startedAt });
    if (begun.context === undefined) this.#begin(module, begun);
    return begun.context!;
  }

  #begin(
    module: Pick<TracedModule, "name" | "startedAt"> & ModulePlace,
    begun: Begun = { name: module.name, startedAt: module.startedAt },
  ): Span {
    const around = this.#contextAround(module);
    const attributes: Attributes = placeAttributes(this.#absolute(module), begun.name);
    begun.span = tracer.startSpan(begun.name, { startTime: begun.startedAt, attributes }, around);
    begun.context = trace.setSpan(around, begun.span);
    return begun.span;
  }

  #absolute({ id, within, inIteration }: ModulePlace): ModulePlace {
    const joined = (parts: readonly (string | undefined)[], by: string): string => parts.filter(Boolean).join(by);
    return {
      id,
      within: joined([this.#place.within, within], ","),
      inIteration: joined([this.#place.inIteration, inIteration], "/") || undefined,
    };
  }

  /** The group of a module that is inside one loops perhaps; what is around that again is shorter by its iteration. */
  #contextAround({ within, inIteration = "" }: ModulePlace): Context {
    if (within === "") return this.#around;
    const comma = within.lastIndexOf(",");
    const group = { id: Number(within.slice(comma + 1)), within: within.slice(0, Math.max(0, comma)) };
    for (let iteration = inIteration;; iteration = iteration.slice(0, Math.max(0, iteration.lastIndexOf("/")))) {
      const place = { ...group, inIteration: iteration === "" ? undefined : iteration };
      const begun = this.#begun.get(placeKey(place));
      if (begun !== undefined) return this.#contextOf({ ...place, ...begun, iteration: "" });
      if (iteration === "") return this.#around;
    }
  }
}

/** Records why, as OpenTelemetry's conventions want it. */
function fail(span: Span, message: string, stack?: string): void {
  span.recordException({ name: "ModuleError", message, ...(stack !== undefined && { stack }) });
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}

function contextOfPlace(around: Context, { within, inIteration }: Omit<ModulePlace, "id">): TraceContext {
  return { traceparent: traceparentOf(around), within, ...(inIteration !== undefined && { inIteration }) };
}

/** The header of a context. */
function traceparentOf(around: Context): string {
  const carrier: Record<string, string> = {};
  propagation.inject(around, carrier);
  return carrier.traceparent ?? "";
}
