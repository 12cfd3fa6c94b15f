/** Figures of executions: modules by how they ended, how long they took, what came from the cache, jobs, queues. */
import { metrics } from "@opentelemetry/api";
import type { ExecutionEvent, Observe } from "../record/execution_event.ts";
import { VERSION } from "../version.ts";

/** What waits for a scheme. */
export interface QueueLength {
  readonly scheme: string;
  /** Name of the target. */
  readonly target: string;
  /** How many modules and iterations. */
  readonly count: number;
}

/** What an execution can be asked. */
export interface MetricSources {
  /** Asked while the run tells something, a few times a second. */
  readonly queues: () => Iterable<QueueLength>;
}

/** How long after something happened queues are looked at. */
const ASKED_AFTER_MS = 200;

const meter = metrics.getMeter("vt", VERSION);
const modules = meter.createCounter("vt.modules", { unit: "{module}", description: "Modules that ended, by state" });
const hits = meter.createCounter("vt.cache.hits", { unit: "{module}", description: "Modules whose result was known" });
const durations = meter.createHistogram("vt.module.duration", {
  unit: "s",
  description: "What modules took that were computed",
  advice: { explicitBucketBoundaries: [0.001, 0.01, 0.1, 1, 10, 60, 600, 3600, 36_000] },
});
const running = meter.createUpDownCounter("vt.modules.running", {
  unit: "{module}",
  description: "Modules that have begun and not ended",
});
const jobs = meter.createGauge("vt.jobs", { unit: "{job}", description: "Jobs of the last execution, by state" });
// Not an observable one: those are not asked any more when the program ends.
const queued = meter.createGauge("vt.queue.length", {
  unit: "{module}",
  description: "What waits for a far side, by target",
});

/** Counts what one execution tells. */
export class ExecutionMetrics implements Disposable {
  readonly #sources: MetricSources;
  readonly #begun = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(sources: MetricSources) {
    this.#sources = sources;
  }

  readonly observe: Observe = (event) => {
    if (event.kind !== "moduleStarted" && event.kind !== "moduleFinished") return;
    this.#timer ??= setTimeout(this.#askQueues, ASKED_AFTER_MS);
    if (event.kind === "moduleStarted") return this.#begin(event);
    const { state, remote: [place] = [], startedAt, finishedAt } = event;
    const attributes = { "vt.module.state": state, "vt.scheme": place?.scheme ?? "here" };
    modules.add(1, attributes);
    if (state === "cached") hits.add(1);
    else durations.record((finishedAt - startedAt) / 1000, attributes);
    if (this.#begun.delete(placeOf(event))) running.add(-1);
  };

  /** How many jobs there are of each state; a state that had some before has none if it is not said. */
  countJobs(states: Iterable<string>, all: Iterable<string>): void {
    const counts = new Map(Array.from(all, (state) => [state, 0]));
    for (const state of states) counts.set(state, (counts.get(state) ?? 0) + 1);
    for (const [state, count] of counts) jobs.record(count, { "vt.job.state": state });
  }

  [Symbol.dispose](): void {
    this.#askQueues();
    running.add(-this.#begun.size);
    this.#begun.clear();
  }

  #begin(event: Extract<ExecutionEvent, { kind: "moduleStarted" }>): void {
    const place = placeOf(event);
    if (this.#begun.has(place)) return;
    this.#begun.add(place);
    running.add(1);
  }

  readonly #askQueues = (): void => {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const { scheme, target, count } of this.#sources.queues()) {
      queued.record(count, { "vt.scheme": scheme, "vt.target": target });
    }
  };
}

function placeOf(
  { within, id, inIteration = "" }: Extract<ExecutionEvent, { kind: "moduleFinished" | "moduleStarted" }>,
): string {
  return `${within},${id}/${inIteration}`;
}
