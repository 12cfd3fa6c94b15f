/** What the computations of a run share: cores and memory of this machine, and pools that a workflow names. */
import type { ComputePolicy } from "../authoring/compute_policy.ts";
import type { Problem } from "../errors.ts";
import { nearest } from "../nearest.ts";
import { type ExecutionTarget, labelsOf } from "../scheme/execution_target.ts";
import { kindOfScheme } from "../scheme/scheme_kind.ts";
import type { Places } from "./placement.ts";
import type { Plan } from "./plan.ts";
import { policiesInside } from "./policies.ts";

/** By name, how much there is: `cpus` cores, `memory` MB, slots of other pools. */
export type PoolSizes = ReadonlyMap<string, number>;

/** What one computation takes of pools. Nothing of it is 0. */
export type Needs = readonly (readonly [pool: string, amount: number])[];

const BYTES_PER_MB = 2 ** 20;

/** What there is: what somebody says, and of the rest what the machine has. */
export function poolSizes(said: PoolSizes = new Map()): PoolSizes {
  const memory = Math.floor(Deno.systemMemoryInfo().total / BYTES_PER_MB);
  return new Map([["cpus", navigator.hardwareConcurrency], ["memory", memory], ...said]);
}

/** What one computation by a scheme takes; without one, here. On other machines it takes nothing of this one. */
export function needsOf({ resources, pool }: ComputePolicy, scheme?: string): Needs {
  const needs: [string, number][] = pool === undefined ? [] : [[pool.name, pool.slots]];
  if (resources !== undefined && (scheme === undefined || kindOfScheme(scheme) !== "remote")) {
    const { cpus = scheme === undefined ? 0 : 1, memory = 0 } = resources;
    needs.push(["cpus", cpus], ["memory", memory]);
  }
  return needs.filter(([, amount]) => amount > 0);
}

/** Why there will never be room for so much, and what to do; undefined where there may be. */
export function whyNever(needs: Needs, sizes: PoolSizes): string | undefined {
  for (const [pool, amount] of needs) {
    const size = sizes.get(pool);
    if (size === undefined) {
      return `Cannot take from pool ${pool}: nobody says how much it has; write pools: { ${
        JSON.stringify(pool)
      }: 1 } ` +
        `behind the workflow's function, or give --pool ${pool}=1`;
    }
    if (amount > size) {
      const [wanted, there] = [amountText(pool, amount), size === 1 ? "is only 1" : `are only ${size}`];
      return `Cannot take ${wanted}: there ${there}; let it take less, or give --pool ${pool}=${amount}`;
    }
  }
  return undefined;
}

function amountText(pool: string, amount: number): string {
  if (pool === "cpus") return amount === 1 ? "1 core" : `${amount} cores`;
  return pool === "memory" ? `${amount} MB of memory` : `${amount} ${amount === 1 ? "slot" : "slots"} of pool ${pool}`;
}

/** What can never be computed, as errors; a size that a person gave to a pool that no module names, as a warning. */
export function poolProblems(
  plan: Plan,
  { places, said, given = new Map() }: { places: Places; said: PoolSizes; given?: PoolSizes },
): Problem[] {
  const problems: Problem[] = [];
  const named = new Set(["cpus", "memory"]);
  let sizes: PoolSizes | undefined;
  for (const { path, plan: { pipeline }, index, policy } of policiesInside(plan, "")) {
    const target = places.get(path)?.target;
    const needs = needsOf(policy, target?.scheme);
    if (policy.pool !== undefined) named.add(policy.pool.name);
    const never = needs.length === 0 ? undefined : whyNever(needs, sizes ??= poolSizes(said));
    const message = never ?? whyUnlimited(policy, target?.scheme) ?? whyUnlabelled(policy, target);
    if (message !== undefined) {
      problems.push({ module: path, name: pipeline.modules[index].name, message, severity: "error" });
    }
  }
  for (const pool of given.keys()) {
    if (named.has(pool)) continue;
    const near = nearest(pool, [...named]);
    const message = `No module takes from pool ${pool}${near === undefined ? "" : `: did you mean ${near}?`}`;
    problems.push({ module: "", name: "", message, severity: "warning" });
  }
  return problems;
}

/** Of a pool one target with all labels is enough. */
function whyUnlabelled({ resources }: ComputePolicy, target: ExecutionTarget | undefined): string | undefined {
  const wanted = resources?.labels ?? [];
  if (wanted.length === 0) return undefined;
  const all = target === undefined ? [] : target.members ?? [target];
  if (all.some((one) => wanted.every((label) => labelsOf(one).includes(label)))) return undefined;
  const [what, where] = [wanted.length === 1 ? "label" : "labels", target === undefined ? "here" : `on ${target.name}`];
  return `Cannot run ${where}: it has not the ${what} ${
    wanted.join(", ")
  }; give it a target that has, or say so of one: ` +
    `vt targets add NAME --labels=${wanted.join(",")} …`;
}

function whyUnlimited({ resources }: ComputePolicy, scheme: string | undefined): string | undefined {
  if (resources?.memory === undefined || scheme !== "process" || !Deno.build.standalone) return undefined;
  return "Cannot limit its memory in a process: a compiled vt starts itself without limits; give it target worker";
}
