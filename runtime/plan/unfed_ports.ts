/** Mandatory ports that have neither a wire nor a value nor a default: their modules fail when they are reached. */
import type { AnyDefinition } from "../authoring/module.ts";
import type { Plan } from "./plan.ts";

const mandatory = new WeakMap<AnyDefinition, readonly string[]>();

/** The ports that a definition cannot do without. */
export function mandatoryPorts(definition: AnyDefinition): readonly string[] {
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
  for (const [index, definition] of plan.definitions.entries()) {
    if (definition === undefined) continue;
    for (const name of mandatoryPorts(definition)) {
      let fed = false;
      for (let k = start[index]; k < start[index + 1] && !fed; k++) fed = port[k] === name;
      if (!fed && !plan.functions[index].some((one) => one.port === name)) yield { index, port: name };
    }
  }
}
