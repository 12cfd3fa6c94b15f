/** Runs one workflow that is open and planned: its record, its jobs, what is told of it, and the exit code. */
import { createHash } from "node:crypto";
import { againFrom } from "../../runtime/interpreter/again.ts";
import { Computing } from "../../runtime/interpreter/computing.ts";
import { execute, type ExecuteOptions } from "../../runtime/interpreter/execution.ts";
import { allJobIds } from "../../runtime/interpreter/job_ids.ts";
import type { ExecutionOutcome } from "../../runtime/interpreter/outcome.ts";
import { signaturesOf } from "../../runtime/interpreter/result_cache.ts";
import type { TemporaryFiles } from "../../runtime/interpreter/temporary_files.ts";
import type { JobStore } from "../../runtime/jobs/job_store.ts";
import { unfinished } from "../../runtime/jobs/job_workflow.ts";
import type { Courier } from "../../runtime/notify/courier.ts";
import { putNotice } from "../../runtime/notify/outbox.ts";
import { idNamed } from "../../runtime/pipeline/partial.ts";
import { lookOutside } from "../../runtime/plan/look_outside.ts";
import { ModuleDurations } from "../../runtime/plan/module_durations.ts";
import type { Places } from "../../runtime/plan/placement.ts";
import { hasJobs, mayStartElsewhere, type Plan } from "../../runtime/plan/plan.ts";
import { readDurations, writeDurations } from "../../runtime/record/duration_table.ts";
import { type Observe, OUTSIDE } from "../../runtime/record/execution_event.ts";
import type { WorkflowExec } from "../../runtime/record/log.ts";
import { maskedObserve } from "../../runtime/secrets/masked_observe.ts";
import type { Secrets } from "../../runtime/secrets/secrets.ts";
import type { PersistentResults } from "../../runtime/store/result_store.ts";
import type { Store } from "../../runtime/store/store.ts";
import type { TracedExecution } from "../../runtime/telemetry/traced_execution.ts";
import type { Schemes } from "../../schemes/mod.ts";
import type { ConsoleCapture } from "../line/console_capture.ts";
import type { Interruption } from "../line/interruption.ts";
import { complain } from "../line/terminal.ts";
import type { OpenedWorkflow } from "../open/open_workflow.ts";
import type { PlacedWorkflow } from "../open/place_workflow.ts";
import type { SaveWhen } from "./file_jobs.ts";
import { jobIdsOf, scriptUrl } from "./job_ids_of.ts";
import { keepWhatItIsMadeOf } from "./keep_components.ts";
import { NoticeModules, noticeOf } from "./notices.ts";
import { type OpenRun, openRun } from "./open_run.ts";
import { printReport, type Report, reportFor } from "./report.ts";
import { saveRun } from "./save_run.ts";
import { endTrace, traceRun } from "./trace_run.ts";

/** What holds for all workflows of one call. */
export interface RunSettings {
  readonly json: boolean;
  readonly outputs: boolean;
  readonly quiet: boolean;
  readonly stopOnError: boolean;
  /** Begins anew instead of continuing what is suspended. */
  readonly isNew: boolean;
  /** The only workflow that may be continued; another, or none, is an error. */
  readonly workflow?: string;
  /** When to write jobs into a `.vt` file. */
  readonly save: SaveWhen;
  readonly parameters: ReadonlyMap<string, string>;
  /** The values of `--to`. */
  readonly to?: readonly string[];
  /** The values of `--pool`. */
  readonly pool: readonly string[];
  /** Modules, by id, label or name, that compute with all that depends on them, whatever is known. None: none. */
  readonly again?: readonly string[];
  readonly reason: string;
  readonly store: Store;
  readonly cache: Omit<PersistentResults, keyof AsyncDisposable>;
  readonly secrets: Secrets;
  readonly files: TemporaryFiles;
  readonly schemes: Schemes;
  readonly interruption: Interruption;
  readonly capture: ConsoleCapture;
  /** Delivers notices. */
  readonly courier: Pick<Courier, "start">;
}

/** Exit codes by how a workflow ended. */
const CODES = { completed: 0, failed: 1, suspended: 75, interrupted: 130 };

/** How a run ended. */
export interface Ended {
  readonly code: number;
  /** Id of the execution. */
  readonly execution: string;
  /** Tells the person or the program of it. */
  readonly tell: () => void;
}

/** Runs it, or continues it where it is suspended. */
export async function runWorkflow(
  opened: OpenedWorkflow,
  planned: PlacedWorkflow,
  settings: RunSettings,
): Promise<Ended> {
  const { capture, secrets, store, json } = settings;
  const plan = lookOutside(planned.plan, store.directory);
  const again = (settings.again ?? []).map((module) => idNamed(plan.pipeline, module, "compute again"));
  await using run = await openRun(opened, planned, settings);
  const report: Report = reportFor(opened, { plan, problems: planned.problems, ...settings });
  const durations = await knownDurations(plan, opened, settings);
  const modules = new NoticeModules();
  using traced = await traceRun(run.recorder.begun, settings.schemes);
  const { observe, flush } = maskedObserve((event, outputs) => {
    run.recorder.observe(event, outputs);
    modules.observe(event);
    report.observe(event);
    durations?.observe(event);
    traced?.observe(event);
  }, secrets.masker);
  const computing = new Computing();
  capture.sendTo((text) => observe({ kind: "printed", ...computing.place ?? { id: OUTSIDE, within: "" }, text }));
  const outcome = await executePlan(plan, {
    computing,
    opened,
    planned,
    run,
    observe,
    durations,
    traced,
    again,
    settings,
  });
  capture.sendTo(undefined);
  flush();
  const exec = await closeRecord(run, { state: outcome.state, opened, modules, settings });
  endTrace(traced, exec, run.jobs);
  if (durations?.hasLearned) await writeDurations(store, opened.source.file, durations.table());
  const tell = (): void => {
    printReport(report, outcome, exec);
    if (!json) tellOfJobs(run.jobs, outcome.state === "suspended");
  };
  return { code: CODES[outcome.state], execution: exec.id, tell };
}

/** A workflow whose run is open. */
interface Open {
  readonly computing: Computing;
  readonly opened: OpenedWorkflow;
  readonly planned: PlacedWorkflow;
  readonly run: OpenRun;
  readonly observe: Observe;
  readonly durations: ModuleDurations | undefined;
  readonly traced: TracedExecution | undefined;
  /** Ids of modules that compute, whatever is known. */
  readonly again: readonly number[];
  readonly settings: RunSettings;
}

/** When it is over, results and jobs are on disk. */
async function executePlan(
  plan: Plan,
  { opened, planned: { places, pools }, run: { recorder: { id }, jobs }, observe, durations, ...rest }: Open,
): Promise<ExecutionOutcome> {
  const { traced, again, settings, computing } = rest;
  const { store, cache, secrets, files, schemes, interruption: { signal }, stopOnError, outputs } = settings;
  const ids = await jobIdsOf(opened, plan);
  const signatures = await signaturesOf(plan, { script: scriptUrl(opened.source.file) });
  const kept = keepWhatItIsMadeOf(opened, plan, { signatures, id, store, masker: secrets.masker });
  await cache.prefetch(signatures.all());
  const remember = hasJobs(plan) ? (jobId: string): string => rememberedAs(jobs.workflow.id, jobId) : undefined;
  if (remember !== undefined && jobs.jobs.length > 0) await cache.prefetch(allJobIds(plan, ids).map(remember));
  const outcome = await execute(plan, {
    id,
    observe,
    cache: again.length === 0 ? cache : againFrom(cache, { plan, signatures, modules: again }),
    signatures,
    remember,
    jobs: { book: jobs, ids },
    signal,
    stopOnError,
    secretOf: secrets.valueOf,
    tracer: traced?.tracer,
    computing,
    pathLengths: durations?.pathLengths(),
    files,
    schemeOf: schemesOf(places, schemes),
    schemeAt: (target) => schemes.of(target),
    wantsAllOutputs: outputs,
    pools,
    dataDirectory: store.directory,
  });
  await cache.flush();
  await kept.end(cache.unkept);
  await jobs.end(outcome.state === "suspended");
  return outcome;
}

/** The notice goes with the record, at once or not at all; then the file is written, where it is to be. */
async function closeRecord(
  { recorder, jobs }: OpenRun,
  { state, opened, modules, settings }: Pick<Open, "opened" | "settings"> & {
    readonly state: ExecutionOutcome["state"];
    readonly modules: NoticeModules;
  },
): Promise<WorkflowExec> {
  const { store, secrets: { masker }, courier } = settings;
  const exec = await recorder.finish(state, async (operation, exec) => {
    const notice = noticeOf(exec, { modules, jobs });
    await putNotice(store, operation, masker?.value(notice) ?? notice);
  });
  courier.start();
  await saveRun(opened, { exec, jobs, ...settings });
  return exec;
}

/** Schemes of the modules that go elsewhere, undefined where none does; what goes with its group has none itself. */
function schemesOf(places: Places, schemes: Schemes): ExecuteOptions["schemeOf"] {
  if (!places.values().some(({ target }) => target !== undefined)) return undefined;
  return (path) => {
    const place = places.get(path);
    return place?.target === undefined || place.group !== undefined ? undefined : schemes.of(place.target);
  };
}

/** They matter only where modules may run elsewhere: what runs here takes as long in any order. */
async function knownDurations(
  plan: Plan,
  { source }: OpenedWorkflow,
  { store }: RunSettings,
): Promise<ModuleDurations | undefined> {
  if (!mayStartElsewhere(plan)) return undefined;
  return new ModuleDurations(plan, await readDurations(store, source.file));
}

function rememberedAs(workflow: string, jobId: string): string {
  return createHash("sha256").update(`${workflow} ${jobId}`).digest("hex");
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
