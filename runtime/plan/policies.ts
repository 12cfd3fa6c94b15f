/** How the modules of a plan are computed, where their definitions or the script say something of it. */
import { type ComputePolicy, mergedPolicy, POLICY_OPTIONS, readPolicy } from "../authoring/compute_policy.ts";
import type { AnyDefinition } from "../authoring/module.ts";
import { InputError } from "../errors.ts";
import type { PipelineModule } from "../pipeline/pipeline.ts";
import { pathText } from "../record/execution_event.ts";
import type { PlacedModule } from "./module_support.ts";
import type { Plan, Report } from "./plan.ts";

/** By module index; most modules have none. */
export type Policies = ReadonlyMap<number, ComputePolicy>;

const NO_POLICIES: Policies = new Map();

/** Finds them. An option that a module cannot have is a problem. */
export function policiesOf(
  modules: readonly PipelineModule[],
  definitions: readonly (AnyDefinition | undefined)[],
  report: Report,
): Policies {
  const general = generalPolicies(definitions);
  let found: Map<number, ComputePolicy> | undefined;
  for (let index = 0; index < modules.length; index++) {
    const { policy: own } = modules[index];
    const definition = definitions[index];
    const said = definition && general.get(definition);
    if (own === undefined && said === undefined) continue;
    if (said instanceof InputError) {
      report(index, `Cannot compute it: ${said.message}`);
    } else if (definition?.compute === undefined) {
      const names = POLICY_OPTIONS.filter((name) => own?.[name] !== undefined || said?.[name] !== undefined);
      report(index, `Cannot have the option ${names.join(", ")}: ${whyNot(definition)}`);
    } else {
      const policy = mergedPolicy(said, own);
      if (policy !== undefined) (found ??= new Map()).set(index, policy);
    }
  }
  return found ?? NO_POLICIES;
}

/** What definitions say of all their modules; an error where they say it wrongly. */
function generalPolicies(
  definitions: readonly (AnyDefinition | undefined)[],
): ReadonlyMap<AnyDefinition, ComputePolicy | InputError> {
  const found = new Map<AnyDefinition, ComputePolicy | InputError>();
  const seen = new Set<AnyDefinition>();
  let last: AnyDefinition | undefined;
  for (const definition of definitions) {
    if (definition === undefined || definition === last || seen.has(definition)) continue;
    seen.add(last = definition);
    try {
      const policy = readPolicy(definition);
      if (policy !== undefined) found.set(definition, policy);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      found.set(definition, error);
    }
  }
  return found;
}

function whyNot(definition: AnyDefinition | undefined): string {
  if (definition === undefined) return "a group computes nothing by itself, give it to modules inside";
  if (definition.job !== undefined) return "a job is submitted once, and asked after until it is over";
  return "the module computes nothing by itself, give it to those that it runs";
}

/** A module that has a policy, and where it is in the workflow. */
export interface ModuleWithPolicy extends PlacedModule {
  readonly policy: ComputePolicy;
}

/** All modules with policies, those inside groups included; it does not go through the others. */
export function* policiesInside(plan: Plan, within: string): Generator<ModuleWithPolicy> {
  const { modules } = plan.pipeline;
  for (const [index, policy] of plan.policies) {
    yield { path: pathText({ id: modules[index].id, within }), plan, index, policy };
  }
  for (const [index, inner] of plan.inner) yield* policiesInside(inner, pathText({ id: modules[index].id, within }));
}
