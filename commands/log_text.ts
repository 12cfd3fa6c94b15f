/** Execution records as people read them. */
import type { FailedAttempt } from "../runtime/record/execution_event.ts";
import type { Machine, WorkflowExec, WorkflowSource } from "../runtime/record/log.ts";
import type { RecordedModule } from "../runtime/record/log_line.ts";
import { countText, durationText, ordinal, sizeText, timeText, whenText } from "./quantity_text.ts";
import { type Colour, oneLine, type Paint } from "./terminal.ts";

/** How a text is to look. */
export interface Look {
  readonly paint: Paint;
  /** Columns. */
  readonly width: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const COLOURS: Readonly<Record<string, Colour>> = {
  completed: "green",
  cached: "cyan",
  failed: "red",
  suspended: "yellow",
  running: "yellow",
  interrupted: "red",
};

/** The head of the list of executions. */
export function listHead({ paint }: Look): string {
  return paint("dim", "id        when          state         took    done  fail  cached  workflow");
}

/** One execution in one line. */
export function listLine(exec: WorkflowExec, { paint, width, now }: Look): string {
  const { completed = 0, failed = 0, cached = 0 } = exec.counts;
  const took = durationText((exec.finishedAt ?? now) - exec.startedAt);
  const numbers = [
    took.padStart(6),
    countText(completed).padStart(6),
    failed > 0 ? paint("red", countText(failed).padStart(4)) : "   0",
    countText(cached).padStart(6),
  ];
  const when = whenText(exec.startedAt, now).padEnd(12);
  const state = paint(COLOURS[exec.state], exec.state.padEnd(11));
  return `${exec.id}  ${when}  ${state} ${numbers.join("  ")}  ${
    workflowName(exec.workflow, Math.max(12, width - 66))
  }`;
}

/** The file's own name, with the version's tag or number, or the name of the script's workflow. */
export function workflowName({ file, version, name }: WorkflowSource, width: number): string {
  const base = file.slice(file.lastIndexOf("/") + 1);
  const which = version === undefined ? "" : `:${name === "" ? version : name}`;
  return oneLine(base + which, width);
}

/** What is known of the execution as a whole, in a few lines. */
export function headText(exec: WorkflowExec, { paint, now }: Look): string {
  const { workflow, state, startedAt, finishedAt, counts, parameters } = exec;
  const which = [workflow.version === undefined ? "" : `version ${workflow.version}`, workflow.name].filter(Boolean);
  const states = (["completed", "cached", "failed", "suspended", "notRun"] as const).flatMap((each) =>
    counts[each] ? [`${counts[each]} ${each === "notRun" ? "not run" : each}`] : []
  );
  const by = [exec.user, exec.reason, `vt ${exec.vtVersion}`, `Deno ${exec.denoVersion}`];
  const settings = Object.entries(parameters).map(([name, text]) => oneLine(`${name} = ${text}`, 66));
  return [
    `Execution ${paint("bold", exec.id)} ${paint(COLOURS[state], state)}`,
    `  workflow   ${oneLine(workflow.file, 400)}${which.length > 0 ? ` (${oneLine(which.join(", "), 100)})` : ""}`,
    `  started    ${timeText(startedAt)}, took ${durationText((finishedAt ?? now) - startedAt)}`,
    `  modules    ${counts.total ?? "?"}${states.length > 0 ? `: ${states.join(", ")}` : ""}`,
    ...settings.map((line, i) => `  ${i === 0 ? "set  " : "     "}      ${line}`),
    `  by         ${oneLine(by.filter((part) => part !== "").join(", "), 120)}`,
    `  on         ${machineText(exec.machine)}`,
    "",
  ].join("\n");
}

function machineText({ name, os, architecture, processor, ram }: Machine): string {
  return oneLine([name, os, architecture, processor, sizeText(ram)].join(", "), 120);
}

/** One module in a line, its text below it when it has one. `indent` counts the groups that are drawn around it. */
export function moduleLine(module: RecordedModule, indent: number, { paint, width, now }: Look): string {
  const took = durationText((module.finishedAt ?? now) - module.startedAt).padStart(6);
  const { iterations } = module;
  const loop = iterations
    ? `  ${iterations.done} iterations${iterations.failed ? `, ${iterations.failed} failed` : ""}`
    : "";
  const path = paint("dim", indent > 0 ? module.path.slice(module.path.lastIndexOf(",") + 1) : module.path);
  const line = `  ${paint(COLOURS[module.state], module.state.padEnd(9))} ${took}  ${"  ".repeat(indent)}${path} ${
    oneLine(module.name, width)
  }${loop}${attemptsText(module)}`;
  const below = "\n" + " ".repeat(20 + 2 * indent);
  const longest = Math.max(20, width * 3 - 22);
  return [
    line,
    ...(module.failedAttempts ?? []).map((attempt) => paint("dim", oneLine(attemptText(attempt), longest))),
    ...(module.error === undefined ? [] : [paint("red", oneLine(module.error, longest))]),
  ].join(below);
}

/** `  at the 3rd attempt, waited 2.0s for room`, where there is something to be said. */
function attemptsText({ iterations, attempts, waitedMs }: RecordedModule): string {
  const texts = [
    ...(attempts === undefined ? [] : [iterations ? `${attempts} attempts` : `at the ${ordinal(attempts)} attempt`]),
    ...(waitedMs === undefined ? [] : [`waited ${durationText(waitedMs)} for room`]),
  ];
  return texts.length === 0 ? "" : `  ${texts.join(", ")}`;
}

function attemptText({ number, error, startedAt, finishedAt, target, iteration }: FailedAttempt): string {
  const which = iteration === undefined ? `attempt ${number}` : `iteration ${iteration}, attempt ${number}`;
  const where = target === undefined ? "" : `, ${target}`;
  return `${which} (${durationText(finishedAt - startedAt)}${where}): ${error}`;
}

/** All modules as a tree: what a group ran stands below it, by time. */
export function treeText(modules: readonly RecordedModule[], look: Look): string {
  const ordered = inTreeOrder(modules);
  return ordered.map(({ module, depth }) => `${moduleLine(module, depth, look)}\n`).join("");
}

function inTreeOrder(modules: readonly RecordedModule[]): readonly { module: RecordedModule; depth: number }[] {
  const paths = new Set(modules.map(({ path }) => path));
  const inside = new Map<string, RecordedModule[]>();
  for (const module of modules.toSorted((a, b) => b.startedAt - a.startedAt)) {
    const comma = module.path.lastIndexOf(",");
    const group = module.path.slice(0, Math.max(0, comma));
    const parent = paths.has(group) ? group : "";
    inside.set(parent, [...inside.get(parent) ?? [], module]);
  }
  const ordered: { module: RecordedModule; depth: number }[] = [];
  const left = (inside.get("") ?? []).map((module) => ({ module, depth: 0 }));
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    ordered.push(next);
    const { depth, module: { path } } = next;
    for (const module of inside.get(path) ?? []) left.push({ module, depth: depth + 1 });
    inside.delete(path);
  }
  return ordered;
}

/** The modules of a large execution that one asks about first. */
export interface Digest {
  readonly failed: readonly RecordedModule[];
  readonly unfinished: readonly RecordedModule[];
  readonly slowest: readonly RecordedModule[];
  /** How many modules there are in all. */
  readonly count: number;
}

const MOST = 15;

/** Picks what failed first, what did not end, and what took longest, holding no more than those in memory. */
export async function digestOf(modules: AsyncIterable<RecordedModule>): Promise<Digest> {
  const failed: RecordedModule[] = [];
  const unfinished: RecordedModule[] = [];
  let slowest: RecordedModule[] = [];
  let count = 0;
  for await (const module of modules) {
    count++;
    if (module.state === "failed" && failed.length < MOST) failed.push(module);
    if ((module.state === "running" || module.state === "suspended") && unfinished.length < MOST) {
      unfinished.push(module);
    }
    const last = slowest.at(-1);
    if (slowest.length < MOST || tookOf(module) > tookOf(last!)) {
      slowest = [...slowest, module].sort((a, b) => tookOf(b) - tookOf(a)).slice(0, MOST);
    }
  }
  return { failed, unfinished, slowest, count };
}

function tookOf({ startedAt, finishedAt }: RecordedModule): number {
  return (finishedAt ?? startedAt) - startedAt;
}

/** The digest in sections, those without modules left out. */
export function digestText({ failed, unfinished, slowest, count }: Digest, look: Look): string {
  const sections = [["Failed", failed], ["Not ended", unfinished], ["Slowest", slowest]] as const;
  const shown = sections.filter(([, modules]) => modules.length > 0).map(([title, modules]) =>
    `${look.paint("bold", title)}\n${modules.map((module) => `${moduleLine(module, 0, look)}\n`).join("")}`
  );
  return `${shown.join("\n")}\n${look.paint("dim", `${count} modules in all; --all shows every one`)}\n`;
}
