/** From a workflow that is open to a plan with all its problems. */
import { packages } from "../../modules/mod.ts";
import type { Problem } from "../../runtime/errors.ts";
import { partOf } from "../../runtime/pipeline/partial.ts";
import { Registry } from "../../runtime/pipeline/registry.ts";
import { upgradePipeline } from "../../runtime/pipeline/upgrade.ts";
import type { Plan } from "../../runtime/plan/plan.ts";
import { planPipeline } from "../../runtime/plan/plan_pipeline.ts";
import { pythonProblems } from "../check/python_problems.ts";
import { secretProblems } from "../run/secrets_of.ts";
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

/** How to plan. */
export interface PlanOptions {
  /** Warnings count as errors. */
  readonly strict: boolean;
  /** Ids, labels or names of modules: only they and what they need. None: all. */
  readonly to?: readonly string[];
  /** The value of `--store`, where secrets are kept. */
  readonly store?: string | undefined;
  /** It is not to be run: what this machine lacks is no problem. */
  readonly isForExport?: boolean;
}

/** Plans it with the modules of this installation; those of a file as they are called today. */
export function planWorkflow(
  opened: OpenedWorkflow,
  { strict, to = [], store, isForExport = false }: PlanOptions,
): PlannedWorkflow {
  const isScript = opened.source.version === undefined;
  const current = isScript ? opened.pipeline : upgradePipeline(opened.pipeline, registry).pipeline;
  const wanted = to.length === 0 ? current : partOf(current, to);
  const planned = planPipeline(wanted, registry);
  const ofHere = isForExport ? [] : [...pythonProblems(planned.plan), ...secretProblems(planned.plan, store)];
  const all = [...opened.problems, ...planned.problems, ...ofHere];
  const errors = all.filter(({ severity }) => severity === "error");
  const warnings = all.filter(({ severity }) => severity === "warning");
  return {
    plan: planned.plan,
    problems: [...errors, ...warnings],
    isRefused: errors.length > 0 || (strict && warnings.length > 0),
  };
}
