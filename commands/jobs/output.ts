/** `vt jobs output`: what a job has written so far. */
import type { JobHandle } from "../../runtime/authoring/job_steps.ts";
import { InputError, messageOf } from "../../runtime/errors.ts";
import { type AskedJob, type CheckEvent, checkJobs } from "../../runtime/jobs/check_jobs.ts";
import { findJobs } from "../../runtime/jobs/find_jobs.ts";
import type { Job } from "../../runtime/jobs/job.ts";
import type { JobOfWorkflow } from "../../runtime/jobs/job_questions.ts";
import { isAskable } from "../../runtime/jobs/standing.ts";
import { read } from "../../runtime/store/store.ts";
import type { JobsArguments } from "../jobs.ts";
import { complain, oneLine, print, printLine, writeMessage } from "../line/terminal.ts";
import { newText } from "./new_text.ts";
import { type JobsSession, openSession, wait } from "./session.ts";

const FOLLOW_MS = 1000;
const FAILED = 1;
const INTERRUPTED = 130;

/** What a job has written; undefined where its type does not tell. */
interface Written {
  readonly stdout?: string;
  readonly stderr?: string;
}

/** Prints what the job has written; with `--follow`, what it writes until it is over. */
export async function output(args: JobsArguments): Promise<number> {
  await using session = await openSession(args);
  if (session === undefined) return 2;
  const [{ workflow, entry }] = await findJobs(session.store, args.operands);
  if (entry === undefined) {
    throw new InputError(`Cannot show the output of workflow ${workflow.id}: name one of its jobs`);
  }
  if (args.options.follow) return await follow({ workflow, entry }, args, session);
  const written = await writtenBy({ workflow, job: entry.value }, args, session);
  if (typeof written === "string") return cannotShow(written);
  printTexts(entry.value, written, args);
  return 0;
}

async function follow(followed: AskedJob, args: JobsArguments, session: JobsSession): Promise<number> {
  const { workflow } = followed;
  let before: Written = {};
  let lastFailure = "";
  for (let entry = followed.entry;; entry = await again(entry, session)) {
    const job = await askedNow({ workflow, entry }, session);
    const isOver = job === undefined || !isAskable(job);
    const written = await writtenBy({ workflow, job: job ?? entry.value }, args, session);
    if (session.signal.aborted) return INTERRUPTED;
    if (typeof written !== "string") {
      printTexts(entry.value, newTexts(before, written), args);
      before = written;
    } else if (isOver || written !== lastFailure) cannotShow(written);
    lastFailure = typeof written === "string" ? written : "";
    if (isOver) return lastFailure === "" ? 0 : FAILED;
    if (!await wait(FOLLOW_MS, session.signal)) return INTERRUPTED;
  }
}

function cannotShow(message: string): number {
  complain(`vt: ${oneLine(message, 2000)}`);
  return FAILED;
}

/** Asks whether the job is over; undefined when it has been forgotten. While a run has the workflow, that run asks. */
async function askedNow(asked: AskedJob, session: JobsSession): Promise<Job | undefined> {
  let now: Job | undefined = asked.entry.value;
  const observe = (event: CheckEvent): void => {
    if (event.kind === "checked") now = event.after;
  };
  if (isAskable(asked.entry.value)) await checkJobs(one(asked), { ...session, observe });
  return now;
}

async function* one(asked: AskedJob): AsyncGenerator<AskedJob> {
  yield asked;
}

/** The record as it is now, or was last. */
async function again(entry: Deno.KvEntry<Job>, { store }: JobsSession): Promise<Deno.KvEntry<Job>> {
  const found = await read(store, (kv) => kv.get<Job>(entry.key));
  return found.value === null ? entry : found;
}

/** A text says why the handle cannot tell now. */
async function writtenBy(
  of: JobOfWorkflow,
  { options }: JobsArguments,
  { questions, signal }: JobsSession,
): Promise<Written | string> {
  const wants = { stdout: options.stdout || !options.stderr, stderr: options.stderr || !options.stdout };
  try {
    return await questions.use(of, async (handle) => {
      checkTells(handle, of.job, wants);
      return {
        stdout: wants.stdout ? await handle.standardOutput?.() : undefined,
        stderr: wants.stderr ? await handle.standardError?.() : undefined,
      };
    }, { signal });
  } catch (error) {
    if (error instanceof NotTold) throw error;
    return `Cannot show the output of job ${of.job.name}: ${messageOf(error)}`;
  }
}

/** The job's type has no such output, now and for ever. */
class NotTold extends InputError {}

/** A job type that has one of both is content with it, unless the other is asked for by name. */
function checkTells(handle: JobHandle, job: Job, wants: { stdout: boolean; stderr: boolean }): void {
  const has = { stdout: handle.standardOutput !== undefined, stderr: handle.standardError !== undefined };
  if ((wants.stdout && has.stdout) || (wants.stderr && has.stderr)) return;
  const what = wants.stdout ? (wants.stderr ? "output" : "standard output") : "standard error";
  const type = `jobs of the type ${job.definition?.name ?? "?"}`;
  throw new NotTold(`Cannot show the ${what} of job ${job.name}: ${type} do not give it`);
}

function newTexts(before: Written, now: Written): Written {
  return {
    stdout: now.stdout === undefined ? undefined : newText(before.stdout ?? "", now.stdout),
    stderr: now.stderr === undefined ? undefined : newText(before.stderr ?? "", now.stderr),
  };
}

/** Standard error goes to ours, unless it is asked for alone. */
function printTexts(job: Job, { stdout = "", stderr = "" }: Written, { options }: JobsArguments): void {
  if (options.json) {
    const document = { workflow: job.workflow, job: job.id, state: job.state, stdout, stderr };
    if (!options.follow || stdout + stderr !== "") printLine(JSON.stringify(document));
    return;
  }
  print(stdout);
  if (options.stderr && !options.stdout) print(stderr);
  else writeMessage(stderr);
}
