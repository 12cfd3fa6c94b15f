/** One module of an execution in a few facts: those of all its runs together, of one inside a group that loops. */
import { oneLine } from "../../runtime/one_line.ts";
import type { ModuleExec, RemoteExecution, WorkflowExec } from "../../runtime/record/log.ts";
import type { DrawnState, ModuleStatus, Progress } from "../drawing/drawn.ts";
import type { NamedModule } from "./execution_shape.ts";
import { pathsOf, type RecordedExecution } from "./recorded_execution.ts";

/** See the head of the file. */
export interface ModuleSummary extends ModuleStatus, NamedModule {
  readonly where: string;
  /** Milliseconds since 1970; undefined of one that did not run. */
  readonly startedAt?: number;
  readonly finishedAt?: number;
  readonly error?: string;
}

/** Characters of what a module says of how far it is. */
const LONGEST_MESSAGE = 120;
/** Where a module that was computed in this program ran. */
export const HERE = "here";

/** States in the order in which one of them stands for all. */
const RANK: readonly DrawnState[] = ["running", "failed", "interrupted", "suspended", "completed", "cached"];

/** `now`: milliseconds since 1970, for what still runs. */
export function summaryOf(
  path: string,
  { exec, shape, modules }: RecordedExecution,
  now: number,
): ModuleSummary {
  const runs = modules.get(path) ?? [];
  const [first] = runs;
  const named = shape?.modules.get(path) ??
    { path, name: first?.name ?? path, label: "", isGroup: first?.isGroup ?? false };
  if (first === undefined) return { ...named, state: "notRun", where: "" };
  const error = runs.find((run) => run.error !== undefined)?.error;
  return {
    ...named,
    state: RANK.find((state) => runs.some((run) => run.state === state)) ?? first.state,
    where: placeOf(first, exec),
    ...timesOf(runs, exec, now),
    ...progressOf(runs),
    ...saidOf(runs),
    ...(error !== undefined && { error }),
  };
}

/** Of all modules, by path. `now`: milliseconds since 1970, for what still runs. */
export function summariesOf(recorded: RecordedExecution, now: number): ReadonlyMap<string, ModuleSummary> {
  return new Map(pathsOf(recorded).map((path) => [path, summaryOf(path, recorded, now)]));
}

/** Those that failed by themselves, in the order in which they began; a group fails with what is inside. */
export function failuresIn(summaries: Iterable<ModuleSummary>): readonly ModuleSummary[] {
  const failed = [...summaries].filter(({ state }) => state === "failed");
  const around = new Set<string>();
  for (const { path } of failed) {
    for (let end = path.lastIndexOf(","); end > 0; end = path.lastIndexOf(",", end - 1)) around.add(path.slice(0, end));
  }
  return failed.filter(({ path }) => !around.has(path)).sort((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0));
}

function timesOf(
  runs: readonly ModuleExec[],
  { finishedAt: over }: WorkflowExec,
  now: number,
): Pick<ModuleSummary, "startedAt" | "finishedAt" | "tookMs"> {
  let [startedAt, last, tookMs] = [Infinity, 0, 0];
  for (const run of runs) {
    const end = run.finishedAt ?? over ?? now;
    startedAt = Math.min(startedAt, run.startedAt);
    last = Math.max(last, end);
    tookMs += Math.max(0, end - run.startedAt);
  }
  return { startedAt, finishedAt: last, tookMs };
}

/** Of a loop its iterations; of a module inside a group that loops, how often it ran. */
function progressOf(runs: readonly ModuleExec[]): { readonly progress?: Progress } {
  const [{ iterations, loop = [], loopProgress, state }] = runs;
  if (runs.length > 1) {
    const failed = runs.filter((run) => run.state === "failed").length;
    return { progress: { done: runs.filter(({ state }) => state !== "running").length, failed } };
  }
  if (iterations !== undefined) {
    const { done, failed, suspended } = iterations;
    return { progress: { done, failed, total: done + failed + suspended } };
  }
  if (loopProgress === undefined && (loop.length === 0 || state !== "running")) return {};
  // Iterations are recorded as they end, but only the first of them.
  const failures = loop.filter((one) => one.state === "failed").length;
  const ended = loop.filter((one) => one.state !== "running").length - failures;
  const { failed = 0, done = 0, total } = loopProgress ?? {};
  return {
    progress: {
      done: Math.max(done, ended),
      failed: Math.max(failed, failures),
      ...(total !== undefined && { total }),
    },
  };
}

/** How far a module says that it is; of several runs the one that goes on. */
function saidOf(runs: readonly ModuleExec[]): Pick<ModuleStatus, "fraction" | "message"> {
  const { fraction, message } =
    runs.find(({ progress, finishedAt }) => progress && finishedAt === undefined)?.progress ?? {};
  if (fraction === undefined) return {};
  return {
    fraction: Math.min(1, Math.max(0, fraction)),
    ...(message !== undefined && { message: oneLine(message, LONGEST_MESSAGE) }),
  };
}

/** Where a module was computed as a whole: `here`, `process`, `lab (ssh) on node7`. */
export function placeOf({ remote = [] }: ModuleExec, exec: Pick<WorkflowExec, "machines">): string {
  const whole = remote.find(({ tasks }) => tasks === undefined);
  return whole === undefined ? HERE : targetText(whole, exec);
}

/** A target with its scheme, and the machine where it is another. */
export function targetText(
  { scheme, annotations, machine = 1 }: RemoteExecution,
  { machines = [] }: Pick<WorkflowExec, "machines">,
): string {
  const target = annotations.target ?? scheme;
  const used = machines.find(({ id }) => id === machine);
  const on = used === undefined || used.local ? "" : ` on ${used.name}`;
  return `${target}${target === scheme ? "" : ` (${scheme})`}${on}`;
}
