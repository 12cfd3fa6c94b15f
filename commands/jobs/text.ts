/** Jobs and their workflows as people read them. */
import type { Job, JobState } from "../../runtime/jobs/job.ts";
import type { JobWorkflow } from "../../runtime/jobs/job_workflow.ts";
import type { LeaseHolder } from "../../runtime/jobs/lease.ts";
import { byUrgency, isAskable, type Standing, standingOf, STATES_BY_URGENCY } from "../../runtime/jobs/standing.ts";
import { countText, durationText, whenText } from "../../runtime/quantity_text.ts";
import { wrapped } from "../line/help.ts";
import { type Colour, oneLine } from "../line/terminal.ts";
import type { Look } from "../log/look.ts";

/** A workflow with its jobs, as it is shown. */
export interface ShownWorkflow {
  readonly workflow: JobWorkflow;
  /** All of them. */
  readonly jobs: readonly Job[];
  /** Ids of those that are listed; undefined: all. */
  readonly only?: ReadonlySet<string>;
  /** The process that runs it now. */
  readonly holder: LeaseHolder | undefined;
  /** Jobs that are shown before the rest is only counted. */
  readonly most: number;
}

const COLOURS: Readonly<Record<JobState, Colour>> = {
  submitting: "yellow",
  running: "yellow",
  ready: "green",
  finished: "green",
  failed: "red",
  cancelled: "dim",
  unknown: "red",
};

const LONGEST_HOST = 12;

/** How a state is painted. */
export function stateColour(state: JobState): Colour {
  return COLOURS[state];
}

/** The head over the list of jobs. */
export function jobsHead({ paint, width }: Look): string {
  const name = "workflow, its jobs".padEnd(nameWidth(width));
  return paint("dim", `id          ${name}  state         age   asked  host`);
}

/** A workflow, its jobs, and what can be done. */
export function workflowText({ workflow, jobs, only, holder, most }: ShownWorkflow, look: Look): string {
  const standing = standingOf(workflow, jobs);
  const listed = only === undefined ? jobs : jobs.filter(({ id }) => only.has(id));
  const sorted = byUrgency(listed);
  const ids = shortIds(jobs);
  const shown = sorted.slice(0, most).map((job) => jobText(job, ids.get(job.id)!, look));
  const rest = sorted.slice(most);
  const more = rest.length === 0 ? [] : [
    `  ${rest.length} more: ${stateCounts(standingOf(workflow, rest).counts)}; vt jobs list ${workflow.id} shows all`,
  ];
  const advice = holder === undefined ? adviceText(standing) : undefined;
  return [
    workflowLine(standing, holder, look),
    ...shown,
    ...more,
    ...advice === undefined ? [] : wrapped(advice, look.width - 2).map((line) => `  ${look.paint("cyan", line)}`),
    "",
  ].join("\n");
}

function workflowLine(standing: Standing, holder: LeaseHolder | undefined, { paint, width, now }: Look): string {
  const { workflow, done, total } = standing;
  const state = holder !== undefined
    ? `process ${holder.pid} ${holder.purpose}s it`
    : workflow.state === "running"
    ? "interrupted"
    : workflow.state;
  const facts = [`${countText(done)}/${countText(total)} done`, state, ...workflow.isPaused ? ["paused"] : []];
  const text = `${facts.join(", ")}, begun ${whenText(workflow.startedAt, now)}`;
  const name = workflowName(workflow, Math.max(16, width - text.length - workflow.id.length - 4));
  return `${paint("bold", workflow.id)}  ${paint("bold", name)}  ${text}`;
}

/** The file's own name, with the version's tag or number, and the cell of an exploration or the mashup. */
export function workflowName({ source: { file, version, name, cell, mashup } }: JobWorkflow, width = 40): string {
  const base = file.slice(file.lastIndexOf("/") + 1);
  const which = version === undefined ? "" : `:${name === "" ? version : name}`;
  const part = cell ?? (mashup && `mashup ${mashup.slice(mashup.indexOf(":") + 1)}`);
  return oneLine(`${base}${which}${part === undefined ? "" : ` [${part}]`}`, width);
}

function jobText(job: Job, id: string, { paint, width, now }: Look): string {
  const { name, state, startedAt, checkedAt, host } = job;
  const asked = checkedAt === undefined ? (isAskable(job) ? "never" : "") : agoText(now - checkedAt);
  const line = [
    `  ${id}`,
    oneLine(name, nameWidth(width) - 2).padEnd(nameWidth(width) - 2),
    paint(stateColour(state), state.padEnd(10)),
    agoText(now - startedAt).padStart(6),
    asked.padStart(6),
    oneLine(host.split(".")[0], LONGEST_HOST),
  ].join("  ").trimEnd();
  const reason = oneLine(reasonOf(job) ?? "", (width - 14) * 3);
  const lines = reason === "" ? [] : wrapped(reason, width - 14).map((text) => paint("dim", text));
  return [line, ...[...lines, ...waysOut(job, id).map((text) => paint("cyan", text))].map(indented)].join("\n");
}

function indented(text: string): string {
  return " ".repeat(14) + text;
}

function agoText(milliseconds: number): string {
  return milliseconds < 1000 ? "now" : durationText(milliseconds);
}

function reasonOf({ state, definition, reason }: Job): string | undefined {
  if (reason !== undefined) return reason;
  if (state === "submitting") return "it is not yet known whether it was submitted";
  return state === "running" && definition === undefined ? "only continuing the workflow asks after it" : undefined;
}

/** Commands by which a person takes a job further. */
function waysOut({ state }: Job, id: string): readonly string[] {
  if (state === "failed" || state === "cancelled") return [`vt jobs resubmit ${id}  to let it be submitted again`];
  if (state !== "unknown") return [];
  return [`vt jobs adopt ${id}     if it was submitted`, `vt jobs resubmit ${id}  if it was not`];
}

/** What takes a workflow further; undefined while there is only waiting. */
export function adviceText({ workflow: { id }, outlook, counts, unasked, total, done }: Standing): string | undefined {
  if (outlook === "over") {
    const left = total - done;
    return left === 0 ? undefined : `${left} jobs are left over, that nothing waits for: vt jobs cancel or delete them`;
  }
  if (outlook !== "canContinue") return undefined;
  if (counts.submitting > 0) return `vt resume ${id} looks for what was being submitted, and continues`;
  if (unasked > 0 && counts.ready === 0) return `vt resume ${id} looks whether it can go on`;
  return counts.ready > 0 ? `ready: vt resume ${id} takes the results and continues` : `vt resume ${id} continues`;
}

/** `3 running, 1 ready`, in the order in which they are shown. */
export function stateCounts(counts: Standing["counts"]): string {
  return STATES_BY_URGENCY.filter((state) => counts[state] > 0).map((state) => `${countText(counts[state])} ${state}`)
    .join(", ");
}

/** Beginnings of the jobs' ids, as short as they tell these jobs apart, and of ten letters at least. */
export function shortIds(jobs: readonly Job[]): ReadonlyMap<string, string> {
  const sorted = jobs.map(({ id }) => id).sort();
  return new Map(sorted.map((id, i) => {
    const alike = Math.max(alikeLength(id, sorted[i - 1] ?? ""), alikeLength(id, sorted[i + 1] ?? ""));
    return [id, id.slice(0, Math.max(10, alike + 1))];
  }));
}

function alikeLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

function nameWidth(width: number): number {
  return Math.max(20, width - 12 - 2 - 10 - 2 - 6 - 2 - 6 - 2 - LONGEST_HOST);
}
