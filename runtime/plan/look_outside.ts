/** What modules depend on outside of the workflow: files that they find by themselves, as they are before the run. */
import type { PortsBeforeRun } from "../authoring/module.ts";
import type { Plan } from "./plan.ts";

/** The plan with the texts of all modules that have one, those inside groups included; they are part of signatures. */
export function lookOutside(plan: Plan, dataDirectory: string): Plan {
  const inner = new Map(plan.inner.entries().map(([index, content]) => [index, lookOutside(content, dataDirectory)]));
  const isLooking = plan.definitions.some((definition) => definition?.outside !== undefined);
  if (!isLooking && plan.inner.entries().every(([index, content]) => inner.get(index) === content)) return plan;
  const outside = plan.definitions.map((definition, index) => {
    return definition?.outside?.(portsOf(plan, index), dataDirectory);
  });
  return { ...plan, inner, outside };
}

function portsOf({ functions, connectors }: Plan, index: number): PortsBeforeRun {
  const written: Record<string, unknown> = {};
  for (const { port, value } of functions[index].toReversed()) written[port] = value; // of several the first counts
  const { start, port } = connectors;
  return { written, connected: new Set(port.slice(start[index], start[index + 1])) };
}
