/**
 * One line of a record. What happened is written as it comes, one JSON array a line: the kind, the module's path, and
 * what the kind needs. Times are microseconds since the start of the execution, so that they stay short.
 *
 *     ["s","3,4","Name",start]                       began and goes on
 *     ["c","3,4","Name",start,duration,{more}?]      ended: c completed, h cached, f failed, w suspended
 *     ["r","3,4","error",number,start,duration,{more}?]   an attempt failed, another follows
 *     ["a","3,4","key",value]                        an annotation
 *     ["l","3,4","text"]                             a line of its standard error
 */
import type { ExecutionEvent, FailedAttempt, Iterations } from "./execution_event.ts";
import type { ModuleExec } from "./log.ts";

const LONGEST_TEXT = 16_000;
const LONGEST_LOGGED = 2_000;
/** Failed attempts that a module shows: a loop may have a million. */
const MOST_ATTEMPTS = 100;
const NO_JSON = "(an object that JSON cannot hold)";
const KINDS = { completed: "c", cached: "h", failed: "f", suspended: "w" } as const;
const STATES = new Map(Object.entries(KINDS).map(([state, kind]) => [kind as string, state as keyof typeof KINDS]));

/** A module's record with the lines of its standard error that were kept. */
export interface RecordedModule extends ModuleExec {
  readonly logged?: readonly string[];
}

/** Gives the line of an event, with its line break, or `""` for one that no record keeps. */
export type LineWriter = (event: ExecutionEvent) => string;

/** Makes the writer of the lines of an execution that started then (milliseconds since 1970). */
export function lineWriter(startedAt: number): LineWriter {
  const quotedNames = new Map<string, string>();
  let within = "";
  let prefix = "";
  return (event) => {
    if (event.within !== within) {
      within = event.within;
      prefix = within === "" ? "" : `${JSON.stringify(within).slice(1, -1)},`;
    }
    switch (event.kind) {
      case "moduleFinished": {
        const start = Math.round((event.startedAt - startedAt) * 1000);
        const duration = Math.round((event.finishedAt - event.startedAt) * 1000);
        return `["${KINDS[event.state]}","${prefix}${event.id}",${
          quoted(event.name, quotedNames)
        },${start},${duration}${moreText(event)}]\n`;
      }
      case "moduleStarted":
        return `["s","${prefix}${event.id}",${quoted(event.name, quotedNames)},${
          Math.round((event.startedAt - startedAt) * 1000)
        }]\n`;
      case "moduleAttempt":
        return `["r","${prefix}${event.id}",${attemptText(event, startedAt)}]\n`;
      case "annotated":
        return `["a","${prefix}${event.id}",${JSON.stringify(event.key.slice(0, 1000))},${valueText(event.value)}]\n`;
      case "logged":
        return `["l","${prefix}${event.id}",${JSON.stringify(clipped(event.text, LONGEST_LOGGED))}]\n`;
      case "progress":
      case "printed":
        return "";
    }
  };
}

function quoted(name: string, known: Map<string, string>): string {
  let text = known.get(name);
  if (text === undefined) {
    text = JSON.stringify(clipped(name, LONGEST_TEXT));
    if (known.size < 10_000) known.set(name, text);
  }
  return text;
}

function attemptText(attempt: FailedAttempt, since: number): string {
  const { number, error, startedAt, finishedAt, target, iteration } = attempt;
  const start = Math.round((startedAt - since) * 1000);
  const duration = Math.round((finishedAt - startedAt) * 1000);
  const more = target === undefined && iteration === undefined ? [] : [{ target, iteration }];
  return JSON.stringify([clipped(error, LONGEST_LOGGED), number, start, duration, ...more]).slice(1, -1);
}

/** What few modules have. */
interface More {
  readonly error?: string;
  readonly trace?: string;
  readonly iterations?: Iterations;
  readonly attempts?: number;
  readonly waitedMs?: number;
}

function moreText({ error, trace, iterations, attempts, waitedMs }: More): string {
  const isPlain = error === undefined && trace === undefined && iterations === undefined;
  if (isPlain && attempts === undefined && waitedMs === undefined) return "";
  const more = {
    error: error === undefined ? undefined : clipped(error, LONGEST_TEXT),
    trace: trace === undefined ? undefined : clipped(trace, LONGEST_TEXT),
    iterations,
    attempts,
    waitedMs: waitedMs === undefined ? undefined : Math.round(waitedMs * 1000) / 1000,
  };
  return `,${JSON.stringify(more)}`;
}

function clipped(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}… (${text.length} characters)`;
}

/** The value as JSON; as text where it has none or where it is too long. */
function valueText(value: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch {
    text = undefined;
  }
  if (text === undefined) {
    return JSON.stringify(typeof value === "object" ? NO_JSON : clipped(String(value), LONGEST_TEXT));
  }
  if (text.length <= LONGEST_TEXT) return text;
  return JSON.stringify(clipped(typeof value === "string" ? value : text, LONGEST_TEXT));
}

interface Unfinished {
  exec?: RecordedModule;
  annotations?: Record<string, unknown>;
  logged?: string[];
  failedAttempts?: FailedAttempt[];
}

/** Puts lines together to modules: a module is given when it has ended, those that have not come last. */
export class LineReader {
  readonly #startedAt: number;
  readonly #unfinished = new Map<string, Unfinished>();

  constructor(startedAt: number) {
    this.#startedAt = startedAt;
  }

  /** The module that ends with this line; undefined for any other line. */
  read(line: string): RecordedModule | undefined {
    const [kind, path, text, ...rest] = JSON.parse(line) as [kind: string, path: string, text: string, ...unknown[]];
    const state = STATES.get(kind);
    if (state === undefined) {
      this.#keep(kind, path, text, rest);
      return undefined;
    }
    const [start, duration, more] = rest as [start: number, duration: number, more?: object];
    const [startedAt, finishedAt] = [this.#time(start), this.#time(start + duration)];
    const { exec: _, ...kept } = this.#unfinished.get(path) ?? {};
    this.#unfinished.delete(path);
    const added = { ...more, ...kept };
    return { path, name: text, state, startedAt, finishedAt, ...added };
  }

  /** The modules that began and of whose end no line has told. */
  unfinished(): readonly RecordedModule[] {
    return [...this.#unfinished.values()].flatMap(({ exec, ...kept }) => exec ? [{ ...exec, ...kept }] : []);
  }

  #keep(kind: string, path: string, text: string, [value, ...more]: unknown[]): void {
    const module = this.#unfinished.get(path) ?? {};
    this.#unfinished.set(path, module);
    if (kind === "s") module.exec = { path, name: text, state: "running", startedAt: this.#time(Number(value)) };
    if (kind === "r") this.#keepAttempt(module, { number: Number(value), error: text }, more);
    if (kind === "l") (module.logged ??= []).push(text);
    if (kind === "a") (module.annotations ??= Object.create(null) as Record<string, unknown>)[text] = value;
  }

  #keepAttempt(
    module: Unfinished,
    attempt: { number: number; error: string },
    [start, duration, more]: unknown[],
  ): void {
    const failed = module.failedAttempts ??= [];
    if (failed.length === MOST_ATTEMPTS) return;
    const [startedAt, finishedAt] = [this.#time(Number(start)), this.#time(Number(start) + Number(duration))];
    failed.push({ ...attempt, startedAt, finishedAt, ...(more as object | undefined) });
  }

  #time(microseconds: number): number {
    return this.#startedAt + microseconds / 1000;
  }
}
