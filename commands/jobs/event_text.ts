/** What happens to jobs while they are looked after, in a line each. */
import type { CheckEvent } from "../../runtime/jobs/check_jobs.ts";
import type { Standing } from "../../runtime/jobs/standing.ts";
import { isAskable } from "../../runtime/jobs/standing.ts";
import { oneLine } from "../line/terminal.ts";
import type { Look } from "../log/look.ts";
import { adviceText, stateColour, stateCounts, workflowName } from "./text.ts";

/** What asking after a job has told. */
export function eventText(event: CheckEvent, { paint, width }: Look): string {
  if (event.kind === "skipped") {
    const { workflow, holder } = event;
    return `workflow ${workflow.id} is left out: process ${holder.pid} ${holder.purpose}s it now`;
  }
  const { before, after } = event;
  const start = `${before.id.slice(0, 10)}  ${oneLine(before.name, 34).padEnd(34)}`;
  if (after === undefined) return `${start}  deleted meanwhile`;
  const state = paint(stateColour(after.state), isAskable(after) ? "still running" : after.state);
  if (after.reason === undefined) return `${start}  ${state}`;
  return `${start}  ${state}\n${" ".repeat(12)}${paint("dim", oneLine(after.reason, (width - 12) * 2))}`;
}

/** The same as one JSON document. */
export function eventJson(event: CheckEvent): string {
  if (event.kind === "skipped") {
    const { workflow, holder } = event;
    return JSON.stringify({ event: "skipped", workflow: workflow.id, process: holder.pid, purpose: holder.purpose });
  }
  const { workflow, before, after } = event;
  const { state, reason, checkedAt } = after ?? { state: "deleted" };
  const job = { workflow: workflow.id, job: before.id, name: before.name, before: before.state };
  return JSON.stringify({ event: "checked", ...job, state, reason, checkedAt });
}

/** Where a workflow stands, and what to do about it. */
export function standingText(standing: Standing, { paint, width }: Look): string {
  const { workflow, counts, outlook } = standing;
  const name = oneLine(workflowName(workflow), Math.max(20, width - 46));
  const start = `${paint("bold", workflow.id)}  ${name}: ${stateCounts(counts)}`;
  const advice = outlook === "undecided" ? `vt jobs list ${workflow.id} tells what to decide` : adviceText(standing);
  return advice === undefined ? start : `${start}\n${" ".repeat(10)}${paint("cyan", advice)}`;
}

/** The same as one JSON document; `command` continues the workflow. */
export function standingJson({ workflow, outlook, done, total, counts }: Standing): string {
  const command = outlook === "canContinue" ? `vt resume ${workflow.id}` : undefined;
  return JSON.stringify({ event: "standing", workflow: workflow.id, outlook, done, total, counts, command });
}
