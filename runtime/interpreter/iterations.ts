/** Iterations of loops, as they are told: each that ends by itself, the first of them. */
import type { LoopProgress, Observe } from "../record/execution_event.ts";
import { MOST_ITERATIONS } from "../record/log.ts";
import type { ModuleRun } from "./module_run.ts";

/** Which iteration of its loop a module is, counted from 0; `2/0` in a loop inside a loop, `""` where it is none. */
export function iterationOf(run: ModuleRun): string {
  return run.loop === undefined ? "" : run.path.split("/").slice(1).join("/");
}

/** Tells the end of an iteration. */
export function tellIteration(copy: ModuleRun, observe: Observe): void {
  const { iteration, state } = copy;
  if (iteration === undefined || iteration.isLoop === false || iteration.number >= MOST_ITERATIONS) return;
  if (state !== "completed" && state !== "cached" && state !== "failed" && state !== "suspended") return;
  observe({
    kind: "iterationFinished",
    ...copy.frame.placeOf(copy),
    iteration: iterationOf(copy),
    state,
    startedAt: copy.startedAt,
    finishedAt: copy.frame.execution.now(),
    error: copy.failure?.error,
  });
}

/** Milliseconds between two words on how far a loop is. */
const TELL_AFTER_MS = 250;

/** Tells how far a loop is: that it begins, and then now and then. `total`: how many iterations it will have, if known. */
export function loopTeller(run: ModuleRun, total?: number): (counts: Omit<LoopProgress, "total">) => void {
  const { execution } = run.frame;
  const { observe } = execution;
  if (observe === undefined || run.isCopy) return () => {};
  let toldAt = -Infinity;
  return ({ done, failed }) => {
    const now = execution.now();
    if (now - toldAt < TELL_AFTER_MS) return;
    toldAt = now;
    observe({ kind: "loopProgress", ...run.frame.placeOf(run), done, failed, ...(total !== undefined && { total }) });
  };
}

/** The module that a copy is one of: of its own loop, or of another that runs it. */
export function withoutLoops(run: ModuleRun): ModuleRun {
  return run.isCopy ? run.frame.runAt(run.index) : run;
}
