/** `vt jobs check`: asks after jobs once, and says what is to be done now. */
import { UsageError } from "../../runtime/errors.ts";
import {
  askableJobs,
  type CheckEvent,
  checkJobs,
  hasChanged,
  namedJobs,
  standings,
} from "../../runtime/jobs/check_jobs.ts";
import { findJobs, type Found } from "../../runtime/jobs/find_jobs.ts";
import { jobsOf } from "../../runtime/jobs/job_workflow.ts";
import { isAskable, type Standing, standingOf } from "../../runtime/jobs/standing.ts";
import type { Store } from "../../runtime/store/store.ts";
import type { JobsArguments } from "../jobs.ts";
import { complain, printLine } from "../line/terminal.ts";
import { lookOfStdout } from "../log/look.ts";
import { eventJson, eventText, standingJson, standingText } from "./event_text.ts";
import { openSession } from "./session.ts";

const SUSPENDED = 75;
const INTERRUPTED = 130;
/** Lines of one kind that a person reads before the rest is only counted, and those of one workflow's jobs. */
const MOST_LINES = 50;
const MOST_OF_WORKFLOW = 10;

/** Asks after the jobs and workflows that are named, or after all that are not paused. */
export async function check(args: JobsArguments): Promise<number> {
  const { operands, options } = args;
  if (options.all && operands.length > 0) throw new UsageError("Cannot check all and some: leave out --all or the ids");
  await using session = await openSession(args);
  if (session === undefined) return operands.length > 0 ? 2 : 0;
  const report = new CheckReport(options.json, operands.length > 0);
  const found = operands.length > 0 ? await findJobs(session.store, operands) : undefined;
  const jobs = found === undefined
    ? askableJobs({ ...session, observe: report.observe })
    : namedJobs(session.store, found);
  await checkJobs(jobs, { ...session, observe: report.observe });
  for await (const standing of found === undefined ? standings(session.store) : standingsOf(found, session.store)) {
    report.standing(standing);
  }
  report.end();
  return session.signal.aborted ? INTERRUPTED : report.stillRuns ? SUSPENDED : 0;
}

async function* standingsOf(found: readonly Found[], store: Store): AsyncGenerator<Standing> {
  for (const [id, [{ workflow }]] of Map.groupBy(found, ({ workflow }) => workflow.id)) {
    yield standingOf(workflow, await jobsOf(store, id));
  }
}

/** Prints what comes of asking: as text what is new, as JSON everything. */
class CheckReport {
  readonly #look = lookOfStdout();
  readonly #json: boolean;
  readonly #isNamed: boolean;
  readonly #skipped = new Set<string>();
  readonly #lines = new Map<string, number>();
  readonly #left = { jobs: 0, workflows: 0 };
  #running = 0;

  constructor(json: boolean, isNamed: boolean) {
    this.#json = json;
    this.#isNamed = isNamed;
  }

  get stillRuns(): boolean {
    return this.#running > 0 || this.#skipped.size > 0;
  }

  readonly observe = (event: CheckEvent): void => {
    if (event.kind === "checked") {
      const { before, after } = event;
      if (after !== undefined && isAskable(after)) this.#running++;
      if (this.#json) printLine(eventJson(event));
      else if (this.#isNamed || hasChanged(before, after)) {
        this.#print("jobs", eventText(event, this.#look), before.workflow);
      }
    } else if (!this.#skipped.has(event.workflow.id)) {
      this.#skipped.add(event.workflow.id);
      if (this.#json) printLine(eventJson(event));
      else complain(`vt: ${eventText(event, this.#look)}`);
    }
  };

  standing(standing: Standing): void {
    const { workflow, total } = standing;
    if (total === 0 || this.#skipped.has(workflow.id) || (workflow.isPaused && !this.#isNamed)) return;
    if (this.#json) printLine(standingJson(standing));
    else this.#print("workflows", standingText(standing, this.#look));
  }

  end(): void {
    if (this.#json) return;
    for (const [what, count] of Object.entries(this.#left)) {
      if (count > 0) printLine(`and ${count} more ${what}; vt jobs lists them`);
    }
    if (this.#lines.size === 0 && this.#skipped.size === 0) complain("vt: No workflow waits for jobs");
  }

  #print(what: "jobs" | "workflows", line: string, workflow = ""): void {
    const [count, ofWorkflow] = [this.#count(what), workflow === "" ? 0 : this.#count(workflow)];
    if (count > MOST_LINES || ofWorkflow > MOST_OF_WORKFLOW) this.#left[what]++;
    else printLine(line);
  }

  #count(key: string): number {
    const count = (this.#lines.get(key) ?? 0) + 1;
    this.#lines.set(key, count);
    return count;
  }
}
