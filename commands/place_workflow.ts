/** From a plan to where its modules go, by all that is configured. */
import { placeModules, type Places } from "../runtime/plan/placement.ts";
import { whyUnusable } from "../schemes/mod.ts";
import { chosenTarget, combined, configurationLayers, type ConfigurationOptions } from "./open_configuration.ts";
import type { OpenedWorkflow } from "./open_workflow.ts";
import type { PlannedWorkflow } from "./plan_workflow.ts";

/** A plan and where its modules go; it may be run only when it is not refused. */
export interface PlacedWorkflow extends PlannedWorkflow {
  readonly places: Places;
}

/** What a person may say of targets. */
export interface PlaceOptions extends ConfigurationOptions {
  /** The value of `--target`. */
  readonly target?: string | undefined;
}

/** Places the modules; what is wrong with that is added to the problems. Throws `InputError` for wrong options. */
export async function placeWorkflow(
  { source: { file }, bundle }: OpenedWorkflow,
  planned: PlannedWorkflow,
  options: PlaceOptions,
): Promise<PlacedWorkflow> {
  const configuration = combined(await configurationLayers(options, { file, bundle }));
  const only = options.target === undefined ? undefined : chosenTarget(options.target, configuration);
  const { places, problems } = placeModules(planned.plan, { configuration, whyUnusable, only });
  const warnings = planned.problems.findIndex(({ severity }) => severity === "warning");
  const all = planned.problems.toSpliced(warnings < 0 ? planned.problems.length : warnings, 0, ...problems);
  return { ...planned, places, problems: all, isRefused: planned.isRefused || problems.length > 0 };
}
