/** From where modules went to a configuration that sends them there again, whatever vt would choose then. */
import { pathText } from "../record/execution_event.ts";
import type { ExecutionConfiguration } from "../scheme/execution_configuration.ts";
import type { ExecutionTarget } from "../scheme/execution_target.ts";
import { AUTOMATIC, HERE } from "../target_name.ts";
import type { Places } from "./placement.ts";
import type { Plan } from "./plan.ts";

/** Names each module that could be elsewhere; with a group that goes as a whole go those inside. */
export function placedConfiguration(plan: Plan, places: Places): ExecutionConfiguration {
  const targets = new Map<string, ExecutionTarget>();
  const preferences = new Map<string, string>();
  const visit = ({ pipeline: { modules }, inner }: Plan, within: string): void => {
    for (const [index, { id, target: wanted }] of modules.entries()) {
      const content = inner.get(index);
      if (places.size === 0 && wanted === undefined && content === undefined) continue; // as most of a million
      const path = pathText({ id, within });
      const place = places.get(path);
      if (place !== undefined && place.group === undefined) {
        if (place.target !== undefined) targets.set(place.target.name, place.target);
        preferences.set(path, place.target?.name ?? HERE);
      } else if (wanted !== undefined) preferences.set(path, AUTOMATIC); // what a script says of it did not count
      if (content !== undefined) visit(content, path);
    }
  };
  visit(plan, "");
  return { targets: [...targets.values()], preferences };
}
