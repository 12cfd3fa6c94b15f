/** `vt jobs list`: workflows with their jobs. */
import { findJobs } from "../../runtime/jobs/find_jobs.ts";
import { jobsOf, unfinished, workflows } from "../../runtime/jobs/job_workflow.ts";
import { runningHolder } from "../../runtime/jobs/lease.ts";
import { standingOf } from "../../runtime/jobs/standing.ts";
import type { Store } from "../../runtime/store/store.ts";
import type { JobsArguments } from "../jobs.ts";
import { complain, printAll } from "../line/terminal.ts";
import { lookOfStdout } from "../log/look.ts";
import { storeForReading } from "../open/open_store.ts";
import { jobsHead, type ShownWorkflow, workflowText } from "./text.ts";

/** Jobs of a workflow that are listed unless it is named. */
const MOST_JOBS = 20;

/** Lists the workflows that are not finished, or all, or those that are named. */
export async function list({ operands, options }: JobsArguments): Promise<number> {
  using store = await storeForReading(options.store);
  if (store === undefined) return operands.length > 0 ? 2 : 0;
  const hidden = { count: 0 };
  const chosen = operands.length > 0 ? named(store, operands) : all(store, options.all, hidden);
  await printAll(options.json ? jsonLines(chosen) : texts(chosen));
  if (hidden.count > 0) complain(`vt: ${hidden.count} finished workflows are not shown, vt jobs --all lists them`);
  return 0;
}

async function* all(store: Store, alsoFinished: boolean, hidden: { count: number }): AsyncGenerator<ShownWorkflow> {
  let count = 0;
  for await (const { workflow, jobs } of workflows(store)) {
    const isOver = workflow.state === "finished" && unfinished(jobs).length === 0;
    if (isOver && !alsoFinished) hidden.count++;
    else yield { workflow, jobs, holder: runningHolder(store, workflow.id), most: MOST_JOBS };
    count++;
  }
  if (count === 0) complain("vt: There are no jobs: no workflow has submitted any");
  else if (count === hidden.count) complain("vt: No workflow waits for jobs");
}

/** Of a job that is named alone only the job is shown. */
async function* named(store: Store, ids: readonly string[]): AsyncGenerator<ShownWorkflow> {
  const groups = Map.groupBy(await findJobs(store, ids), ({ workflow }) => workflow.id);
  for (const [id, found] of groups) {
    const isWhole = found.some(({ entry }) => entry === undefined);
    const only = isWhole ? undefined : new Set(found.map(({ entry }) => entry!.value.id));
    const holder = runningHolder(store, id);
    yield { workflow: found[0].workflow, jobs: await jobsOf(store, id), only, holder, most: Infinity };
  }
}

async function* texts(shown: AsyncIterable<ShownWorkflow>): AsyncGenerator<string> {
  const look = lookOfStdout();
  let before = `${jobsHead(look)}\n`;
  for await (const each of shown) {
    yield before + workflowText(each, look);
    before = "\n";
  }
}

async function* jsonLines(shown: AsyncIterable<ShownWorkflow>): AsyncGenerator<string> {
  for await (const { workflow, jobs, only, holder } of shown) {
    const { total, done, counts, outlook } = standingOf(workflow, jobs);
    const facts = { process: holder?.pid ?? null, outlook, done, total, counts };
    const listed = jobs.filter(({ id }) => only?.has(id) ?? true);
    yield `${JSON.stringify({ ...workflow, ...facts, jobs: listed })}\n`;
  }
}
