/**
 * One line of a record. What happened is written as it comes, one JSON array a line: the kind, the module's path, and
 * what the kind needs. Inside groups that loop the path has the iteration behind it: `3,4/2`. Times are microseconds since
 * the start of the execution, so that they stay short.
 *
 *     ["g","",{given}]                                     what the run was told, see given.ts
 *     ["s","3,4","Name",start,{more}?]                     began and goes on
 *     ["c","3,4","Name",start,duration,{more}?]            ended: c completed, h cached, f failed, w suspended
 *     ["r","3,4","error",number,start,duration,{more}?]    an attempt failed, another follows
 *     ["i","3,4","2/0",start,duration,"c","error"?]        an iteration ended, as above
 *     ["o","3,4",done,failed,total?]                       how far a loop is
 *     ["e","3,4","scheme",number,{annotations}]            has work done elsewhere, by its own doing
 *     ["t","3,4","function",number,machine,count,"text"]   some of that work, by the number
 *     ["d","3,4","text",fraction]                          how much of it was done by then
 *     ["j","3,4","id"]                                     a job of it
 *     ["a","3,4","key",value]                              an annotation
 *     ["p","3,4","text"]                                   wrote to its standard output
 *     ["l","3,4","text"]                                   a line of its standard error
 */
import type { ComputedElsewhere, ExecutionEvent, NamedMachine, RemoteEvent } from "./execution_event.ts";
import type { ModuleExec, RecordedValue, RemoteExecution } from "./log.ts";

const LONGEST_TEXT = 16_000;
const LONGEST_LOGGED = 2_000;
const LONGEST_NAME = 1000;
const NO_JSON = "(an object that JSON cannot hold)";

/** The kinds of lines that tell of an end. */
export const KINDS = { completed: "c", cached: "h", failed: "f", suspended: "w" } as const;

/** A module as its lines tell it. */
export type RecordedModule = ModuleExec;

/** What a module gave, by output port. */
export type RecordedValues = Readonly<Record<string, RecordedValue>>;

/**
 * Gives the line of an event, with its line break. `outputs`: what a module gave, as
 * the text of {@linkcode RecordedValues}.
 */
export type LineWriter = (event: ExecutionEvent, outputs?: string) => string;

/** Gives the number of a machine in the record; undefined where there are too many. */
export type MachineNumber = (machine: NamedMachine | undefined) => number | undefined;

/** Makes the writer of the lines of an execution that started then (milliseconds since 1970). */
export function lineWriter(startedAt: number, machineNumber: MachineNumber): LineWriter {
  const quotedNames = new Map<string, string>();
  const executions = new Map<string, number>();
  const pathOf = pathWriter();
  const since = (time: number): number => Math.round((time - startedAt) * 1000);
  const span = (event: { startedAt: number; finishedAt: number }): string =>
    `${since(event.startedAt)},${Math.round((event.finishedAt - event.startedAt) * 1000)}`;
  return (event, outputs) => {
    const path = pathOf(event);
    switch (event.kind) {
      case "moduleFinished":
        return `["${KINDS[event.state]}","${path}",${quoted(event.name, quotedNames)},${span(event)}${
          moreText(event, outputs, machineNumber)
        }]\n`;
      case "moduleStarted":
        return `["s","${path}",${quoted(event.name, quotedNames)},${since(event.startedAt)}${
          event.isGroup ? ',{"isGroup":true}' : ""
        }]\n`;
      case "moduleAttempt": {
        const { target, iteration, number } = event;
        const more = target === undefined && iteration === undefined ? "" : `,${JSON.stringify({ target, iteration })}`;
        return `["r","${path}",${textOf(event.error)},${number},${span(event)}${more}]\n`;
      }
      case "iterationFinished": {
        const error = event.error === undefined ? "" : `,${textOf(event.error)}`;
        return `["i","${path}","${event.iteration}",${span(event)},"${KINDS[event.state]}"${error}]\n`;
      }
      case "remoteExecution":
      case "remoteTask":
        return remoteText(path, event, { executions, machineNumber });
      case "jobKnown":
        return `["j","${path}",${textOf(event.job)}]\n`;
      case "annotated":
        return `["a","${path}",${JSON.stringify(event.key.slice(0, LONGEST_NAME))},${valueText(event.value)}]\n`;
      case "printed":
        return `["p","${path}",${JSON.stringify(event.text)}]\n`;
      case "logged":
        return `["l","${path}",${textOf(event.text)}]\n`;
      case "loopProgress":
        return `["o","${path}",${event.done},${event.failed}${event.total === undefined ? "" : `,${event.total}`}]\n`;
      case "progress": {
        const fraction = Math.round(Math.min(1, Math.max(0, event.fraction || 0)) * 1e4) / 1e4;
        return `["d","${path}",${textOf(event.message ?? "")},${fraction}]\n`;
      }
    }
  };
}

/** Gives paths; groups are asked for one after the other, so that the last is remembered. */
function pathWriter(): (event: ExecutionEvent) => string {
  let within = "";
  let prefix = "";
  return (event) => {
    if (event.within !== within) {
      within = event.within;
      prefix = within === "" ? "" : `${JSON.stringify(within).slice(1, -1)},`;
    }
    return event.inIteration === undefined ? prefix + event.id : `${prefix}${event.id}/${event.inIteration}`;
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

type Finished = Extract<ExecutionEvent, { kind: "moduleFinished" }>;

/** What is known of a module beside its place and times. */
function moreText(event: Finished, outputs: string | undefined, machineNumber: MachineNumber): string {
  const few = fewText(event, machineNumber);
  const { signature } = event;
  if (outputs === undefined && signature === undefined) return few === "{}" ? "" : `,${few}`;
  const signed = signature === undefined ? "" : `"signature":"${signature}"`;
  const given = outputs === undefined ? "" : `"outputs":${outputs}`;
  const most = `${signed}${signed !== "" && given !== "" ? "," : ""}${given}`;
  return few === "{}" ? `,{${most}}` : `,${few.slice(0, -1)},${most}}`;
}

/** Text of an object; mostly without anything. */
function fewText(event: Finished, machineNumber: MachineNumber): string {
  const { error, trace, iterations, attempts, waitedMs, isGroup, cachedFrom, remote } = event;
  const hasAny = error ?? trace ?? iterations ?? attempts ?? waitedMs ?? isGroup ?? cachedFrom ?? remote;
  if (hasAny === undefined) return "{}";
  const more = {
    error: error === undefined ? undefined : clipped(error, LONGEST_TEXT),
    trace: trace === undefined ? undefined : clipped(trace, LONGEST_TEXT),
    iterations,
    attempts,
    waitedMs: waitedMs === undefined ? undefined : Math.round(waitedMs * 1000) / 1000,
    isGroup,
    cachedFrom,
    remote: remote?.map((place) => computedThere(place, machineNumber)),
  };
  return JSON.stringify(more);
}

function computedThere({ scheme, annotations, machine }: ComputedElsewhere, number: MachineNumber): RemoteExecution {
  return { scheme, annotations, machine: number(machine) };
}

/** What a module says that has work done elsewhere: nothing of it need be short. */
function remoteText(
  path: string,
  event: RemoteEvent,
  { executions, machineNumber }: { executions: Map<string, number>; machineNumber: MachineNumber },
): string {
  if (event.kind === "remoteExecution") {
    executions.set(event.execution, executions.size);
    const annotations = Object.entries(event.annotations).slice(0, 100).map(([name, text]) =>
      [name.slice(0, LONGEST_NAME), clipped(String(text), LONGEST_NAME)] as const
    );
    const rest = JSON.stringify([
      clipped(event.scheme, LONGEST_NAME),
      executions.get(event.execution),
      Object.fromEntries(annotations),
    ]);
    return `["e","${path}",${rest.slice(1)}\n`;
  }
  const { machine, function: name, count, description } = event.task;
  const rest = JSON.stringify([
    clipped(name, LONGEST_NAME),
    executions.get(event.execution) ?? 0,
    machineNumber(machine) ?? 0,
    count,
    clipped(description, LONGEST_LOGGED),
  ]);
  return `["t","${path}",${rest.slice(1)}\n`;
}

/** What a line holds; undefined of one that is damaged. */
export function lineParts(line: string): readonly [kind: string, path: string, ...unknown[]] | undefined {
  let parts: unknown;
  try {
    parts = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!Array.isArray(parts) || typeof parts[0] !== "string" || typeof parts[1] !== "string") return undefined;
  return parts as [string, string, ...unknown[]];
}

function textOf(text: string): string {
  return JSON.stringify(clipped(text, LONGEST_LOGGED));
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
