/**
 * Asking after many suspended jobs: one workflow of 10,000 jobs and 1,000 workflows of ten, first when none is over, then
 * when all are. The peer, in the same run: one commit for each of as many records, as one would write it without batches.
 */
import { askableJobs, checkJobs, standings } from "../../runtime/jobs/check_jobs.ts";
import { JobQuestions } from "../../runtime/jobs/job_questions.ts";
import { workflows } from "../../runtime/jobs/job_workflow.ts";
import { Registry } from "../../runtime/pipeline/registry.ts";
import { commit, openStore, type Store } from "../../runtime/store/store.ts";
import { storePlace } from "../../runtime/store/store_path.ts";
import { jobRecord, keep, workflowRecord } from "../../tests/support/job_records.ts";
import { printTable, timed } from "./table.ts";

const JOBS = 10_000;

async function fill(store: Store, workflowCount: number): Promise<void> {
  const perWorkflow = JOBS / workflowCount;
  for (let number = 0; number < workflowCount; number++) {
    const workflow = `1${String(number).padStart(7, "0")}`;
    const jobs = Array.from({ length: perWorkflow }, (_, i) =>
      jobRecord({
        id: `${String(number * perWorkflow + i).padStart(8, "0")}${"0".repeat(32)}`,
        workflow,
        parameters: { n: 1, directory: `/scratch/ada/simulation/run_${i}`, job: 4_000_000 + i },
      }));
    await keep(store, workflowRecord({ id: workflow, source: { file: `/data/${number}.ts`, name: "bench" } }), jobs);
  }
}

async function check(store: Store): Promise<number> {
  let answers = 0;
  const questions = new JobQuestions(new Registry([]));
  const observe = (): void => void answers++;
  await checkJobs(askableJobs({ store, observe }), { store, questions, observe });
  return answers;
}

async function count(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items);
}

async function measure(workflowCount: number): Promise<Record<string, string>> {
  const directory = Deno.makeTempDirSync({ prefix: "vt_bench_" });
  using store = await openStore(storePlace(directory));
  await fill(store, workflowCount);
  let [peak, answers] = [0, 0];
  const watcher = setInterval(() => peak = Math.max(peak, Deno.memoryUsage().rss), 10);
  const before = Deno.memoryUsage().rss;
  const first = await timed(async () => answers += await check(store));
  const second = await timed(async () => answers += await check(store));
  clearInterval(watcher);
  if (answers !== 2 * JOBS) throw new Error(`${answers} answers, ${2 * JOBS} wanted`);
  const listed = await timed(() => count(workflows(store)));
  const stood = await timed(() => count(standings(store)));
  const peer = await timed(async () => {
    for (let i = 0; i < JOBS; i++) await commit(store, (operation) => void operation.set(["bench", i], jobRecord()));
  });
  Deno.removeSync(directory, { recursive: true });
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
  return {
    workflows: String(workflowCount),
    jobs: String(JOBS),
    "check, none over": seconds(first),
    "check, all over": seconds(second),
    "memory more": `${((peak - before) / 2 ** 20).toFixed(0)} MB`,
    list: seconds(listed),
    standings: seconds(stood),
    "a commit each": seconds(peer),
    "commits : check": `${(peer / first).toFixed(1)} times`,
  };
}

/** Prints the table. */
async function manyJobs(): Promise<void> {
  printTable("Asking after many jobs", [await measure(1), await measure(1000)]);
}

if (import.meta.main) await manyJobs();
