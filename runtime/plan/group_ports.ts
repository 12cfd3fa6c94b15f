/** A group's ports: VisTrails does not store them, they follow from the InputPort and OutputPort modules inside. */
import type { Port } from "../authoring/port.ts";
import { BASIC } from "../authoring/port_type.ts";
import { Module } from "../authoring/types.ts";
import type { PipelineModule } from "../pipeline/pipeline.ts";
import { currentIdentifier } from "../pipeline/registry.ts";
import { combinedType } from "./connectable.ts";
import type { Boundary, GroupPort, Plan } from "./plan.ts";
import { portOf, type PortTable } from "./port_table.ts";

/** Whether the module is the InputPort or OutputPort of a group. */
export function isGroupPort(module: PipelineModule, name: "InputPort" | "OutputPort"): boolean {
  return module.name === name && module.kind === "module" && currentIdentifier(module.package) === BASIC;
}

/** The ports of a group by its plan; of two with one name the last counts. Unconnected ones are none. */
export function groupPorts(inner: Plan): PortTable {
  const inputs = new Map<string, Port>();
  const outputs = new Map<string, Port>([["self", portOf([Module], { optional: true })]]);
  for (const { name, index } of inner.boundary.inputs) {
    const port = combine(neighbours(inner, index, "input"), "input", inner.pipeline.modules[index]);
    if (port !== undefined) inputs.set(name, port);
  }
  for (const { name, index } of inner.boundary.outputs) {
    const port = combine(neighbours(inner, index, "output"), "output", inner.pipeline.modules[index]);
    if (port !== undefined) outputs.set(name, port);
  }
  return { inputs, outputs, dynamic: { inputs: [...inputs.keys()], outputs: [...outputs.keys()] } };
}

/** The modules of a group's content that stand for its ports. */
export function boundaryOf(inner: Content): Boundary {
  return { inputs: portModules(inner, "InputPort"), outputs: portModules(inner, "OutputPort") };
}

type Content = Pick<Plan, "pipeline" | "ports" | "indexOf">;

function portModules(inner: Content, kind: "InputPort" | "OutputPort"): GroupPort[] {
  const found: GroupPort[] = [];
  for (const [index, module] of inner.pipeline.modules.entries()) {
    if (!isGroupPort(module, kind)) continue;
    const name = textOf(module, "name") ?? neighbours(inner, index, kind === "InputPort" ? "input" : "output")[0]?.name;
    if (name !== undefined) found.push({ name, index });
  }
  return found;
}

interface Neighbour {
  readonly name: string;
  readonly port: Port;
}

function neighbours(inner: Content, index: number, side: "input" | "output"): Neighbour[] {
  const id = inner.pipeline.modules[index].id;
  const found: Neighbour[] = [];
  for (const { source, destination } of inner.pipeline.connections) {
    const [here, there] = side === "input" ? [source, destination] : [destination, source];
    if (here.module !== id || here.port !== "InternalPipe") continue;
    const other = inner.indexOf(there.module);
    const table = other === undefined ? undefined : inner.ports[other];
    const port = (side === "input" ? table?.inputs : table?.outputs)?.get(there.port);
    if (port !== undefined) found.push({ name: there.port, port });
  }
  return found;
}

function combine(all: readonly Neighbour[], side: "input" | "output", module: PipelineModule): Port | undefined {
  if (all.length === 0) return undefined;
  let { types, depth } = all[0].port;
  for (const { port } of all.slice(1)) {
    if (port.types.length === types.length) types = types.map((type, i) => combinedType(type, port.types[i], side));
    depth = side === "input"
      ? (Math.min(depth, port.depth) as Port["depth"])
      : (Math.max(depth, port.depth) as Port["depth"]);
  }
  return { ...portOf(types, { optional: true, depth }), hidden: textOf(module, "optional") === "True" };
}

function textOf(module: PipelineModule, name: string): string | undefined {
  const found = module.functions.find((one) => one.name === name);
  if (found === undefined) return undefined;
  return found.parameters.length > 0 ? found.parameters[0].text : String(found.value);
}
