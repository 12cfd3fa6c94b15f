/** Puts the lines of a record together to modules; log_line.ts says what they are. */
import type { FailedAttempt, LoopProgress } from "./execution_event.ts";
import {
  type IterationExec,
  type ModuleExec,
  MOST_ITERATIONS,
  type RecordedProgress,
  type RemoteExecution,
  type RemoteTask,
} from "./log.ts";
import { KINDS, lineParts } from "./log_line.ts";

/** Failed attempts that a module shows: a loop may have a million. */
const MOST_ATTEMPTS = 100;
const STATES = new Map(Object.entries(KINDS).map(([state, kind]) => [kind as string, state as keyof typeof KINDS]));

/** What lines have told of a module before its end. */
interface Begun {
  exec?: Pick<ModuleExec, "name" | "startedAt" | "isGroup">;
  jobs?: string[];
  progress?: RecordedProgress;
  loopProgress?: LoopProgress;
  annotations?: Record<string, unknown>;
  printed?: string[];
  logged?: string[];
  failedAttempts?: FailedAttempt[];
  loop?: Loop;
  /** By their numbers in the record. */
  remote?: Map<number, RemoteExecution & { readonly tasks: RemoteTask[] }>;
}

type Loop = Map<number, { exec?: IterationExec; inside?: Loop }>;

/** What is left when all modules of a record are told. */
export interface Leftover {
  /** What was written while no module was known to write it. */
  readonly printed: readonly string[];
  /** Lines that could not be read. */
  readonly damaged: number;
}

/** The kinds whose third part is a text; those of others that came later are passed over. */
const WITH_TEXT = new Set(["s", "r", "i", "e", "t", "j", "d", "p", "l", "a", ...STATES.keys()]);
const KNOWN = new Set([...WITH_TEXT, "o"]);
/** Those that have times, and where. */
const TIMES: ReadonlyMap<string, number> = new Map([
  ["s", 1],
  ["i", 2],
  ...[...STATES.keys()].map((kind) => [kind, 2] as const),
]);

/** A module is given when it has ended, those that have not come last. */
export class LineReader {
  readonly #startedAt: number;
  readonly #begun = new Map<string, Begun>();
  #damaged = 0;

  constructor(startedAt: number) {
    this.#startedAt = startedAt;
  }

  /** The module that ends with this line; undefined for any other line. One that is damaged is counted. */
  read(line: string): ModuleExec | undefined {
    const parts = lineParts(line);
    if (parts === undefined || !isWhole(parts)) {
      this.#damaged++;
      return undefined;
    }
    const [kind, path, text, ...rest] = parts as [kind: string, path: string, text: string, ...unknown[]];
    const state = STATES.get(kind);
    if (!KNOWN.has(kind)) return undefined;
    if (state === undefined) {
      let begun = this.#begun.get(path);
      if (begun === undefined) this.#begun.set(path, begun = {});
      if (kind === "o") begun.loopProgress = loopProgressOf(parts.slice(2));
      else this.#keep(begun, kind, text, rest);
      return undefined;
    }
    const [start, duration, more] = rest as [start: number, duration: number, more?: Partial<ModuleExec>];
    const begun = this.#begun.get(path) ?? {};
    this.#begun.delete(path);
    delete begun.loopProgress;
    const ended = { name: text, state, ...this.#span(start, duration), ...more };
    return { ...placeOf(path), ...ended, ...factsOf(begun, more?.remote) };
  }

  /** The modules that began and of whose end no line has told. */
  unfinished(): readonly ModuleExec[] {
    return [...this.#begun].flatMap(([path, begun]) =>
      begun.exec === undefined ? [] : [{ ...placeOf(path), state: "running", ...begun.exec, ...factsOf(begun) }]
    );
  }

  /** See {@linkcode Leftover}. */
  get leftover(): Leftover {
    return { printed: this.printedOutside, damaged: this.#damaged };
  }

  /** What was written while no module was known to write it. */
  get printedOutside(): readonly string[] {
    return [...this.#begun.values()].flatMap(({ exec, printed = [] }) => exec === undefined ? printed : []);
  }

  #keep(begun: Begun, kind: string, text: string, rest: readonly unknown[]): void {
    switch (kind) {
      case "s": {
        const [start, more] = rest as [start: number, more?: { isGroup?: boolean }];
        begun.exec = { name: text, startedAt: this.#time(start), ...more };
        break;
      }
      case "r":
        return this.#keepAttempt(begun, text, rest);
      case "i":
        return this.#keepIteration(begun, text, rest);
      case "e": {
        const [number, annotations] = rest as [number: number, annotations: RemoteExecution["annotations"]];
        (begun.remote ??= new Map()).set(number, { scheme: text, annotations, tasks: [] });
        break;
      }
      case "t": {
        const [number, machine, count, description] = rest as [number, number, number, string];
        begun.remote?.get(number)?.tasks.push({ machine, function: text, count, description });
        break;
      }
      case "j": {
        const jobs = begun.jobs ??= [];
        if (jobs.length < MOST_ITERATIONS && !jobs.includes(text)) jobs.push(text);
        break;
      }
      case "d":
        begun.progress = { fraction: Number(rest[0]), ...(text !== "" && { message: text }) };
        break;
      case "p":
        (begun.printed ??= []).push(text);
        break;
      case "l":
        (begun.logged ??= []).push(text);
        break;
      case "a":
        (begun.annotations ??= Object.create(null) as Record<string, unknown>)[text] = rest[0];
        break;
    }
  }

  #keepAttempt(begun: Begun, error: string, rest: readonly unknown[]): void {
    const [number, start, duration, more] = rest as [number: number, start: number, duration: number, more?: object];
    const failed = begun.failedAttempts ??= [];
    if (failed.length < MOST_ATTEMPTS) failed.push({ number, error, ...this.#span(start, duration), ...more });
  }

  #keepIteration(begun: Begun, which: string, rest: readonly unknown[]): void {
    const [start, duration, kind, error] = rest as [start: number, duration: number, kind: string, error?: string];
    const numbers = which.split("/").map(Number);
    const number = numbers.pop()!;
    let loop = begun.loop ??= new Map();
    for (const around of numbers) {
      const iteration = entryOf(loop, around);
      loop = iteration.inside ??= new Map();
    }
    const state = STATES.get(kind) ?? "completed";
    entryOf(loop, number).exec = {
      number,
      state,
      ...this.#span(start, duration),
      ...(error !== undefined && { error }),
    };
  }

  #span(start: number, duration: number): { startedAt: number; finishedAt: number } {
    return { startedAt: this.#time(start), finishedAt: this.#time(start + duration) };
  }

  #time(microseconds: number): number {
    return this.#startedAt + microseconds / 1000;
  }
}

/** Whether a line has what all of its kind have. */
function isWhole([kind, , text, ...rest]: readonly [kind: string, path: string, ...unknown[]]): boolean {
  if (kind === "o") return [text, ...rest].length >= 2 && [text, ...rest].every(Number.isFinite);
  if (!WITH_TEXT.has(kind)) return true;
  const times = rest.slice(0, TIMES.get(kind) ?? 0);
  return typeof text === "string" && times.length === (TIMES.get(kind) ?? 0) && times.every(Number.isFinite);
}

function loopProgressOf(parts: readonly unknown[]): LoopProgress {
  const [done, failed, total] = parts as [done: number, failed: number, total?: number];
  return { done, failed, ...(total !== undefined && { total }) };
}

/** A path as lines have it: `3,4`, in an iteration of a group around it `3,4/2`. */
function placeOf(path: string): Pick<ModuleExec, "path" | "inIteration"> {
  const slash = path.indexOf("/");
  return slash < 0 ? { path } : { path: path.slice(0, slash), inIteration: path.slice(slash + 1) };
}

function factsOf({ exec: _, loop, remote, ...facts }: Begun, computed: ModuleExec["remote"] = []): Partial<ModuleExec> {
  const own = [...remote?.values() ?? []];
  return {
    ...facts,
    ...(loop && { loop: iterationsOf(loop) }),
    ...(own.length > 0 && { remote: [...computed, ...own] }),
  };
}

function entryOf(loop: Loop, number: number): { exec?: IterationExec; inside?: Loop } {
  let entry = loop.get(number);
  if (entry === undefined) loop.set(number, entry = {});
  return entry;
}

/** In their order. One that ran when the record ends has no end of its own. */
function iterationsOf(loop: Loop): IterationExec[] {
  const entries = [...loop].sort(([a], [b]) => a - b).slice(0, MOST_ITERATIONS);
  return entries.map(([number, { exec, inside }]) => {
    const iterations = inside && iterationsOf(inside);
    const begun = exec ?? { number, state: "running", startedAt: iterations![0].startedAt };
    return { ...begun, ...(iterations && { loop: iterations }) };
  });
}
