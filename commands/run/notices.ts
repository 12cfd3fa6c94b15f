/** What notices say of executions. */
import type { Job } from "../../runtime/jobs/job.ts";
import { unfinished } from "../../runtime/jobs/job_workflow.ts";
import { eventOfState, type Notice, type NoticeJob } from "../../runtime/notify/notice.ts";
import { durationText } from "../../runtime/quantity_text.ts";
import { type ExecutionEvent, pathText } from "../../runtime/record/execution_event.ts";
import { moduleExecs } from "../../runtime/record/execution_log.ts";
import type { WorkflowExec } from "../../runtime/record/log.ts";
import type { Store } from "../../runtime/store/store.ts";
import { oneLine } from "../line/terminal.ts";

const MOST_MODULES = 5;
const MOST_JOBS = 20;
const LONGEST_ERROR = 1000;

/** Of an execution, the modules that failed first and those that took longest. */
export class NoticeModules {
  readonly #errors: Notice["errors"][number][] = [];
  #slowest: Notice["slowest"] = [];
  #least = 0;

  /** Hears of the run. */
  readonly observe = (event: ExecutionEvent): void => {
    if (event.kind !== "moduleFinished") return;
    const { name, state, startedAt, finishedAt, error } = event;
    this.add({ path: pathText(event), name, state, startedAt, finishedAt, error });
  };

  /** Takes a module that has ended. */
  add({ path, name, state, startedAt, finishedAt = startedAt, error = "" }: EndedModule): void {
    if (state === "failed" && this.#errors.length < MOST_MODULES) {
      this.#errors.push({ module: path, name, error: error.slice(0, LONGEST_ERROR) });
    }
    const tookMs = Math.round(finishedAt - startedAt);
    if (state === "cached" || tookMs <= this.#least) return;
    this.#slowest = [...this.#slowest, { module: path, name, tookMs }].sort((a, b) => b.tookMs - a.tookMs)
      .slice(0, MOST_MODULES);
    if (this.#slowest.length === MOST_MODULES) this.#least = this.#slowest[MOST_MODULES - 1].tookMs;
  }

  /** What was picked. */
  get picked(): Pick<Notice, "errors" | "slowest"> {
    return { errors: this.#errors, slowest: this.#slowest };
  }
}

interface EndedModule {
  readonly path: string;
  readonly name: string;
  readonly state: string;
  readonly startedAt: number;
  readonly finishedAt?: number;
  readonly error?: string;
}

/** What a notice says beside what the record does. */
export interface NoticeFacts {
  readonly modules?: NoticeModules;
  /** Jobs of the workflow, and its id, of one that has jobs. */
  readonly jobs?: { readonly workflow: { readonly id: string }; readonly jobs: readonly Job[] };
}

/** The notice of an execution that has just begun because it continues, or has just ended. */
export function noticeOf(exec: WorkflowExec, { modules, jobs }: NoticeFacts = {}): Notice {
  const { workflow, state, counts, startedAt, finishedAt, user, id } = exec;
  const waiting = unfinished(jobs?.jobs ?? []);
  const picked = modules?.picked ?? { errors: [], slowest: [] };
  const facts: Omit<Notice, "text"> = {
    event: eventOfState(state) ?? "resume",
    workflow,
    execution: id,
    ...(waiting.length > 0 && { continuation: jobs!.workflow.id }),
    state,
    counts,
    ...picked,
    startedAt: new Date(startedAt).toISOString(),
    ...(finishedAt !== undefined && {
      finishedAt: new Date(finishedAt).toISOString(),
      tookMs: Math.round(finishedAt - startedAt),
    }),
    waitsFor: waiting.slice(0, MOST_JOBS).map(noticeJob),
    waitsForCount: waiting.length,
    host: Deno.hostname(),
    user,
  };
  return { ...facts, text: noticeText(facts) };
}

/** The notice of a run that was killed, from what its record holds. */
export async function noticeOfRecord(store: Store, exec: WorkflowExec): Promise<Notice> {
  const modules = new NoticeModules();
  for await (const module of moduleExecs(store, exec)) modules.add(module);
  return noticeOf(exec, { modules });
}

/** A notice that tells of nothing. */
export function testNotice(user: string): Notice {
  const exec: WorkflowExec = {
    id: "test",
    workflow: { file: "/test.ts", name: "test" },
    user,
    reason: "",
    vtVersion: "",
    denoVersion: "",
    machine: { name: Deno.hostname(), os: "", architecture: "", processor: "", ram: 0 },
    parameters: {},
    startedAt: Date.now(),
    state: "completed",
    counts: {},
  };
  return { ...noticeOf(exec), event: "test", text: `vt on ${Deno.hostname()}: this is a test` };
}

function noticeJob({ id, name, state, reason, startedAt }: Job): NoticeJob {
  const said = reason === undefined ? {} : { reason: oneLine(reason, 200) };
  return { id, name: oneLine(name, 100), state, ...said, startedAt: new Date(startedAt).toISOString() };
}

/** `sum.ts failed on host after 3.4s: 12 completed, 1 failed; Leak (3): it is broken`. */
function noticeText(
  { event, workflow, state, counts, errors, tookMs, waitsForCount, host }: Omit<Notice, "text">,
): string {
  const base = workflow.file.slice(workflow.file.lastIndexOf("/") + 1);
  const name = workflow.version === undefined ? base : `${base}:${workflow.name || workflow.version}`;
  const took = tookMs === undefined ? "" : ` after ${durationText(tookMs)}`;
  const states = (["completed", "cached", "failed", "suspended"] as const).flatMap((each) =>
    counts[each] ? [`${counts[each]} ${each}`] : []
  );
  const parts = [
    states.join(", "),
    ...errors.slice(0, 1).map(({ module, name, error }) => `${name} (${module}): ${oneLine(error, 200)}`),
    waitsForCount === 0 ? "" : `waits for ${waitsForCount} ${waitsForCount === 1 ? "job" : "jobs"}`,
  ].filter((part) => part !== "");
  const what = event === "resume" ? "continues" : state;
  return oneLine(`${name} ${what} on ${host}${took}${parts.length === 0 ? "" : `: ${parts.join("; ")}`}`, 500);
}
