/** Records of jobs that nobody submitted, in real stores. */
import type { Job } from "../../runtime/jobs/job.ts";
import { continuationKey, jobKey, type JobWorkflow } from "../../runtime/jobs/job_workflow.ts";
import { commit, openStore, read, type Store } from "../../runtime/store/store.ts";
import { START, temporaryPlace } from "./recorded_run.ts";

/** URL of the script whose jobs answer as their parameters say. */
export const FAKE_JOBS = new URL("../fixtures/fake_jobs.ts", import.meta.url).href;

/** A store that vanishes when it is disposed of. */
export async function temporaryStore(): Promise<Store> {
  const place = temporaryPlace();
  const store = await openStore(place);
  const dispose = (): void => {
    store.kv.close();
    place[Symbol.dispose]();
  };
  return { ...store, [Symbol.dispose]: dispose };
}

/** What is not said of a workflow: a suspended one of a `.vt` file. */
export function workflowRecord(more: Partial<JobWorkflow> = {}): JobWorkflow {
  return {
    id: "1aaaaaaa",
    source: { file: "/data/simulation.vt", version: 12, name: "final" },
    parameters: {},
    state: "suspended",
    isPaused: false,
    user: "ada",
    host: "here",
    startedAt: START,
    changedAt: START,
    executions: ["1aaaaaaa"],
    ...more,
  };
}

/** What is not said of a job: a running one of the type `Answers` of {@linkcode FAKE_JOBS}. */
export function jobRecord(more: Partial<Job> = {}): Job {
  const id = more.id ?? "5c0ffee1".padEnd(40, "0");
  return {
    id,
    workflow: "1aaaaaaa",
    key: `vt-${id.slice(0, 24)}`,
    name: "simulate",
    module: "3",
    definition: { package: FAKE_JOBS, namespace: "", name: "Answers" },
    state: "running",
    parameters: {},
    host: "here",
    startedAt: START,
    changedAt: START,
    ...more,
  };
}

/** Puts a workflow and its jobs into the store. */
export async function keep(store: Store, workflow: JobWorkflow, jobs: readonly Job[]): Promise<void> {
  await commit(store, (operation) => {
    operation.set(["workflow", workflow.id], workflow);
    if (workflow.state !== "finished") operation.set(continuationKey(workflow.source), workflow.id);
  });
  for (let from = 0; from < jobs.length; from += 500) {
    await commit(store, (operation) => {
      for (const job of jobs.slice(from, from + 500)) operation.set(jobKey(job), job);
    });
  }
}

/** The record of a job as it is now. */
export async function jobNow(store: Store, { workflow, id }: Job): Promise<Job | null> {
  return (await read(store, (kv) => kv.get<Job>(jobKey({ workflow, id })))).value;
}
