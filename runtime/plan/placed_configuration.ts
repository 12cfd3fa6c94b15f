/** From where modules went to a configuration that sends them there again, whatever vt would choose then. */
import type { ExecutionConfiguration } from "../scheme/execution_configuration.ts";
import type { ExecutionTarget } from "../scheme/execution_target.ts";
import { AUTOMATIC, HERE } from "../target_name.ts";
import { modulesInside } from "./module_support.ts";
import type { Places } from "./placement.ts";
import type { Plan } from "./plan.ts";

/** Names each module that could be elsewhere; with a group that goes as a whole go those inside. */
export function placedConfiguration(plan: Plan, places: Places): ExecutionConfiguration {
  const targets = new Map<string, ExecutionTarget>();
  const preferences = new Map<string, string>();
  for (const { path, plan: { pipeline }, index } of modulesInside(plan, "")) {
    const place = places.get(path);
    if (place === undefined || place.group !== undefined) {
      // What a script says of it did not count.
      if (pipeline.modules[index].target !== undefined) preferences.set(path, AUTOMATIC);
      continue;
    }
    if (place.target !== undefined) targets.set(place.target.name, place.target);
    preferences.set(path, place.target?.name ?? HERE);
  }
  return { targets: [...targets.values()], preferences };
}
