/** Which modules compute once, on values as they come: most of a large pipeline, and all that is fast. */
import type { PipelineModule } from "../pipeline/pipeline.ts";
import { isList } from "./connectable.ts";
import type { Plan } from "./plan.ts";

/** Whether the module is to run in a `while`. */
export function hasWhile({ controlParameters }: PipelineModule): boolean {
  return controlParameters.size > 0 && (controlParameters.has("while_cond") || controlParameters.has("while_max"));
}

/**
 * By module index, 1: it has one value at most on each port, none of which is looped over, wrapped or joined, it is
 * neither a group nor a control module, and nobody says how it is to be computed.
 */
export function simpleModules(plan: Omit<Plan, "isSimple">): Uint8Array {
  const simple = new Uint8Array(plan.definitions.length);
  for (let i = 0; i < simple.length; i++) simple[i] = Number(isSimple(plan, i));
  return simple;
}

function isSimple(plan: Omit<Plan, "isSimple">, index: number): boolean {
  const definition = plan.definitions[index];
  if (definition?.compute === undefined || plan.listDepth[index] > 0 || hasWhile(plan.pipeline.modules[index])) {
    return false;
  }
  if (plan.policies.has(index)) return false;
  const { start, port, excess } = plan.connectors;
  const fed = plan.functions[index].map((one) => one.port);
  for (let k = start[index]; k < start[index + 1]; k++) {
    if (excess[k] !== 0) return false;
    fed.push(port[k]);
  }
  if (plan.functions[index].some((one) => one.excess !== 0)) return false;
  return fed.every((name, i) => {
    const { all, depth } = plan.ports[index].inputs.get(name)!;
    return !all && (fed.indexOf(name) === i || (depth === 0 && !isList(plan.ports[index].inputs.get(name)!)));
  });
}
