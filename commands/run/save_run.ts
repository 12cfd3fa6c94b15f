/** What a run leaves in the `.vt` file that it ran a version of: its jobs, and its execution in the log. */
import { InputError } from "../../runtime/errors.ts";
import type { JobStore } from "../../runtime/jobs/job_store.ts";
import { executedWorkflow } from "../../runtime/provenance/executed_workflow.ts";
import { toVistrailsLog } from "../../runtime/provenance/to_vistrails_log.ts";
import { moduleExecs } from "../../runtime/record/execution_log.ts";
import type { WorkflowExec } from "../../runtime/record/log.ts";
import type { Store } from "../../runtime/store/store.ts";
import { saveVistrail } from "../../runtime/vt_file/save.ts";
import { schemaExec } from "../../runtime/vt_file/vistrails_log_forms.ts";
import { writeLogFragments } from "../../runtime/vt_file/write_vistrails_log.ts";
import { complain } from "../line/terminal.ts";
import type { OpenedWorkflow } from "../open/open_workflow.ts";
import { hasPlaceInFile, jobsToSave, type SaveWhen } from "./file_jobs.ts";

/** An execution of more modules is not written into files: whoever opens one reads its log as a whole. */
const MOST_MODULES = 100_000;

/** A run that has ended. */
export interface EndedRun {
  readonly exec: WorkflowExec;
  readonly jobs: JobStore;
  readonly store: Store;
  readonly save: SaveWhen;
}

/** The store has everything in any case, so that a file that cannot be written does not undo the run. */
export async function saveRun({ source, bundle }: OpenedWorkflow, run: EndedRun): Promise<void> {
  if (bundle === undefined || run.save === "never") return;
  const hasJobs = hasPlaceInFile(source) && run.jobs.jobs.length > 0;
  try {
    const edit = hasJobs ? jobsToSave(bundle.vistrail, run.jobs, run.save) : undefined;
    if (edit === undefined && run.save === "auto") return;
    const log = await logOf(run);
    // What is appended to the log fits any state of the file: versions are added, never changed.
    const expectedHash = edit === undefined ? undefined : await bundle.contentHash();
    await saveVistrail(source.file, { edit, log, expectedHash, needsEdit: run.save === "auto" });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const what = hasJobs ? "the jobs are" : "the execution is";
    complain(`vt: ${what} kept in the store, not in the file: ${error.message}`);
  }
}

async function logOf({ exec, store }: EndedRun): Promise<string | undefined> {
  const { total: _, notRun: __, ...ended } = exec.counts;
  const count = Object.values(ended).reduce((sum, each) => sum + each, 0);
  if (count > MOST_MODULES) {
    complain(`vt: the log of this run is in the store alone: it has ${count} modules, files keep ${MOST_MODULES}`);
    return undefined;
  }
  const workflow = executedWorkflow(exec, await Array.fromAsync(moduleExecs(store, exec)));
  return writeLogFragments([schemaExec(toVistrailsLog(workflow))]);
}
