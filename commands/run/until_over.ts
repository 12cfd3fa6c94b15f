/** Runs a workflow, and with `--wait` asks after its jobs and continues until it is over. */
import { type AskedJob, checkJobs } from "../../runtime/jobs/check_jobs.ts";
import { JobQuestions } from "../../runtime/jobs/job_questions.ts";
import { jobEntries, jobsOf, type JobWorkflow, workflowToContinue } from "../../runtime/jobs/job_workflow.ts";
import { isAskable } from "../../runtime/jobs/standing.ts";
import { waitHere } from "../../runtime/jobs/waiting_process.ts";
import type { Store } from "../../runtime/store/store.ts";
import { wait } from "../jobs/session.ts";
import type { OpenedWorkflow } from "../open/open_workflow.ts";
import type { PlacedWorkflow } from "../open/place_workflow.ts";
import { registry } from "../open/plan_workflow.ts";
import { farStepsBy } from "./far_jobs.ts";
import { type Ended, type RunSettings, runWorkflow } from "./run_workflow.ts";

const SUSPENDED = 75;

/** How it ended in the end. `interval`: milliseconds between two questions; undefined: it is not waited for jobs. */
export async function runUntilOver(
  opened: OpenedWorkflow,
  planned: PlacedWorkflow,
  { interval, ...settings }: RunSettings & { readonly interval: number | undefined },
): Promise<Omit<Ended, "tell">> {
  const { secrets, schemes } = settings;
  const questions = new JobQuestions(registry, { secrets, farSteps: farStepsBy(schemes) });
  for (let isNew = settings.isNew;; isNew = false) {
    const { code, execution, tell } = await runWorkflow(opened, planned, { ...settings, isNew });
    const waits = code === SUSPENDED && interval !== undefined && !settings.interruption.signal.aborted;
    if (!waits || !settings.json) tell();
    if (!waits) return { code, execution };
    if (await somethingIsReady(opened, { questions, interval, ...settings })) continue;
    if (settings.json) tell();
    return { code, execution };
  }
}

/** Asks again and again; false when it is interrupted, or when there is nothing that could be asked after. */
async function somethingIsReady(
  { source }: OpenedWorkflow,
  { store, interruption, questions, interval }: RunSettings & { questions: JobQuestions; interval: number },
): Promise<boolean> {
  const waited = await workflowToContinue(store, source);
  if (waited === undefined) return false;
  using _ = waitHere(store, waited.workflow.id);
  while (await wait(interval, interruption.signal)) {
    const found = await workflowToContinue(store, source);
    if (found === undefined) return false;
    // Only running it again asks after a module that suspended by itself.
    if (found.jobs.some(({ definition, state }) => definition === undefined && state === "running")) return true;
    if (!found.jobs.some(isAskable)) return false;
    await checkJobs(askable(store, found.workflow), {
      store,
      questions,
      observe: () => {},
      signal: interruption.signal,
    });
    if ((await jobsOf(store, found.workflow.id)).some(({ state }) => state === "ready")) return true;
  }
  return false;
}

async function* askable(store: Store, workflow: JobWorkflow): AsyncGenerator<AskedJob> {
  for await (const entry of jobEntries(store, workflow.id)) if (isAskable(entry.value)) yield { workflow, entry };
}
