/** Formal parameters of a crate: ports, with what schema.org calls their types. */
import type { PortType } from "../authoring/port_type.ts";
import type { Entity } from "./ro_crate_entity.ts";
import { ref } from "./ro_crate_entity.ts";
import type { GraphModule } from "./workflow_graph.ts";

/** Of which side of a module a port is. */
export type Side = "in" | "out";

/** What is known of a port. */
export interface KnownPort {
  readonly side: Side;
  readonly port: string;
  readonly graph: GraphModule | undefined;
  /** Where it is called otherwise than the port. */
  readonly name?: string;
}

/** VisTrails' types and schema.org's; a subtype counts as what it is a kind of. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ["Boolean", "Boolean"],
  ["Integer", "Integer"],
  ["Float", "Number"],
  ["String", "Text"],
  ["Path", "File"],
  ["File", "File"],
  ["Directory", "Dataset"],
  ["Dictionary", "PropertyValue"],
]);

/** The entity of a parameter. */
export function parameterEntity(id: string, known: KnownPort): Entity {
  const { port, name = port } = known;
  const { types, depth, doc } = typesOf(known);
  const isList = depth > 0 || types[0] === "List";
  const type = types.length > 1 ? "PropertyValue" : schemaType(types[0]);
  const isCollection = isList && (type === "File" || type === "Dataset");
  return {
    "@id": id,
    "@type": "FormalParameter",
    name,
    description: doc,
    additionalType: isCollection ? "Collection" : type,
    multipleValues: isList && !isCollection ? "True" : undefined,
    conformsTo: ref("https://bioschemas.org/profiles/FormalParameter/1.0-RELEASE"),
  };
}

/** What nothing is known of may be any text. */
function schemaType(name: string | undefined): string {
  return TYPES.get(name ?? "") ?? "Text";
}

/** The names of the types that a port has, each as the nearest that has a name in schema.org. */
function typesOf({ side, port, graph }: KnownPort): { types: readonly string[]; depth: number; doc?: string } {
  const ports = side === "in" ? graph?.definition?.inputs : graph?.definition?.outputs;
  if (ports !== undefined && Object.hasOwn(ports, port)) {
    const { types, depth, doc } = ports[port];
    return { types: types.map(nearestName), depth, doc };
  }
  const wanted = side === "in" ? "input" : "output";
  const own = graph?.module.portSpecs.find(({ name, side }) => name === port && side === wanted);
  if (own !== undefined) return { types: own.types.map(({ name }) => name), depth: own.depth };
  const written = graph?.module.functions.find(({ name }) => side === "in" && name === port);
  return { types: written?.parameters.map(({ type }) => type.name) ?? [], depth: 0 };
}

function nearestName(type: PortType): string {
  for (let at: PortType | undefined = type; at !== undefined; at = at.base) {
    if (TYPES.has(at.name) || at.name === "List") return at.name;
  }
  return type.name;
}
