/** What a run is told beside its workflow, for its record, and what a record says of it. */
import { placedConfiguration } from "../../runtime/plan/placed_configuration.ts";
import type { Given } from "../../runtime/record/given.ts";
import type { ExecutionConfiguration } from "../../runtime/scheme/execution_configuration.ts";
import type { Secrets } from "../../runtime/secrets/secrets.ts";
import type { PlacedWorkflow } from "../open/place_workflow.ts";

/** What a person says of a run. */
export interface SaidOfRun {
  readonly parameters: ReadonlyMap<string, string>;
  /** The values of `--to`. */
  readonly to?: readonly string[];
  /** The values of `--pool`. */
  readonly pool: readonly string[];
}

/** Without secrets. */
export function givenOf({ plan, places }: PlacedWorkflow, said: SaidOfRun, secrets: Secrets): Given {
  const { parameters, to = [], pool } = said;
  const { targets, preferences } = placedConfiguration(plan, places);
  const byTarget: Record<string, string[]> = {};
  for (const [path, target] of preferences) (byTarget[target] ??= []).push(path);
  return secrets.seal({ parameters: Object.fromEntries(parameters), to, pools: pool, targets, places: byTarget });
}

/** Sends modules where they went. */
export function givenConfiguration({ targets, places }: Given): ExecutionConfiguration {
  const pairs = Object.entries(places).flatMap(([target, paths]) => paths.map((path) => [path, target] as const));
  return { targets, preferences: new Map(pairs) };
}
