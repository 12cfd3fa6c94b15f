/** Runs one workflow that is open and planned: its record, its jobs, what is told of it, and the exit code. */
import { createHash } from "node:crypto";
import { InputError } from "../runtime/errors.ts";
import type { Observe } from "../runtime/record/execution_event.ts";
import { execute } from "../runtime/interpreter/execution.ts";
import { allJobIds } from "../runtime/interpreter/job_ids.ts";
import type { TemporaryFiles } from "../runtime/interpreter/temporary_files.ts";
import { type ResultCache, signaturesOf } from "../runtime/interpreter/result_cache.ts";
import { JobStore } from "../runtime/jobs/job_store.ts";
import {
  type JobWorkflow,
  unfinished,
  workflowToContinue,
  type WorkflowWithJobs,
} from "../runtime/jobs/job_workflow.ts";
import { type Recorder, recordExecution } from "../runtime/record/log_recorder.ts";
import { thisMachine } from "../runtime/record/machine.ts";
import { hasJobs, moduleCount } from "../runtime/plan/plan.ts";
import type { Store } from "../runtime/store/store.ts";
import { VERSION } from "../runtime/version.ts";
import type { ConsoleCapture } from "./console_capture.ts";
import { saveFileJobs, type SaveWhen, workflowInFile } from "./file_jobs.ts";
import type { Interruption } from "./interruption.ts";
import { jobIdsOf, scriptUrl } from "./job_ids_of.ts";
import type { OpenedWorkflow } from "./open_workflow.ts";
import type { PlannedWorkflow } from "./plan_workflow.ts";
import { printReport, type Report, reportFor } from "./run_report.ts";
import { complain } from "./terminal.ts";

/** What holds for all workflows of one call. */
export interface RunSettings {
  readonly json: boolean;
  readonly outputs: boolean;
  readonly quiet: boolean;
  readonly stopOnError: boolean;
  /** Begins anew instead of continuing what is suspended. */
  readonly isNew: boolean;
  /** When to write jobs into a `.vt` file. */
  readonly save: SaveWhen;
  readonly parameters: ReadonlyMap<string, string>;
  readonly reason: string;
  readonly store: Store;
  readonly cache: ResultCache & { flush(): Promise<void>; prefetch(keys: Iterable<string>): Promise<void> };
  readonly files: TemporaryFiles;
  readonly interruption: Interruption;
  readonly capture: ConsoleCapture;
}

/** Exit codes by how a workflow ended. */
export const CODES = { completed: 0, failed: 1, suspended: 75, interrupted: 130 };

/** How a run ended. */
export interface Ended {
  readonly code: number;
  /** Tells the person or the program of it. */
  readonly tell: () => void;
}

/** Runs it, or continues it where it is suspended. */
export async function runWorkflow(
  opened: OpenedWorkflow,
  planned: PlannedWorkflow,
  settings: RunSettings,
): Promise<Ended> {
  const { interruption, capture, cache } = settings;
  const { plan, problems } = planned;
  await using recorder = await startRecord(opened, moduleCount(plan), settings);
  using jobs = await openJobs(opened, recorder, settings);
  const report: Report = reportFor(opened, { plan, problems, ...settings });
  capture.sendTo((text) => report.observe({ kind: "printed", id: -1, within: "", text }));
  const observe: Observe = (event) => {
    recorder.observe(event);
    report.observe(event);
  };
  const ids = await jobIdsOf(opened, plan);
  const signatures = await signaturesOf(plan, { script: scriptUrl(opened.source.file) });
  await cache.prefetch(signatures.all());
  const remember = hasJobs(plan) ? (id: string): string => rememberedAs(jobs.workflow.id, id) : undefined;
  if (remember !== undefined && jobs.jobs.length > 0) await cache.prefetch(allJobIds(plan, ids).map(remember));
  const outcome = await execute(plan, {
    observe,
    cache,
    signatures,
    remember,
    jobs: { book: jobs, ids },
    signal: interruption.signal,
    stopOnError: settings.stopOnError,
    files: settings.files,
  });
  capture.sendTo(undefined);
  await cache.flush();
  await jobs.end(outcome.state === "suspended");
  const exec = await recorder.finish(outcome.state);
  await saveInFile(opened, jobs, settings);
  const tell = (): void => {
    printReport(report, outcome, exec);
    if (!settings.json) tellOfJobs(jobs, outcome.state === "suspended");
  };
  return { code: CODES[outcome.state], tell };
}

/** The store has the jobs in any case, so that a file that cannot be written does not undo the run. */
async function saveInFile({ bundle, source }: OpenedWorkflow, jobs: JobStore, { save }: RunSettings): Promise<void> {
  if (bundle === undefined || source.cell !== undefined) return;
  try {
    await saveFileJobs(source.file, bundle.vistrail, { jobs, when: save, expectedHash: await bundle.contentHash() });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    complain(`vt: the jobs are kept in the store, not in the file: ${error.message}`);
  }
}

function rememberedAs(workflow: string, jobId: string): string {
  return createHash("sha256").update(`${workflow} ${jobId}`).digest("hex");
}

async function openJobs(opened: OpenedWorkflow, recorder: Recorder, settings: RunSettings): Promise<JobStore> {
  const { store, cache, json, isNew } = settings;
  const begun = newWorkflow(opened, recorder, settings);
  const known = isNew ? undefined : await workflowToContinue(store, opened.source);
  const isImported = known === undefined && !isNew && opened.bundle !== undefined && opened.source.cell === undefined;
  const continued = isImported ? workflowInFile(opened.bundle!.vistrail, begun) : known;
  const beforeIntent = async (): Promise<void> => {
    await cache.flush();
    await recorder.flush();
  };
  const { workflow, jobs: found } = continued ?? { workflow: begun, jobs: [] };
  const jobs = new JobStore({ store, workflow, jobs: found, isImported, beforeIntent });
  if (continued !== undefined) {
    await jobs.take(recorder.id);
    const { id } = continued.workflow;
    if (!json) complain(`vt: continues workflow ${id}, which has ${continued.jobs.length} jobs; --new begins another`);
  }
  return jobs;
}

function newWorkflow({ source }: OpenedWorkflow, { id }: Recorder, { parameters }: RunSettings): JobWorkflow {
  const now = Date.now();
  return {
    id,
    source,
    parameters: Object.fromEntries(parameters),
    state: "running",
    isPaused: false,
    user: userName(),
    host: Deno.hostname(),
    startedAt: now,
    changedAt: now,
    executions: [id],
  };
}

/** Jobs that a person reads of before the rest is only counted. */
const MOST_JOBS = 20;

function tellOfJobs(jobs: JobStore, isSuspended: boolean): void {
  for (const { name, id } of jobs.orphans.slice(0, MOST_JOBS)) {
    complain(
      `vt: job ${name} (${id.slice(0, 10)}) is orphaned: the module that it belongs to has changed; vt jobs shows it`,
    );
  }
  if (!isSuspended) return;
  const waiting = unfinished(jobs.jobs);
  for (const { name, id, state, reason } of waiting.slice(0, MOST_JOBS)) {
    complain(`  waits for ${name} (${id.slice(0, 10)}, ${state}${reason === undefined ? "" : `: ${reason}`})`);
  }
  if (waiting.length > MOST_JOBS) complain(`  and for ${waiting.length - MOST_JOBS} more`);
  complain(`  vt resume ${jobs.workflow.id} continues, vt jobs check asks after them`);
}

async function startRecord({ source }: OpenedWorkflow, total: number, settings: RunSettings): Promise<Recorder> {
  return await recordExecution(settings.store, {
    workflow: source,
    user: userName(),
    reason: settings.reason,
    vtVersion: VERSION,
    denoVersion: Deno.version.deno,
    machine: thisMachine(),
    parameters: Object.fromEntries(settings.parameters),
    startedAt: Date.now(),
    total,
  });
}

function userName(): string {
  return Deno.env.get("USER") ?? Deno.env.get("LOGNAME") ?? Deno.env.get("USERNAME") ?? String(Deno.uid() ?? "");
}
