/** `vt jobs pause`, `unpause`, `adopt` and `resubmit`: a person decides. */
import { InputError, messageOf, UsageError } from "../../runtime/errors.ts";
import { adoptJob, resubmitJob, setPaused } from "../../runtime/jobs/change_jobs.ts";
import type { Found } from "../../runtime/jobs/find_jobs.ts";
import type { Job } from "../../runtime/jobs/job.ts";
import type { JobsArguments } from "../jobs.ts";
import { forEachId } from "./deed.ts";

/** Lets workflows be left alone unless they are named. */
export async function pause(args: JobsArguments): Promise<number> {
  return await forEachId(args, async ({ workflow }, store) => {
    const { id, state } = await setPaused(store, workflow, true);
    const text = state === "finished"
      ? "paused, but it is finished anyway"
      : "paused: asked after only when it is named";
    return [{ workflow: id, outcome: "paused", text }];
  });
}

/** Ends the pause of workflows. */
export async function unpause(args: JobsArguments): Promise<number> {
  return await forEachId(args, async ({ workflow }, store) => {
    const { id } = await setPaused(store, workflow, false);
    return [{ workflow: id, outcome: "unpaused", text: "no longer paused" }];
  });
}

/** Declares a job of which nobody knows to be submitted. */
export async function adopt(args: JobsArguments): Promise<number> {
  const { parameters } = args.options;
  const given = parameters === undefined ? undefined : { parameters: parsed(parameters) };
  return await forEachId(args, async (found, store) => {
    const { id, workflow, parameters } = await adoptJob(store, jobIn(found, "adopt"), given);
    const text = `running from now on: vt jobs check ${id.slice(0, 10)} asks after it`;
    return [{ workflow, job: id, outcome: "adopted", text, facts: { parameters } }];
  });
}

/** Lets jobs be submitted again by the next run. */
export async function resubmit(args: JobsArguments): Promise<number> {
  return await forEachId(args, async (found, store) => {
    const { id, workflow } = jobIn(found, "resubmit");
    const { filesIn } = await resubmitJob(store, jobIn(found, "resubmit"));
    const files = filesIn === undefined ? "" : `; its old files are in ${filesIn}`;
    const text = `forgotten: vt resume ${workflow} reads its inputs and submits it again${files}`;
    return [{ workflow, job: id, outcome: "forgotten", text, facts: { command: `vt resume ${workflow}`, filesIn } }];
  });
}

function jobIn({ workflow, entry }: Found, verb: string): Job {
  if (entry !== undefined) return entry.value;
  throw new InputError(`Cannot ${verb} workflow ${workflow.id}: name one of its jobs, vt jobs list ${workflow.id}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`Option --parameters must be JSON: ${messageOf(error)}`, { cause: error });
  }
}
