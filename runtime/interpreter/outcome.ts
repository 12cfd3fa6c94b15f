/** What came of an execution: how it ended, and each of its modules. */
import type { Plan } from "../plan/plan.ts";
import type { Iterations, ModuleState } from "../record/execution_event.ts";
import type { Frame } from "./frame.ts";
import type { ModuleRun, OutputValues } from "./module_run.ts";

/** How an execution ended, and each of its modules. */
export interface ExecutionOutcome {
  /** `suspended`: something waits for what goes on by itself, even where something else failed. */
  readonly state: "completed" | "failed" | "suspended" | "interrupted";
  /** Every module of the pipeline, those inside groups behind their group. */
  modules(): Iterable<ModuleOutcome>;
  /** The output of a module of the pipeline itself; undefined when it has none. */
  outputOf(id: number, port: string): unknown;
}

/** How one module ended. */
export interface ModuleOutcome {
  /** `3`, inside group 3 `3,4`. */
  readonly path: string;
  readonly name: string;
  readonly state: ModuleState;
  readonly error?: string;
  readonly outputs?: OutputValues;
  /** Names of all output ports but `self`. */
  readonly ports: Iterable<string>;
  readonly iterations?: Iterations;
  /** How often it was computed, its iterations together, where some of that failed and was tried again. */
  readonly attempts?: number;
}

/** Those of a frame, and of what is inside. */
export function* outcomesOf(frame: Frame): Generator<ModuleOutcome> {
  for (const [index, module] of frame.plan.pipeline.modules.entries()) {
    const run = frame.runs[index];
    const path = frame.within === "" ? String(module.id) : `${frame.within},${module.id}`;
    const state = run?.state ?? "notRun";
    yield {
      path,
      name: module.name,
      state: isEnded(state) ? state : "notRun",
      error: run?.failure?.isUpstream ? undefined : run?.failure?.error,
      outputs: run?.outputs,
      ports: outputPorts(frame.plan, index),
      iterations: run?.iterations,
      attempts: run?.attempts,
    };
    if (run?.content !== undefined) yield* outcomesOf(run.content);
  }
}

function isEnded(state: ModuleRun["state"]): state is ModuleState {
  return state !== "idle" && state !== "visited" && state !== "waiting" && state !== "running";
}

function* outputPorts(plan: Plan, index: number): Generator<string> {
  for (const port of plan.ports[index].outputs.keys()) if (port !== "self") yield port;
}
