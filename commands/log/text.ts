/** Execution records as people read them. */
import { countText, sizeText, timeText, whenText } from "../../runtime/quantity_text.ts";
import type { Machine, WorkflowExec, WorkflowSource } from "../../runtime/record/log.ts";
import type { RecordedModule } from "../../runtime/record/log_line.ts";
import { oneLine } from "../line/terminal.ts";
import { endOf, type Look, STATE_COLOURS, tookText } from "./look.ts";
import { moduleLine, type ModuleLook } from "./module_text.ts";

/** The head of the list of executions. */
export function listHead({ paint }: Look): string {
  return paint("dim", "id        when          state         took    done  fail  cached  workflow");
}

/** One execution in one line. */
export function listLine(exec: WorkflowExec, { paint, width, now }: Look): string {
  const { completed = 0, failed = 0, cached = 0 } = exec.counts;
  const took = tookText(exec.startedAt, endOf(exec, now));
  const numbers = [
    took.padStart(6),
    countText(completed).padStart(6),
    failed > 0 ? paint("red", countText(failed).padStart(4)) : "   0",
    countText(cached).padStart(6),
  ];
  const when = whenText(exec.startedAt, now).padEnd(12);
  const state = paint(STATE_COLOURS[exec.state], exec.state.padEnd(11));
  return `${exec.id.padEnd(8)}  ${when}  ${state} ${numbers.join("  ")}  ${
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
  const { workflow, state, startedAt, counts, parameters } = exec;
  const took = `${state === "interrupted" ? "at least " : ""}${tookText(startedAt, endOf(exec, now))}`;
  const which = [workflow.version === undefined ? "" : `version ${workflow.version}`, workflow.name].filter(Boolean);
  const states = (["completed", "cached", "failed", "suspended", "notRun"] as const).flatMap((each) =>
    counts[each] ? [`${counts[each]} ${each === "notRun" ? "not run" : each}`] : []
  );
  const ended = Object.entries(counts).reduce((sum, [name, count]) => name === "total" ? sum : sum + count, 0);
  const often = ended > (counts.total ?? ended) ? `, with all iterations ${ended}` : "";
  const by = [exec.user, exec.reason, ...programsOf(exec)];
  const settings = Object.entries(parameters).map(([name, text]) => oneLine(`${name} = ${text}`, 66));
  return [
    `Execution ${paint("bold", exec.id)} ${paint(STATE_COLOURS[state], state)}`,
    `  workflow   ${oneLine(workflow.file, 400)}${which.length > 0 ? ` (${oneLine(which.join(", "), 100)})` : ""}`,
    `  started    ${timeText(startedAt)}, took ${took}`,
    `  modules    ${counts.total ?? "?"}${often}${states.length > 0 ? `: ${states.join(", ")}` : ""}`,
    ...settings.map((line, i) => `  ${i === 0 ? "set  " : "     "}      ${line}`),
    `  by         ${oneLine(by.filter((part) => part !== "").join(", "), 120)}`,
    ...machinesOf(exec).map((machine, i) => `  ${i === 0 ? "on" : "  "}         ${machineText(machine)}`),
    ...(exec.continues === undefined ? [] : [`  continues  ${exec.continues}`]),
    "",
  ].join("\n");
}

/** What VisTrails logged has no version of Deno. */
function programsOf({ vtVersion, denoVersion }: WorkflowExec): readonly string[] {
  if (denoVersion !== "") return [`vt ${vtVersion}`, `Deno ${denoVersion}`];
  return vtVersion === "" ? [] : [`VisTrails ${vtVersion}`];
}

function machinesOf({ machine, machines = [] }: WorkflowExec): readonly Machine[] {
  return machines.length > 1 ? machines : [machine];
}

function machineText({ name, os, architecture, processor, ram }: Machine): string {
  const facts = [name, os, architecture, processor, ram > 0 ? sizeText(ram) : ""].filter((fact) => fact !== "");
  return facts.length === 0 ? "?" : oneLine(facts.join(", "), 120);
}

/** All modules as a tree: what a group ran stands below it, by time. */
export function treeText(modules: readonly RecordedModule[], look: ModuleLook): string {
  const ordered = inTreeOrder(modules);
  return ordered.map(({ module, depth }) => `${moduleLine(module, depth, look)}\n`).join("");
}

function inTreeOrder(modules: readonly RecordedModule[]): readonly { module: RecordedModule; depth: number }[] {
  const paths = new Set(modules.map(({ path }) => path));
  const inside = new Map<string, RecordedModule[]>();
  // Taken from the end: of those that began at once, the first of the record comes first.
  for (const module of modules.toReversed().sort((a, b) => b.startedAt - a.startedAt)) {
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
const UNFINISHED: ReadonlySet<string> = new Set(["running", "suspended", "interrupted"]);

/** Picks what failed first, what did not end, and what took longest, holding no more than those in memory. */
export async function digestOf(modules: AsyncIterable<RecordedModule>): Promise<Digest> {
  const failed: RecordedModule[] = [];
  const unfinished: RecordedModule[] = [];
  let slowest: RecordedModule[] = [];
  let count = 0;
  for await (const module of modules) {
    count++;
    if (module.state === "failed" && failed.length < MOST) failed.push(module);
    if (UNFINISHED.has(module.state) && unfinished.length < MOST) unfinished.push(module);
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
export function digestText({ failed, unfinished, slowest, count }: Digest, look: ModuleLook): string {
  const sections = [["Failed", failed], ["Not ended", unfinished], ["Slowest", slowest]] as const;
  const shown = sections.filter(([, modules]) => modules.length > 0).map(([title, modules]) =>
    `${look.paint("bold", title)}\n${modules.map((module) => `${moduleLine(module, 0, look)}\n`).join("")}`
  );
  return `${shown.join("\n")}\n${look.paint("dim", `${count} modules in all; --all shows every one`)}\n`;
}
