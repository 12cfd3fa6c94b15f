/**
 * The SHA-1 digests of a module and its parts, as VisTrails 2.2 makes them. What has no order, such as the functions of
 * a module, is hashed in the order of its digests.
 */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { packageOf } from "../authoring/package.ts";
import { BASIC } from "../authoring/port_type.ts";
import type { ModuleFunction, Parameter, PortSpec } from "../pipeline/pipeline.ts";
import { currentIdentifier } from "../pipeline/registry.ts";
import type { Plan } from "./plan.ts";
import { modificationTime } from "./vistrails_path.ts";

/** 20 bytes. */
export type Digest = Buffer;

/** The version of its basic package, which VisTrails 2.2 gives every group, whatever the file says. */
const BASIC_VERSION = "2.1.1";

/** The name that VisTrails gives parameters. */
const UNNAMED = "<no description>";

/** Of the parts one behind the other; texts are hashed as UTF-8. */
export function digestOf(...parts: (string | Uint8Array)[]): Digest {
  const hash = createHash("sha1");
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** Of digests whose order does not matter, behind the `head` if there is one. */
export function digestOfSet(digests: Iterable<Uint8Array>, head: Uint8Array = Buffer.alloc(0)): Digest {
  const hash = createHash("sha1").update(head);
  for (const digest of [...digests].sort(Buffer.compare)) hash.update(digest);
  return hash.digest();
}

/** Of the module by itself, without what feeds it. */
export function moduleDigest(plan: Plan, index: number): Digest {
  const { functions, controlParameters } = plan.pipeline.modules[index];
  const digest = digestOf(
    ...descriptorOf(plan, index),
    digestOfSet(functions.map(functionDigest)),
    digestOfSet(controlParameters.entries().map(([name, value]) => digestOf(name, value))),
    digestOfSet(ownPorts(plan, index).map(portDigest)),
  );
  const outside = plan.outside?.[index];
  return outside === undefined ? digest : digestOf(digest, outside);
}

/** Name, package, namespace, version of the package, and of a sub-workflow its own version. */
function descriptorOf({ pipeline, definitions }: Plan, index: number): string[] {
  const module = pipeline.modules[index];
  if (module.kind === "group") return ["Group", BASIC, "", BASIC_VERSION, ""];
  const definition = definitions[index];
  const version = module.version || (definition && packageOf(definition)?.version) || "";
  return [module.name, currentIdentifier(module.package), module.namespace, version, module.internalVersion ?? ""];
}

/** Those beside the definition's. All ports of a group are its own, as far as VisTrails goes; a sub-workflow has none. */
function ownPorts({ pipeline, ports }: Plan, index: number): readonly PortSpec[] {
  const { kind, portSpecs } = pipeline.modules[index];
  if (kind === "module") return portSpecs;
  if (kind === "abstraction") return [];
  const { inputs, outputs, dynamic } = ports[index];
  return [
    ...dynamic.inputs.map((name) => ({ ...inputs.get(name)!, side: "input" as const, name })),
    ...dynamic.outputs.filter((name) => name !== "self").map((name) => ({
      ...outputs.get(name)!,
      side: "output" as const,
      name,
    })),
  ];
}

function portDigest({ side, name, types, depth }: PortSpec): Digest {
  const names = types.map((type) =>
    `${currentIdentifier(type.package)}:${type.namespace === "" ? "" : `${type.namespace}|`}${type.name}`
  );
  return digestOf(side, name, `(${names.join(",")})`, String(depth));
}

/** Of a connection by the names of its ports. */
export function connectionDigest(sourcePort: string, port: string): Digest {
  return digestOf(sourcePort, port);
}

/** Of a written value. */
export function functionDigest({ name, parameters }: ModuleFunction): Digest {
  return digestOf(name, "void", digestOfSet(parameters.map(parameterDigest)));
}

function parameterDigest({ type, text, name = UNNAMED }: Parameter): Digest {
  const identifier = currentIdentifier(type.package);
  const digest = digestOf(type.name, identifier, type.namespace, text, name);
  const isPath = identifier === BASIC && type.namespace === "" && (type.name === "File" || type.name === "Directory");
  const changed = isPath ? modificationTime(text) : undefined;
  return changed === undefined ? digest : digestOf(digest, String(changed));
}
