/** The ports of one module of a pipeline: those of its definition, its own, and those that a group derives. */
import type { AnyDefinition } from "../authoring/module.ts";
import type { Port } from "../authoring/port.ts";
import type { PortType } from "../authoring/port_type.ts";
import { Module } from "../authoring/types.ts";
import type { PipelineModule, PortSpec, TypeName } from "../pipeline/pipeline.ts";
import type { Registry } from "../pipeline/registry.ts";
import { MOST_LEVELS } from "./plan.ts";

/** Ports by name; every module has the output `self`, the module itself. */
export interface PortTable {
  readonly inputs: ReadonlyMap<string, Port>;
  readonly outputs: ReadonlyMap<string, Port>;
  /** Names of the ports that the definition does not have, in display order. */
  readonly dynamic: { readonly inputs: readonly string[]; readonly outputs: readonly string[] };
}

/** A type that a port names and no package has. */
export interface UnknownType {
  readonly port: string;
  readonly type: TypeName;
}

const NONE = { inputs: [], outputs: [] };

/** The table of a module that no package has. */
export const UNKNOWN_PORTS: PortTable = { inputs: new Map(), outputs: new Map(), dynamic: NONE };

const tables = new WeakMap<AnyDefinition, PortTable>();

/** The table of a module without ports of its own: one object per definition. */
export function definedPorts(definition: AnyDefinition): PortTable {
  let table = tables.get(definition);
  if (table === undefined) {
    const self = portOf([definition.type ?? Module], { optional: true });
    table = {
      inputs: new Map(Object.entries(definition.inputs)),
      outputs: new Map([...Object.entries(definition.outputs), ["self", self]]),
      dynamic: NONE,
    };
    tables.set(definition, table);
  }
  return table;
}

/** The table of a module; its own ports stand before those of its definition with the same name. */
export function portsOf(
  module: PipelineModule,
  definition: AnyDefinition,
  registry: Registry,
): [PortTable, UnknownType[]] {
  const defined = definedPorts(definition);
  if (module.portSpecs.length === 0) return [defined, []];
  const inputs = new Map(defined.inputs);
  const outputs = new Map(defined.outputs);
  const unknown: UnknownType[] = [];
  const dynamic = { inputs: [] as string[], outputs: [] as string[] };
  for (const spec of module.portSpecs) {
    const [ports, own, names] = spec.side === "input"
      ? [inputs, definition.inputs, dynamic.inputs]
      : [outputs, definition.outputs, dynamic.outputs];
    ports.set(spec.name, portOfSpec(spec, registry, unknown));
    if (!Object.hasOwn(own, spec.name) && !names.includes(spec.name)) names.push(spec.name);
  }
  return [{ inputs, outputs, dynamic }, unknown];
}

function portOfSpec(spec: PortSpec, registry: Registry, unknown: UnknownType[]): Port {
  const types = spec.types.map((name) => {
    const type = registry.type(name);
    if (type === undefined) unknown.push({ port: spec.name, type: name });
    return type ?? Module;
  });
  return { ...portOf(types, { optional: true }), depth: Math.min(spec.depth, MOST_LEVELS) as Port["depth"] };
}

/** A port that is updated before its module, without a default. */
export function portOf(
  types: readonly PortType[],
  { optional, depth = 0 }: { optional: boolean; depth?: number },
): Port {
  return { types, depth: depth as Port["depth"], optional, hidden: false, updated: "before", all: false };
}
