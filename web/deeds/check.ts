/** Asks after jobs because a person wants it. */
import { askableJobs, type CheckEvent, checkJobs, hasChanged, namedJobs } from "../../runtime/jobs/check_jobs.ts";
import type { Found } from "../../runtime/jobs/find_jobs.ts";
import { isAskable } from "../../runtime/jobs/standing.ts";
import type { MonitorServices } from "../services.ts";
import { type Deed, failed } from "./deed.ts";

/** Those that are named, also of paused workflows; without names all of workflows that are not paused. */
export async function check(
  found: readonly Found[] | undefined,
  { store, questions, stopped }: Pick<MonitorServices, "store" | "questions" | "stopped">,
): Promise<readonly Deed[]> {
  const deeds: Deed[] = [];
  const skipped = new Set<string>();
  const observe = (event: CheckEvent): void => {
    if (event.kind === "checked") deeds.push(checkedDeed(event));
    else if (!skipped.has(event.workflow.id)) {
      skipped.add(event.workflow.id);
      const { workflow: { id }, holder } = event;
      deeds.push(
        failed({ workflow: id }, `Workflow ${id} is left out: process ${holder.pid} ${holder.purpose}s it now`),
      );
    }
  };
  const jobs = found === undefined ? askableJobs({ store, observe }) : namedJobs(store, found);
  await checkJobs(jobs, { store, questions, observe, signal: stopped });
  return deeds;
}

function checkedDeed({ workflow, before, after }: Extract<CheckEvent, { kind: "checked" }>): Deed {
  const of = { workflow: workflow.id, job: before.id };
  if (after === undefined) return failed(of, `${before.name} was deleted meanwhile`);
  const state = isAskable(after) ? "still runs" : `is ${after.state}`;
  const reason = after.reason !== undefined && hasChanged(before, after) ? ` (${after.reason})` : "";
  return { ...of, outcome: after.state, text: `${before.name} ${state}${reason}` };
}
