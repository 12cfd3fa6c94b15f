/** `vt jobs cancel` and `delete`: ends jobs outside, and forgets them here. */
import { cancelJobs, type Cancelled } from "../../runtime/jobs/cancel_jobs.ts";
import { type Deleted, deleteFound } from "../../runtime/jobs/delete_jobs.ts";
import type { Found } from "../../runtime/jobs/find_jobs.ts";
import type { Job } from "../../runtime/jobs/job.ts";
import { jobsOf } from "../../runtime/jobs/job_workflow.ts";
import { takeLease } from "../../runtime/jobs/lease.ts";
import { isDone } from "../../runtime/jobs/standing.ts";
import type { JobsArguments } from "../jobs.ts";
import { type Deed, forEachId } from "./deed.ts";
import { type JobsSession, openSession } from "./session.ts";

/** Cancels jobs, or all of a workflow that are not over. */
export async function cancel(args: JobsArguments): Promise<number> {
  return await withSession(args, async ({ workflow, entry }, session) => {
    using lease = await takeLease(session.store, workflow.id, "cancel");
    const jobs = entry === undefined ? await notOver(workflow.id, session) : [entry.value];
    if (jobs.length === 0) return [{ workflow: workflow.id, outcome: "over", text: "no job of it is running" }];
    return (await cancelJobs(workflow, jobs, { ...session, lease })).map(cancelDeed);
  });
}

/** Forgets jobs and workflows. */
export async function remove(args: JobsArguments): Promise<number> {
  const { cancel } = args.options;
  return await withSession(args, async (found, session) => {
    const deleted = await deleteFound(found, { ...session, cancel });
    if (deleted.kind === "deleted") return [deletedDeed(found, deleted)];
    const kept = deleted.cancelled.filter(({ outcome }) => outcome === "cannot");
    return [...deleted.cancelled.map(cancelDeed), notDeleted(found, kept)];
  });
}

async function withSession(
  args: JobsArguments,
  act: (found: Found, session: JobsSession) => Promise<readonly Deed[]>,
): Promise<number> {
  const opened: { session?: JobsSession } = {};
  return await forEachId(args, (found) => act(found, opened.session!), async () => {
    opened.session = await openSession(args);
    return opened.session;
  });
}

async function notOver(workflow: string, { store }: JobsSession): Promise<readonly Job[]> {
  return (await jobsOf(store, workflow)).filter(({ state }) => !isDone(state));
}

function cancelDeed({ job, outcome, reason }: Cancelled): Deed {
  const { id, workflow, name, state } = job;
  const of = { workflow, job: id };
  if (outcome === "cannot") {
    const text = `Cannot cancel job ${name} (${id.slice(0, 10)}): ${reason}`;
    return { ...of, outcome: "failed", text, facts: { state, reason } };
  }
  const text = outcome === "over"
    ? `nothing to cancel: it is ${state}`
    : `cancelled: vt jobs resubmit ${id.slice(0, 10)} lets the next run submit it again`;
  return { ...of, outcome, text, facts: { state } };
}

function notDeleted({ workflow: { id }, entry }: Found, kept: readonly Cancelled[]): Deed {
  const what = entry === undefined ? `workflow ${id}` : `job ${entry.value.name}`;
  const count = kept.length === 1 ? "a job" : `${kept.length} jobs`;
  const text = `Cannot delete ${what}: ${count} could not be cancelled; without --cancel they are only forgotten`;
  return { workflow: id, job: entry?.value.id, outcome: "failed", text };
}

/** Keys of jobs that a person reads before the rest is only counted. */
const MOST_KEYS = 5;

function deletedDeed({ workflow, entry }: Found, deleted: Extract<Deleted, { kind: "deleted" }>): Deed {
  const { jobs, goOn, cancelled, filesIn } = deleted;
  const ended = cancelled.filter(({ outcome }) => outcome === "cancelled").length;
  const text = [
    entry === undefined ? `deleted, with ${jobs.length} jobs` : "deleted",
    ended === 0 ? undefined : entry === undefined ? `${ended} of them cancelled` : "cancelled",
    goesOnText(goOn),
    comesBackText({ workflow, entry }),
    filesIn === undefined ? undefined : `its files are in ${filesIn}`,
  ].filter((part) => part !== undefined).join("; ");
  const facts = {
    jobs: jobs.length,
    cancelled: ended,
    onlyForgotten: goOn.map(({ key, host }) => ({ key, host })),
    filesIn,
  };
  return { workflow: workflow.id, job: entry?.value.id, outcome: "deleted", text, facts };
}

/** What a later run makes of what is deleted. */
function comesBackText({ workflow: { state, source }, entry }: Found): string | undefined {
  if (state === "finished") return undefined;
  if (entry !== undefined) return "the next run of its workflow submits it again";
  return source.version === undefined ? undefined : "where the .vt file lists its jobs too, a run goes by that list";
}

function goesOnText(open: readonly Job[]): string | undefined {
  if (open.length === 0) return undefined;
  const keys = open.slice(0, MOST_KEYS).map(({ key, host, name, definition }) =>
    definition === undefined ? `what ${name} waits for` : `${key} on ${host}`
  );
  const more = open.length > MOST_KEYS ? ` and ${open.length - MOST_KEYS} more` : "";
  return `not cancelled, only forgotten: ${keys.join(", ")}${more} may go on, end it there if it is not wanted`;
}
