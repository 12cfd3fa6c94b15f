/** Receives what OpenTelemetry exports by HTTP, as a collector does. */

/** A span that has arrived. */
export interface ReceivedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  /** `""` for one that is nobody's child. */
  readonly parentSpanId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly { readonly name: string; readonly attributes: Readonly<Record<string, unknown>> }[];
  /** 2: an error. */
  readonly status: { readonly code?: number; readonly message?: string };
  /** Which program made it. */
  readonly scope: string;
}

/** Figures of one metric, by the values of their attributes. */
export type ReceivedFigures = Readonly<Record<string, number>>;

type Attributes = readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
type Raw = Record<string, unknown> & { readonly attributes: Attributes };
interface RawMetric {
  readonly name: string;
  readonly sum?: { readonly dataPoints: readonly Raw[] };
  readonly gauge?: { readonly dataPoints: readonly Raw[] };
  readonly histogram?: { readonly dataPoints: readonly Raw[] };
}

/** See the head of the file. */
export class OtlpReceiver implements AsyncDisposable {
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly spans: ReceivedSpan[] = [];
  /** By the names of metrics; what arrived last counts. */
  readonly figures = new Map<string, ReceivedFigures>();
  /** All that arrived, as text. */
  readonly texts: string[] = [];

  constructor() {
    const options = { port: 0, hostname: "127.0.0.1", onListen: () => {} };
    this.#server = Deno.serve(options, async (request) => {
      this.#take(await request.text());
      return Response.json({});
    });
  }

  /** What a program needs in its environment to export to this. */
  get environment(): Readonly<Record<string, string>> {
    return {
      OTEL_DENO: "true",
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${this.#server.addr.port}`,
    };
  }

  /** A line for each span, below the one whose child it is; `describe` gives its text. */
  tree(describe: (span: ReceivedSpan) => string = ({ name }) => name): string {
    const ids = new Set(this.spans.map(({ spanId }) => spanId));
    const lines = (parent: string | undefined, indent: string): string[] =>
      this.spans.filter((span) => parent === undefined ? !ids.has(span.parentSpanId) : span.parentSpanId === parent)
        .map((span) => [describe(span), span] as const)
        .sort(([a], [b]) => a < b ? -1 : a > b ? 1 : 0)
        .flatMap(([text, { spanId }]) => [`${indent}${text}`, ...lines(spanId, `${indent}  `)]);
    return lines(undefined, "").join("\n");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }

  #take(text: string): void {
    this.texts.push(text);
    const { resourceSpans = [], resourceMetrics = [] } = JSON.parse(text);
    for (const { scopeSpans } of resourceSpans) {
      for (const { scope, spans } of scopeSpans) for (const span of spans) this.spans.push(received(span, scope.name));
    }
    for (const { scopeMetrics } of resourceMetrics) {
      for (const { metrics } of scopeMetrics) for (const metric of metrics) this.#takeMetric(metric);
    }
  }

  #takeMetric({ name, sum, gauge, histogram }: RawMetric): void {
    const points = (sum ?? gauge ?? histogram)?.dataPoints ?? [];
    const figures = points.map((point): [string, number] => [
      Object.values(valuesOf(point.attributes)).map(String).sort().join(" "),
      Number(point.asDouble ?? point.asInt ?? point.count),
    ]);
    this.figures.set(name, Object.fromEntries(figures));
  }
}

function received(span: Raw, scope: string): ReceivedSpan {
  const events = (span.events ?? []) as readonly (Raw & { readonly name: string })[];
  return {
    ...span as unknown as ReceivedSpan,
    scope,
    attributes: valuesOf(span.attributes),
    events: events.map(({ name, attributes }) => ({ name, attributes: valuesOf(attributes) })),
  };
}

function valuesOf(attributes: Attributes): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
