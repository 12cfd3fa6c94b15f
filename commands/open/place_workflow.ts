/** From a plan to where its modules go and what they share, by all that is configured. */
import { placeModules, type Places } from "../../runtime/plan/placement.ts";
import { poolProblems, type PoolSizes } from "../../runtime/plan/pool_sizes.ts";
import type { ExecutionConfiguration } from "../../runtime/scheme/execution_configuration.ts";
import { whyUnusable } from "../../schemes/mod.ts";
import { readPools } from "../line/pool_option.ts";
import { chosenTarget, combined, configurationLayers, type ConfigurationOptions } from "./open_configuration.ts";
import type { OpenedWorkflow } from "./open_workflow.ts";
import type { PlannedWorkflow } from "./plan_workflow.ts";

/** A plan, where its modules go and what they share; it may be run only when it is not refused. */
export interface PlacedWorkflow extends PlannedWorkflow {
  readonly places: Places;
  /** What somebody says of how much there is. */
  readonly pools: PoolSizes;
}

/** What a person may say of targets and pools. */
export interface PlaceOptions extends ConfigurationOptions {
  /** The value of `--target`. */
  readonly target?: string | undefined;
  /** The values of `--pool`. */
  readonly pool: readonly string[];
  /** Warnings count as errors. */
  readonly strict?: boolean;
  /** In the place of all that files say of targets. */
  readonly configuration?: ExecutionConfiguration | undefined;
}

/** Places the modules; what is wrong with that is added to the problems. Throws `InputError` for wrong options. */
export async function placeWorkflow(
  { source: { file }, bundle, pools: declared = new Map() }: OpenedWorkflow,
  planned: PlannedWorkflow,
  options: PlaceOptions,
): Promise<PlacedWorkflow> {
  const configuration = options.configuration ?? combined(await configurationLayers(options, { file, bundle }));
  const only = options.target === undefined ? undefined : chosenTarget(options.target, configuration);
  const { places, problems: misplaced } = placeModules(planned.plan, { configuration, whyUnusable, only });
  const given = readPools(options.pool);
  const pools = new Map([...declared, ...given]);
  const found = [...misplaced, ...poolProblems(planned.plan, { places, said: pools, given })];
  const { error: errors = [], warning: warnings = [] } = Object.groupBy(
    [...planned.problems, ...found],
    ({ severity }) => severity,
  );
  const problems = [...errors, ...warnings];
  const isRefused = planned.isRefused || errors.length > 0 || (options.strict === true && problems.length > 0);
  return { ...planned, places, pools, problems, isRefused };
}
