/** Iterations of loops, as they are told: each that ends by itself, the first of them. */
import type { Observe } from "../record/execution_event.ts";
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

/** The module that a copy is one of: of its own loop, or of another that runs it. */
export function withoutLoops(run: ModuleRun): ModuleRun {
  return run.isCopy ? run.frame.runAt(run.index) : run;
}
