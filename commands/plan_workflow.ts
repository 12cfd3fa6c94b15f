/** From a workflow that is open to a plan with all its problems. */
import type { Problem } from "../runtime/errors.ts";
import type { Plan } from "../runtime/plan/plan.ts";
import { planPipeline } from "../runtime/plan/plan_pipeline.ts";
import { Registry } from "../runtime/pipeline/registry.ts";
import { packages } from "../modules/mod.ts";
import type { OpenedWorkflow } from "./open_workflow.ts";

/** A plan that may be run only when it is not refused. */
export interface PlannedWorkflow {
  readonly plan: Plan;
  /** Errors first. */
  readonly problems: readonly Problem[];
  readonly isRefused: boolean;
}

/** The packages of this installation. */
export const registry = new Registry(packages);

/** Plans it with the modules of this installation; `strict`: warnings count as errors. */
export function planWorkflow({ pipeline, problems }: OpenedWorkflow, { strict }: { strict: boolean }): PlannedWorkflow {
  const planned = planPipeline(pipeline, registry);
  const all = [...problems, ...planned.problems];
  const errors = all.filter(({ severity }) => severity === "error");
  const warnings = all.filter(({ severity }) => severity === "warning");
  return {
    plan: planned.plan,
    problems: [...errors, ...warnings],
    isRefused: errors.length > 0 || (strict && warnings.length > 0),
  };
}
