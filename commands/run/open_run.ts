/** Opens what a run is recorded in: its execution, and the workflow whose jobs it continues or begins. */
import { InputError } from "../../runtime/errors.ts";
import { JobStore } from "../../runtime/jobs/job_store.ts";
import { type JobWorkflow, workflowToContinue, type WorkflowWithJobs } from "../../runtime/jobs/job_workflow.ts";
import { putNotice } from "../../runtime/notify/outbox.ts";
import { moduleCount } from "../../runtime/plan/plan.ts";
import {
  type AlsoCommit,
  type ExecutionHeader,
  type Recorder,
  recordExecution,
} from "../../runtime/record/log_recorder.ts";
import { thisMachine } from "../../runtime/record/machine.ts";
import { VERSION } from "../../runtime/version.ts";
import { complain } from "../line/terminal.ts";
import { userName } from "../line/user_name.ts";
import type { OpenedWorkflow } from "../open/open_workflow.ts";
import type { PlacedWorkflow } from "../open/place_workflow.ts";
import { hasPlaceInFile, workflowInFile } from "./file_jobs.ts";
import { givenOf } from "./given.ts";
import { hashOf } from "./hash_of.ts";
import { noticeOf } from "./notices.ts";
import type { RunSettings } from "./run_workflow.ts";

/** Disposing of it gives the lease back, and closes the record. */
export interface OpenRun extends AsyncDisposable {
  readonly recorder: Recorder;
  readonly jobs: JobStore;
}

/** The lease of a workflow that is continued is taken before anything is recorded. */
export async function openRun(
  opened: OpenedWorkflow,
  planned: PlacedWorkflow,
  settings: RunSettings,
): Promise<OpenRun> {
  const { store, cache, json, secrets } = settings;
  await using opening = new AsyncDisposableStack();
  const open: { recorder?: Recorder } = {};
  const beforeIntent = async (): Promise<void> => {
    await cache.flush();
    await open.recorder?.flush();
  };
  const begun = newWorkflow(opened, settings);
  const { continued, isImported } = await toContinue(opened, begun, settings);
  const found = continued && opening.use(new JobStore({ store, ...continued, isImported, beforeIntent, secrets }));
  await found?.lock();
  const recorder = open.recorder = opening.use(await startRecord(opened, { planned, found, settings }));
  const { id } = recorder;
  const workflow = { ...begun, id, executions: [id] };
  const jobs = found ?? opening.use(new JobStore({ store, workflow, jobs: [], beforeIntent, secrets }));
  if (continued !== undefined) {
    await jobs.take(id);
    const { workflow, jobs: { length } } = continued;
    if (!json) {
      complain(
        `vt: continues workflow ${workflow.id}, which has ${length} ${
          length === 1 ? "job" : "jobs"
        }; --new begins another`,
      );
    }
  }
  const resources = opening.move();
  return { recorder, jobs, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

/** Looks in the store, then in the file. */
async function toContinue(
  { source, bundle }: OpenedWorkflow,
  begun: JobWorkflow,
  { store, isNew, workflow }: RunSettings,
): Promise<{ continued: WorkflowWithJobs | undefined; isImported: boolean }> {
  if (isNew) return { continued: undefined, isImported: false };
  const known = await workflowToContinue(store, source);
  if (workflow !== undefined && known?.workflow.id !== workflow) {
    throw new InputError(`Cannot continue workflow ${workflow}: another vt has finished or replaced it`);
  }
  if (known !== undefined || bundle === undefined || !hasPlaceInFile(source)) {
    return { continued: known, isImported: false };
  }
  return { continued: workflowInFile(bundle.vistrail, begun), isImported: true };
}

function newWorkflow({ source }: OpenedWorkflow, { parameters, secrets }: RunSettings): JobWorkflow {
  const now = Date.now();
  return {
    id: "",
    source,
    parameters: secrets.seal(Object.fromEntries(parameters)),
    state: "running",
    isPaused: false,
    user: userName(),
    host: Deno.hostname(),
    startedAt: now,
    changedAt: now,
    executions: [],
  };
}

/** With the record of an execution that continues goes the notice of it. */
async function startRecord(
  opened: OpenedWorkflow,
  { planned, found, settings }: { planned: PlacedWorkflow; found: JobStore | undefined; settings: RunSettings },
): Promise<Recorder> {
  const { source, reason } = opened;
  const { masker } = settings.secrets;
  const hash = await hashOf(opened);
  const continues = found?.workflow.executions.at(-1);
  const header: ExecutionHeader = {
    workflow: source,
    user: userName(),
    reason: reason ?? settings.reason,
    vtVersion: VERSION,
    denoVersion: Deno.version.deno,
    machine: thisMachine(),
    ...(hash !== undefined && { hash }),
    ...(continues !== undefined && { continues }),
    parameters: Object.fromEntries(settings.parameters),
    startedAt: Date.now(),
    total: moduleCount(planned.plan),
    given: givenOf(planned, settings, settings.secrets),
  };
  const also: AlsoCommit = async (operation, exec) => {
    const notice = noticeOf(exec, { jobs: found });
    await putNotice(settings.store, operation, masker?.value(notice) ?? notice);
  };
  return await recordExecution(settings.store, masker?.value(header) ?? header, found && also);
}
