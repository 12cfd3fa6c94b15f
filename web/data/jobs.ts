/** What is shown of jobs and of the workflows that wait for them, as plain data. */
import type { Job, JobState } from "../../runtime/jobs/job.ts";
import { jobKey, jobsOf, type JobWorkflow } from "../../runtime/jobs/job_workflow.ts";
import { type LeaseHolder, runningHolder } from "../../runtime/jobs/lease.ts";
import { byUrgency, type Standing, standingOf } from "../../runtime/jobs/standing.ts";
import { waitingProcess } from "../../runtime/jobs/waiting_process.ts";
import { list, read, type Store } from "../../runtime/store/store.ts";

/** A workflow, with as many of its jobs as are wanted. */
export interface ShownWorkflow {
  readonly workflow: JobWorkflow;
  readonly standing: Standing;
  /** The process that runs it now. */
  readonly holder?: LeaseHolder;
  /** Id of the process that waits for its jobs. */
  readonly waiting?: number;
  /** Those that a person has to see come first. */
  readonly jobs: readonly Job[];
  /** How many jobs fit the query. */
  readonly found: number;
}

/** Which jobs are asked for. */
export interface JobQuery {
  readonly state?: JobState;
  /** Part of a job's name, reason or id, or of its workflow's file or id, in any case. */
  readonly text?: string;
  /** Finished workflows too. */
  readonly all?: boolean;
  /** Only older workflows than the one with this id. */
  readonly before?: string;
  /** Jobs of one workflow to leave out, and to give at most. */
  readonly skip?: number;
  readonly most: number;
}

/** The workflows with their jobs, the newest first, a workflow's jobs in memory at a time. */
export async function* shownWorkflows(store: Store, query: JobQuery): AsyncGenerator<ShownWorkflow> {
  const selector = { start: ["workflow", ""], end: ["workflow", query.before ?? "\uffff"] };
  for await (const { value } of list<JobWorkflow>(store, selector, { reverse: true, batch: 500 })) {
    if (value.state === "finished" && !query.all) continue;
    const shown = await shownOf(store, value, query);
    if (shown.found > 0 || (query.state === undefined && !query.text)) yield shown;
  }
}

/** One workflow; undefined where there is none with this id. */
export async function shownWorkflow(store: Store, id: string, query: JobQuery): Promise<ShownWorkflow | undefined> {
  const { value } = await read(store, (kv) => kv.get<JobWorkflow>(["workflow", id]));
  return value === null ? undefined : await shownOf(store, value, query);
}

/** One job with its workflow; undefined where there is none. */
export async function shownJob(
  store: Store,
  of: Pick<Job, "workflow" | "id">,
): Promise<{ readonly job: Job; readonly shown: ShownWorkflow } | undefined> {
  const { value: job } = await read(store, (kv) => kv.get<Job>(jobKey(of)));
  const shown = job === null ? undefined : await shownWorkflow(store, of.workflow, { most: 0 });
  return job === null || shown === undefined ? undefined : { job, shown };
}

async function shownOf(store: Store, workflow: JobWorkflow, query: JobQuery): Promise<ShownWorkflow> {
  const all = await jobsOf(store, workflow.id);
  const fitting = byUrgency(all.filter(fits(workflow, query)));
  const { skip = 0, most } = query;
  return {
    workflow,
    standing: standingOf(workflow, all),
    holder: runningHolder(store, workflow.id),
    waiting: waitingProcess(store, workflow.id),
    jobs: fitting.slice(skip, skip + most),
    found: fitting.length,
  };
}

function fits({ id, source }: JobWorkflow, { state, text = "" }: JobQuery): (job: Job) => boolean {
  const sought = text.trim().toLowerCase();
  const isOfWorkflow = `${id} ${source.file} ${source.name}`.toLowerCase().includes(sought);
  return (job) =>
    (state === undefined || job.state === state) &&
    (isOfWorkflow || `${job.id} ${job.name} ${job.reason ?? ""}`.toLowerCase().includes(sought));
}
