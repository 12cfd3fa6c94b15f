/** The jobs of a workflow in its `.vt` file: read when a run begins, written when it ends, in VisTrails' form. */
import { VistrailFileError } from "../../runtime/errors.ts";
import { FINAL_STATES, type Job } from "../../runtime/jobs/job.ts";
import type { JobStore } from "../../runtime/jobs/job_store.ts";
import type { JobWorkflow, WorkflowWithJobs } from "../../runtime/jobs/job_workflow.ts";
import type { WorkflowSource } from "../../runtime/record/log.ts";
import type { Vistrail } from "../../runtime/vistrail/vistrail.ts";
import { versionNamed } from "../../runtime/vistrail/vistrail.ts";
import {
  jobsEdit,
  readJobs,
  type SavedJob,
  type SavedJobs,
  type SavedJobWorkflow,
} from "../../runtime/vt_file/jobs_annotation.ts";

/** The workflow of this version that the file says is not over; the last one, as VisTrails takes it. */
export function workflowInFile(vistrail: Vistrail, begun: JobWorkflow): WorkflowWithJobs | undefined {
  const { jobs, workflows } = readJobs(vistrail);
  const found = [...workflows.values()].findLast((workflow) =>
    versionOf(vistrail, workflow.version) === begun.source.version &&
    workflow.jobs.some((id) => !jobs.get(id)!.finished)
  );
  if (found === undefined) return undefined;
  const workflow = { ...begun, id: found.id, startedAt: Date.parse(found.start) || begun.startedAt };
  return { workflow, jobs: found.jobs.map((id) => jobOf(jobs.get(id)!, workflow)) };
}

function versionOf(vistrail: Vistrail, version: number | string): number | undefined {
  if (typeof version === "number") return version;
  try {
    return versionNamed(vistrail, version);
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

function jobOf({ id, name, parameters, start, finished }: SavedJob, workflow: JobWorkflow): Job {
  const startedAt = Date.parse(start) || workflow.startedAt;
  return {
    id,
    workflow: workflow.id,
    key: "",
    name,
    module: "",
    state: finished ? "finished" : "running",
    parameters,
    host: "",
    startedAt,
    changedAt: startedAt,
  };
}

/** Whether the file has a place for the jobs: those of explorations and of mashups are in the store alone. */
export function hasPlaceInFile({ cell, mashup }: WorkflowSource): boolean {
  return cell === undefined && mashup === undefined;
}

/** When to write into the file. */
export type SaveWhen = "auto" | "always" | "never";

/** Puts the jobs of a workflow into its document; undefined with `auto` when the file need not know of them. */
export function jobsToSave(vistrail: Vistrail, jobs: JobStore, when: SaveWhen): ((xml: string) => string) | undefined {
  const saved = readJobs(vistrail);
  const isKnown = saved.workflows.has(jobs.workflow.id);
  const isOver = jobs.jobs.every(({ state }) => FINAL_STATES.has(state));
  return when === "auto" && isOver && !isKnown ? undefined : jobsEdit(merged(saved, jobs));
}

function merged(saved: SavedJobs, { jobs, workflow }: JobStore): SavedJobs {
  const others = new Map<string, unknown>();
  const entry: SavedJobWorkflow = {
    version: workflow.source.version!,
    id: workflow.id,
    name: "untitled",
    user: workflow.user,
    start: isoText(workflow.startedAt),
    jobs: jobs.map(({ id }) => id),
    others: saved.workflows.get(workflow.id)?.others ?? others,
  };
  const entries = jobs.map((job): [string, SavedJob] => [job.id, {
    id: job.id,
    parameters: plainParameters(job),
    name: job.name,
    start: isoText(job.startedAt),
    finished: FINAL_STATES.has(job.state),
    others: saved.jobs.get(job.id)?.others ?? others,
  }]);
  return {
    jobs: new Map([...saved.jobs, ...entries]),
    workflows: new Map([...saved.workflows, [workflow.id, entry]]),
    others: saved.others,
  };
}

function plainParameters({ parameters, name }: Job): Readonly<Record<string, unknown>> {
  if (typeof parameters === "object" && parameters !== null && !Array.isArray(parameters)) return { ...parameters };
  throw new VistrailFileError(`Cannot keep job ${name} in the file: its parameters must be an object`);
}

/** As Python's `isoformat` writes it, in local time. */
function isoText(time: number): string {
  const local = new Date(time - new Date(time).getTimezoneOffset() * 60_000);
  return local.toISOString().replace("Z", "000");
}
