/** A comparison of two executions, as people read it: only what differs. */
import { durationText } from "../../runtime/quantity_text.ts";
import type { ComparedModule, ComparedModules, ModulePair } from "../../runtime/record/compare_executions.ts";
import type { WorkflowExec } from "../../runtime/record/log.ts";
import { oneLine } from "../line/terminal.ts";
import type { Look } from "./look.ts";
import { recordedText } from "./recorded_text.ts";
import { listHead, listLine } from "./text.ts";

/** Two executions and their modules. */
export interface Comparison {
  readonly before: WorkflowExec;
  readonly after: WorkflowExec;
  readonly modules: ComparedModules;
}

/** Rows of one section that a person reads before the rest is only counted. */
const MOST_ROWS = 20;
/** Durations that differ by less say nothing. */
const LEAST_MS = 5;
const LEAST_RATIO = 1.2;

/** The values of `--set` that differ, by name; null: not given. */
export function parameterChanges(
  before: WorkflowExec,
  after: WorkflowExec,
): Readonly<Record<string, { readonly old: string | null; readonly new: string | null }>> {
  const names = [...new Set([...Object.keys(before.parameters), ...Object.keys(after.parameters)])].sort();
  const valueOf = ({ parameters }: WorkflowExec, name: string): string | null =>
    Object.hasOwn(parameters, name) ? parameters[name] : null;
  return Object.fromEntries(
    names.map((name) => [name, { old: valueOf(before, name), new: valueOf(after, name) }] as const)
      .filter(([, values]) => values.old !== values.new),
  );
}

/** All sections that have something to say. `all`: every row of them. */
export function comparisonText(comparison: Comparison, { all, look }: { all: boolean; look: Look }): string {
  const { before, after, modules: { added, gone, both } } = comparison;
  const rows = (lines: readonly string[]): string[] =>
    all || lines.length <= MOST_ROWS ? [...lines] : [
      ...lines.slice(0, MOST_ROWS),
      look.paint("dim", `  and ${lines.length - MOST_ROWS} more; --all shows every one`),
    ];
  const states = both.filter((pair) => pair.old.state !== pair.new.state);
  const errors = both.filter((pair) => pair.old.state === pair.new.state && pair.old.error !== pair.new.error);
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ["Workflow", wholeLines(before, after)],
    ["Parameters", parameterLines(before, after)],
    ["Added", added.map((module) => moduleText(module, look))],
    ["Gone", gone.map((module) => moduleText(module, look))],
    ["Ended otherwise", states.map((pair) => stateText(pair, look))],
    ["Other errors", errors.map((pair) => errorText(pair, look))],
    ["Other outputs", both.flatMap(outputLines)],
    ["Durations", durationLines(both)],
  ];
  const shown = sections.filter(([, lines]) => lines.length > 0).map(([title, lines]) =>
    `\n${look.paint("bold", title)}\n${rows(lines).join("\n")}\n`
  );
  const same = shown.length === 0 ? "\nNothing differs, but for times that differ little\n" : "";
  return `${listHead(look)}\n${listLine(before, look)}\n${listLine(after, look)}\n${shown.join("")}${same}`;
}

function wholeLines(before: WorkflowExec, after: WorkflowExec): string[] {
  const facts: readonly (readonly [string, (exec: WorkflowExec) => string | undefined])[] = [
    ["file", ({ workflow }) => workflow.file],
    ["version", ({ workflow }) => workflow.version?.toString()],
    ["cell", ({ workflow }) => workflow.cell],
    ["mashup", ({ workflow }) => workflow.mashup],
    ["hash", ({ hash }) => hash?.slice(0, 12)],
    ["user", ({ user }) => user],
    ["machine", ({ machine }) => machine.name],
    ["vt", ({ vtVersion }) => vtVersion],
    ["Deno", ({ denoVersion }) => denoVersion],
  ];
  return facts.flatMap(([name, of]) => changeLines(name, of(before), of(after)));
}

function parameterLines(before: WorkflowExec, after: WorkflowExec): string[] {
  return Object.entries(parameterChanges(before, after)).flatMap(([name, values]) =>
    changeLines(oneLine(name, 30), values.old ?? undefined, values.new ?? undefined)
  );
}

function changeLines(name: string, old: string | undefined, now: string | undefined): string[] {
  if (old === now) return [];
  const text = (value: string | undefined): string => value === undefined ? "(none)" : oneLine(value, 200);
  return [`  ${name.padEnd(10)}  ${text(old)} → ${text(now)}`];
}

function moduleText({ path, name, state, tookMs, error }: ComparedModule, look: Look): string {
  const line = `  ${path} ${oneLine(name, 60)}  ${state}, ${durationText(tookMs)}`;
  return error === undefined ? line : `${line}\n${below(error, look)}`;
}

function stateText(pair: ModulePair, look: Look): string {
  const line = `  ${pair.path} ${oneLine(pair.name, 60)}  ${pair.old.state} → ${pair.new.state}`;
  const error = pair.new.error ?? pair.old.error;
  return error === undefined ? line : `${line}\n${below(error, look)}`;
}

function errorText(pair: ModulePair, look: Look): string {
  const lines = [pair.old.error ?? "(none)", pair.new.error ?? "(none)"].map((error) => below(error, look));
  return `  ${pair.path} ${oneLine(pair.name, 60)}\n${lines.join("\n")}`;
}

function outputLines({ path, name, outputs = [] }: ModulePair): string[] {
  return outputs.map(({ port, old, new: now }) => {
    const [before, after] = [old, now].map((value) => value === undefined ? "(none)" : recordedText(value, 100));
    return `  ${path} ${oneLine(name, 60)}  ${oneLine(port, 60)}: ${before} → ${after}`;
  });
}

function below(error: string, { paint, width }: Look): string {
  return `      ${paint("red", oneLine(error, Math.max(40, 2 * width - 6)))}`;
}

/** Those that differ much, most first. */
function durationLines(both: readonly ModulePair[]): string[] {
  const differing = both.filter(({ ratio, old, new: now }) =>
    ratio !== undefined && Math.abs(now.tookMs - old.tookMs) >= LEAST_MS &&
    (ratio >= LEAST_RATIO || ratio <= 1 / LEAST_RATIO)
  ).sort((a, b) => difference(b) - difference(a));
  return differing.map(({ path, name, old, new: now, ratio }) => {
    const times = `${durationText(old.tookMs).padStart(6)} → ${durationText(now.tookMs).padStart(6)}`;
    return `  ${times}  ${ratioText(ratio!).padStart(7)}  ${path} ${oneLine(name, 60)}`;
  });
}

function difference({ old, new: now }: ModulePair): number {
  return Math.abs(now.tookMs - old.tookMs);
}

/** `2.3×`, `0.12×`. */
function ratioText(ratio: number): string {
  return `${ratio >= 100 ? Math.round(ratio) : Number(ratio.toPrecision(2))}×`;
}
