/**
 * An execution configuration: the targets that there are, and which modules shall go where. It belongs to no version of
 * a workflow, and no module knows of it.
 */
import { type ExecutionTarget, PROCESS_TARGET, WORKER_TARGET } from "./execution_target.ts";
import { namedPools } from "./target_pools.ts";

/** See the head of the file. */
export interface ExecutionConfiguration {
  /** No two of one name. */
  readonly targets: readonly ExecutionTarget[];
  /**
   * By the path of a module, `3` or inside group 3 `3,4`: the name of a target, `here`, or `auto` where something else
   * would decide. A module without an entry is left to vt.
   */
  readonly preferences: ReadonlyMap<string, string>;
}

/** Nothing is configured. */
export const NO_CONFIGURATION: ExecutionConfiguration = { targets: [], preferences: new Map() };

/** With the target, in the place of one of its name. */
export function withTarget(configuration: ExecutionConfiguration, target: ExecutionTarget): ExecutionConfiguration {
  const { targets, preferences } = configuration;
  const at = targets.findIndex(({ name }) => name === target.name);
  return { targets: at < 0 ? [...targets, target] : targets.with(at, target), preferences };
}

/** Without the target, and without the preferences for it. */
export function withoutTarget({ targets, preferences }: ExecutionConfiguration, name: string): ExecutionConfiguration {
  return {
    targets: targets.filter((target) => target.name !== name),
    preferences: new Map([...preferences].filter(([, target]) => target !== name)),
  };
}

/** With the preference of a module; undefined: without one. */
export function withPreference(
  { targets, preferences }: ExecutionConfiguration,
  path: string,
  target: string | undefined,
): ExecutionConfiguration {
  const changed = new Map(preferences);
  if (target === undefined) changed.delete(path);
  else changed.set(path, target);
  return { targets, preferences: changed };
}

/** Both; where they differ, `later` counts. */
export function merged(earlier: ExecutionConfiguration, later: ExecutionConfiguration): ExecutionConfiguration {
  const { targets } = later.targets.reduce(withTarget, earlier);
  return { targets, preferences: new Map([...earlier.preferences, ...later.preferences]) };
}

/** Whether it says anything. */
export function isEmpty({ targets, preferences }: ExecutionConfiguration): boolean {
  return targets.length === 0 && preferences.size === 0;
}

/** The targets among which vt chooses, in their order: `worker` is one of them also where nothing lists it. */
export function configuredTargets({ targets }: ExecutionConfiguration): readonly ExecutionTarget[] {
  return targets.some(({ name }) => name === WORKER_TARGET.name) ? targets : [...targets, WORKER_TARGET];
}

/** The targets that a preference may name, pools among them. */
export function namedTargets(configuration: ExecutionConfiguration): readonly ExecutionTarget[] {
  const configured = configuredTargets(configuration);
  const pools = namedPools(configured);
  const all = pools.length === 0 ? configured : [...configured, ...pools];
  return all.some(({ name }) => name === PROCESS_TARGET.name) ? all : [...all, PROCESS_TARGET];
}
