/** Targets on other machines that are one together: what is sent there goes to whichever has room. */
import { type ExecutionTarget, POOL_PARAMETER } from "./execution_target.ts";
import { kindOfScheme } from "./scheme_kind.ts";

/** What all targets on other machines are called together where vt chooses among them. */
const ALL = "agents";

/** The pools that targets say they belong to, each as a target; not those that are called like a target. */
export function namedPools(targets: readonly ExecutionTarget[]): readonly ExecutionTarget[] {
  const byPool = Map.groupBy(targets.filter(isAgent), ({ parameters }) => parameters[POOL_PARAMETER] ?? "");
  return [...byPool].filter(([name]) => name !== "" && !targets.some((target) => target.name === name))
    .map(([name, members]) => poolOf(name, members));
}

/** The targets with all those on other machines as one, at the place of the first. */
export function withAgentsPooled(targets: readonly ExecutionTarget[]): readonly ExecutionTarget[] {
  const agents = targets.filter(isAgent);
  if (agents.length < 2) return targets;
  const pools = new Set(agents.map(({ parameters }) => parameters[POOL_PARAMETER]));
  const pool = poolOf(pools.size === 1 ? [...pools][0] ?? ALL : ALL, agents);
  return targets.flatMap((target) => target === agents[0] ? [pool] : isAgent(target) ? [] : [target]);
}

function poolOf(name: string, members: readonly ExecutionTarget[]): ExecutionTarget {
  return { name, scheme: members[0].scheme, parameters: {}, members };
}

function isAgent({ scheme }: ExecutionTarget): boolean {
  return scheme !== "slurm" && kindOfScheme(scheme) === "remote";
}
