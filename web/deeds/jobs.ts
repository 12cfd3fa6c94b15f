/** What people do to jobs and to the workflows that wait for them: one table for pages and programs. */
import type { JobParameters } from "../../runtime/authoring/job_steps.ts";
import { InputError } from "../../runtime/errors.ts";
import { cancelJobs, type Cancelled } from "../../runtime/jobs/cancel_jobs.ts";
import { adoptJob, resubmitJob, setPaused } from "../../runtime/jobs/change_jobs.ts";
import { deleteFound } from "../../runtime/jobs/delete_jobs.ts";
import type { Found } from "../../runtime/jobs/find_jobs.ts";
import type { Job } from "../../runtime/jobs/job.ts";
import { jobKey, jobsOf, type JobWorkflow } from "../../runtime/jobs/job_workflow.ts";
import { takeLease } from "../../runtime/jobs/lease.ts";
import { isDone } from "../../runtime/jobs/standing.ts";
import { read, type Store } from "../../runtime/store/store.ts";
import type { MonitorServices } from "../services.ts";
import { type Deed, failed } from "./deed.ts";

/** What may be done to a job or to a workflow. */
export type JobVerb = "cancel" | "adopt" | "resubmit" | "delete" | "pause" | "unpause";

/** What a deed may need beside whom it is done to. */
export interface DeedOptions {
  /** delete: jobs that may go on are cancelled first. */
  readonly cancel?: boolean;
  /** adopt: what the job's start would have returned. */
  readonly parameters?: { readonly parameters: JobParameters };
}

type Doing = Pick<MonitorServices, "store" | "questions"> & DeedOptions;
type Act = (found: Found, doing: Doing) => Promise<readonly Deed[]>;

const ACTS: Readonly<Record<JobVerb, Act>> = {
  cancel,
  adopt: async (found, { store, parameters }) => {
    const { id, name } = await adoptJob(store, jobIn(found, "adopt"), parameters);
    return [{ ...idsOf(found), job: id, outcome: "adopted", text: `${name} counts as submitted, and is asked after` }];
  },
  resubmit: async (found, { store }) => {
    const job = jobIn(found, "resubmit");
    const { filesIn } = await resubmitJob(store, job);
    const files = filesIn === undefined ? "" : `; its old files are in ${filesIn}`;
    const text = `${job.name} is forgotten: continuing the workflow submits it again${files}`;
    return [{ ...idsOf(found), outcome: "forgotten", text }];
  },
  delete: remove,
  pause: (found, { store }) => pause(found, store, true),
  unpause: (found, { store }) => pause(found, store, false),
};

/** Does the same to each; what cannot be done to one is told, and the others are seen to. */
export async function doToJobs(verb: JobVerb, found: readonly Found[], doing: Doing): Promise<readonly Deed[]> {
  const deeds: Deed[] = [];
  for (const each of found) {
    try {
      deeds.push(...await ACTS[verb](each, doing));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      deeds.push(failed(idsOf(each), error.message));
    }
  }
  return deeds;
}

/** The jobs and workflows that are named `WORKFLOW/JOB` and `WORKFLOW`, whole ids all; an InputError where one is not. */
export async function findNamed(store: Store, names: readonly string[]): Promise<readonly Found[]> {
  return await Promise.all(names.map(async (name) => {
    const [workflow, ...rest] = name.split("/");
    const id = rest.join("/");
    const found = await read(store, (kv) => kv.get<JobWorkflow>(["workflow", workflow]));
    if (found.value === null) throw new InputError(`There is no workflow ${workflow} any more`);
    if (id === "") return { workflow: found.value };
    const entry = await read(store, (kv) => kv.get<Job>(jobKey({ workflow, id })));
    if (entry.value === null) throw new InputError(`There is no job ${id} in workflow ${workflow} any more`);
    return { workflow: found.value, entry };
  }));
}

async function cancel(found: Found, { store, questions }: Doing): Promise<readonly Deed[]> {
  const { workflow, entry } = found;
  using lease = await takeLease(store, workflow.id, "cancel");
  const open = entry === undefined
    ? (await jobsOf(store, workflow.id)).filter(({ state }) => !isDone(state))
    : [entry.value];
  if (open.length === 0) return [{ workflow: workflow.id, outcome: "over", text: "No job of it is running" }];
  return (await cancelJobs(workflow, open, { store, questions, lease })).map(cancelDeed);
}

function cancelDeed({ job, outcome, reason }: Cancelled): Deed {
  const of = { workflow: job.workflow, job: job.id };
  if (outcome === "cannot") return failed(of, `Cannot cancel ${job.name}: ${reason}`);
  const text = outcome === "over" ? `${job.name} was over already` : `${job.name} is cancelled`;
  return { ...of, outcome, text };
}

async function remove(found: Found, { store, questions, cancel = false }: Doing): Promise<readonly Deed[]> {
  const what = found.entry?.value.name ?? `Workflow ${found.workflow.id}`;
  const deleted = await deleteFound(found, { store, questions, cancel });
  if (deleted.kind === "kept") {
    return [
      ...deleted.cancelled.map(cancelDeed),
      failed(idsOf(found), `${what} is kept: not all of it could be cancelled`),
    ];
  }
  const { goOn, filesIn, cancelled } = deleted;
  const text = [
    `${what} is deleted${cancelled.length > 0 ? ", and cancelled" : ""}`,
    goOn.length === 0 ? "" : `; ${goOn.slice(0, 3).map(outsideName).join(", ")} may go on`,
    filesIn === undefined ? "" : `; its files are in ${filesIn}`,
  ].join("");
  return [{ ...idsOf(found), outcome: "deleted", text }];
}

/** What the outside world knows a job by. */
export function outsideName({ key, host, name, definition }: Job): string {
  return definition === undefined ? `what ${name} waits for` : `${key} on ${host}`;
}

async function pause({ workflow: before }: Found, store: Store, isPaused: boolean): Promise<readonly Deed[]> {
  const workflow = await setPaused(store, before, isPaused);
  const text = isPaused ? "is paused: its jobs are asked after only when they are named" : "is no longer paused";
  const outcome = isPaused ? "paused" : "unpaused";
  return [{ workflow: workflow.id, outcome, text: `Workflow ${workflow.id} ${text}` }];
}

function jobIn({ workflow, entry }: Found, verb: string): Job {
  if (entry !== undefined) return entry.value;
  throw new InputError(`Cannot ${verb} workflow ${workflow.id}: name its jobs`);
}

function idsOf({ workflow, entry }: Found): Pick<Deed, "workflow" | "job"> {
  return { workflow: workflow.id, ...entry && { job: entry.value.id } };
}
