/**
 * Workflows that have jobs, in the store. The keys:
 *
 *     ["workflow", id]                  JobWorkflow
 *     ["workflowOf", file, version, cell or mashup]  id of the one that the next run of the same continues
 *     ["job", workflow, id]             Job
 *     ["attempt", workflow, id]         how many jobs of that id were forgotten
 *     ["lease", workflow]               a number that grows with each run that takes the workflow over
 */
import { InputError } from "../errors.ts";
import type { WorkflowSource } from "../record/log.ts";
import { list, read, type Store } from "../store/store.ts";
import { FINAL_STATES, type Job } from "./job.ts";

/** A workflow that has, or had, jobs. Times are milliseconds since 1970. */
export interface JobWorkflow {
  /** Id of the execution that it began with. */
  readonly id: string;
  readonly source: WorkflowSource;
  /** Values of `--set`, which a continuation uses again. */
  readonly parameters: Readonly<Record<string, string>>;
  /** `running` also when its process was killed: nobody holds the lease then. */
  readonly state: "running" | "suspended" | "finished";
  /** A paused workflow is not asked after unless it is named. */
  readonly isPaused: boolean;
  readonly user: string;
  readonly host: string;
  readonly startedAt: number;
  readonly changedAt: number;
  /** Ids of its executions, the newest last. */
  readonly executions: readonly string[];
}

/** A workflow with its jobs. */
export interface WorkflowWithJobs {
  readonly workflow: JobWorkflow;
  readonly jobs: readonly Job[];
}

/** Key of the workflow that the next run of a file and version continues. */
export function continuationKey({ file, version, cell, mashup = "" }: WorkflowSource): Deno.KvKey {
  return ["workflowOf", file, version ?? -1, cell ?? mashup];
}

/** Key of a job's record. */
export function jobKey({ workflow, id }: Pick<Job, "workflow" | "id">): Deno.KvKey {
  return ["job", workflow, id];
}

/** Key of the number of jobs of a module that were forgotten, to be submitted again under another name. */
export function attemptKey({ workflow, id }: Pick<Job, "workflow" | "id">): Deno.KvKey {
  return ["attempt", workflow, id];
}

/** The workflow that a run of this file and version continues; undefined when there is none. */
export async function workflowToContinue(store: Store, source: WorkflowSource): Promise<WorkflowWithJobs | undefined> {
  const { value: id } = await read(store, (kv) => kv.get<string>(continuationKey(source)));
  if (id === null) return undefined;
  const { value: workflow } = await read(store, (kv) => kv.get<JobWorkflow>(["workflow", id]));
  return workflow === null ? undefined : { workflow, jobs: await jobsOf(store, id) };
}

/** All jobs of a workflow. */
export async function jobsOf(store: Store, workflow: string): Promise<Job[]> {
  const jobs: Job[] = [];
  for await (const { value } of jobEntries(store, workflow)) jobs.push(value);
  return jobs;
}

/** The records of a workflow's jobs, a page of them in memory at a time. */
export function jobEntries(store: Store, workflow: string): AsyncGenerator<Deno.KvEntry<Job>> {
  return list<Job>(store, { prefix: ["job", workflow] }, { batch: 500 });
}

/** All workflows with their jobs, the newest first. */
export async function* workflows(store: Store): AsyncGenerator<WorkflowWithJobs> {
  for await (const { value } of list<JobWorkflow>(store, { prefix: ["workflow"] }, { reverse: true })) {
    yield { workflow: value, jobs: await jobsOf(store, value.id) };
  }
}

/** The workflow whose id begins so. */
export async function findWorkflow(store: Store, beginning: string): Promise<WorkflowWithJobs | undefined> {
  const found: WorkflowWithJobs[] = [];
  for await (const each of workflows(store)) if (each.workflow.id.startsWith(beginning.toLowerCase())) found.push(each);
  if (found.length > 1 && !found.some(({ workflow }) => workflow.id === beginning)) {
    throw new InputError(
      `Cannot tell which workflow ${beginning} is: ${found.map(({ workflow }) => workflow.id).join(" and ")} begin so`,
    );
  }
  return found.find(({ workflow }) => workflow.id === beginning) ?? found[0];
}

/** The jobs of which something is still expected. */
export function unfinished(jobs: readonly Job[]): Job[] {
  return jobs.filter(({ state }) => !FINAL_STATES.has(state));
}
