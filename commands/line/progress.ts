/** Shows on stderr how a run goes: one live line on a terminal, elsewhere only what failed. */
import { durationText } from "../../runtime/quantity_text.ts";
import { type ExecutionEvent, type ModuleState, type Observe, pathText } from "../../runtime/record/execution_event.ts";
import type { WorkflowState } from "../../runtime/record/log.ts";
import { oneLine, type Paint } from "./terminal.ts";

const REDRAW_AFTER_MS = 100;
/** Failures that the summary lists; the record has them all. */
const MOST_FAILURES = 20;

/** What a display needs to know. */
export interface ProgressOptions {
  /** How many modules will tell of their end, those inside groups included. */
  readonly total: number;
  /** Whether stderr is a terminal: a live line is drawn only there. */
  readonly terminal: boolean;
  /** Columns of the terminal. */
  readonly columns: () => number;
  readonly paint: Paint;
  /** Milliseconds from any moment on. */
  readonly now: () => number;
  /** Writes to stderr. */
  readonly write: (text: string) => void;
}

/** What went wrong in one module. */
export interface Failure {
  readonly path: string;
  readonly name: string;
  readonly text: string;
}

/** What the events told, for the summary. */
export interface Outcome {
  readonly total: number;
  readonly counts: Readonly<Record<Exclude<ModuleState, "notRun">, number>>;
  /** The first of those that failed. */
  readonly failures: readonly Failure[];
  /** Whether each failure was written when it happened. */
  readonly failuresShown: boolean;
}

/** A display. Disposed of, it leaves no line behind. */
export interface Progress extends Disposable {
  /** To be called before what a module printed is written: the live line makes room. */
  readonly observe: Observe;
  readonly outcome: Outcome;
}

/** Begins to show a run. */
export function showProgress(options: ProgressOptions): Progress {
  return new ProgressDisplay(options);
}

interface Running {
  readonly name: string;
  fraction?: number;
  message?: string;
}

class ProgressDisplay implements Progress {
  readonly outcome;
  readonly #options: ProgressOptions;
  readonly #running = new Map<string, Running>();
  readonly #startedAt: number;
  readonly #timer: ReturnType<typeof setInterval> | undefined;
  #drawnAt = -Infinity;
  #drawn = false;
  /** What modules printed ended within a line, which a live line would overwrite. */
  #withinLine = false;
  #last = "";

  constructor(options: ProgressOptions) {
    this.#options = options;
    this.#startedAt = options.now();
    this.outcome = {
      total: options.total,
      counts: { completed: 0, cached: 0, failed: 0, suspended: 0 },
      failures: [] as Failure[],
      failuresShown: !options.terminal,
    };
    if (options.terminal) this.#timer = setInterval(() => this.#redraw(), REDRAW_AFTER_MS);
  }

  readonly observe = (event: ExecutionEvent): void => {
    switch (event.kind) {
      case "moduleStarted":
        this.#running.set(pathText(event), { name: event.name });
        break;
      case "moduleFinished":
        this.#finished(event);
        break;
      case "moduleAttempt":
        this.#failedOnce(event);
        break;
      case "progress":
        this.#progressed(event);
        break;
      case "printed":
        this.#clear();
        this.#withinLine = !event.text.endsWith("\n");
        return;
      case "logged":
        this.#clear();
        return;
    }
    if (this.#options.terminal) this.#redraw();
  };

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#clear();
  }

  /** Another attempt follows: what went wrong stands there until that says something. */
  #failedOnce({ number, most, error, ...place }: Extract<ExecutionEvent, { kind: "moduleAttempt" }>): void {
    const running = this.#running.get(pathText(place));
    const message = `attempt ${number} of ${most} failed: ${error}`;
    if (running !== undefined) Object.assign(running, { fraction: undefined, message });
  }

  #progressed(event: Extract<ExecutionEvent, { kind: "progress" }>): void {
    const running = this.#running.get(pathText(event));
    if (running !== undefined) Object.assign(running, { fraction: event.fraction, message: event.message });
  }

  #finished(event: Extract<ExecutionEvent, { kind: "moduleFinished" }>): void {
    const { counts, failures } = this.outcome;
    counts[event.state]++;
    this.#last = event.name;
    if (this.#running.size > 0) this.#running.delete(pathText(event));
    if (event.state !== "failed") return;
    const failure = { path: pathText(event), name: event.name, text: event.error ?? "" };
    if (failures.length < MOST_FAILURES) failures.push(failure);
    if (!this.#options.terminal) this.#options.write(`${failureText(failure)}\n`);
  }

  #redraw(): void {
    const now = this.#options.now();
    if (now - this.#drawnAt < REDRAW_AFTER_MS || this.#withinLine) return;
    this.#drawnAt = now;
    this.#drawn = true;
    this.#options.write(`\r\x1b[K${this.#line(now - this.#startedAt)}`);
  }

  #clear(): void {
    if (this.#drawn) this.#options.write("\r\x1b[K");
    this.#drawn = false;
  }

  #line(elapsed: number): string {
    const { total, counts } = this.outcome;
    const done = counts.completed + counts.cached + counts.failed + counts.suspended;
    const left = timeLeft(elapsed, done, total);
    const parts = [
      `${done}/${total}`,
      ...(this.#running.size > 0 ? [`${this.#running.size} running`] : []),
      ...(counts.failed > 0 ? [`${counts.failed} failed`] : []),
      (elapsed < 1000 ? `${(elapsed / 1000).toFixed(1)}s` : durationText(elapsed)) +
      (left === undefined ? "" : `, about ${durationText(left)} left`),
    ];
    const { columns, paint } = this.#options;
    const counted = parts.join("  ").slice(0, columns() - 1);
    const room = columns() - counted.length - 3;
    return room > 0 ? `${paint("bold", counted)}  ${oneLine(this.#current(), room)}` : counted;
  }

  #current(): string {
    const running = [...this.#running.values()].at(-1);
    if (running === undefined) return this.#last;
    const percent = running.fraction === undefined ? "" : ` ${Math.round(running.fraction * 100)} %`;
    return `${running.name}${percent}${running.message ? ` ${running.message}` : ""}`;
  }
}

/** Milliseconds that the rest will take, if it goes on so; undefined while that is a guess. */
function timeLeft(elapsed: number, done: number, total: number): number | undefined {
  if (elapsed < 3000 || done < 5 || done < total / 20 || done >= total) return undefined;
  return elapsed * (total - done) / done;
}

/** A failure on one line: where, what, why. */
function failureText({ path, name, text }: Failure): string {
  return `module ${path} (${oneLine(name, 60)}): ${oneLine(text, 1000)}`;
}

/** What a person wants to know when a run is over: how it ended, and what failed. */
export function summaryText(
  { total, counts, failures, failuresShown }: Outcome,
  { state, tookMs, execution, paint }: { state: WorkflowState; tookMs: number; execution?: string; paint: Paint },
): string {
  const ended = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const numbers = [
    ...Object.entries(counts).flatMap(([each, count]) => count > 0 ? [`${count} ${each}`] : []),
    ...(total > ended ? [`${total - ended} not run`] : []),
  ];
  const colour = state === "completed" ? "green" : state === "suspended" ? "yellow" : "red";
  const listed = failuresShown ? [] : failures;
  const unlisted = failuresShown ? 0 : counts.failed - failures.length;
  const modules = numbers.length > 0 ? `: ${numbers.join(", ")}` : "";
  return [
    ...listed.map((failure) => `${paint("red", "failed")}  ${failureText(failure)}`),
    ...(unlisted > 0 ? [`        and ${unlisted} more`] : []),
    `${paint(colour, state)} in ${durationText(tookMs)}${modules}${execution ? ` (vt log show ${execution})` : ""}`,
    "",
  ].join("\n");
}
