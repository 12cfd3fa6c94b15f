/** Mandatory ports that have neither a wire nor a value nor a default: their modules fail when they are reached. */
import type { AnyDefinition } from "../authoring/module.ts";
import type { Plan } from "./plan.ts";
import { UNKNOWN_PORTS } from "./port_table.ts";

const mandatory = new WeakMap<AnyDefinition, readonly string[]>();

/** The ports that a definition cannot do without. */
function mandatoryPorts(definition: AnyDefinition): readonly string[] {
  let names = mandatory.get(definition);
  if (names === undefined) {
    names = Object.entries(definition.inputs).filter(([, port]) => !port.optional && !("default" in port)).map((
      [name],
    ) => name);
    mandatory.set(definition, names);
  }
  return names;
}

/** All of them, in the order of the modules. */
export function* unfedPorts(plan: Plan): Generator<{ index: number; port: string }> {
  const { start, port } = plan.connectors;
  const unplanned = unplannedWires(plan);
  for (const [index, definition] of plan.definitions.entries()) {
    if (definition === undefined) continue;
    for (const name of mandatoryPorts(definition)) {
      let fed = false;
      for (let k = start[index]; k < start[index + 1] && !fed; k++) fed = port[k] === name;
      fed ||= plan.functions[index].some((one) => one.port === name);
      fed ||= unplanned.get(plan.pipeline.modules[index].id)?.has(name) ?? false;
      if (!fed) yield { index, port: name };
    }
  }
}

/** The ports, by the ids of their modules, that are wired in the file; the plan has no wires of modules it does not know. */
function unplannedWires({ ports, pipeline }: Plan): ReadonlyMap<number, ReadonlySet<string>> {
  const wired = new Map<number, Set<string>>();
  if (!ports.includes(UNKNOWN_PORTS)) return wired;
  for (const { destination } of pipeline.connections) {
    const names = wired.get(destination.module) ?? new Set();
    wired.set(destination.module, names.add(destination.port));
  }
  return wired;
}
