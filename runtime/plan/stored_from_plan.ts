/** From a planned pipeline to a workflow as VisTrails stores it: what a script builds, as modules of a `.vt` file. */
import { BASIC, type PortType } from "../authoring/port_type.ts";
import { InputError } from "../errors.ts";
import type { ModuleFunction, PipelineModule, PortSpec, TypeName } from "../pipeline/pipeline.ts";
import type { StoredConnection, StoredFunction, StoredModule, StoredWorkflow } from "../vistrail/stored_workflow.ts";
import { isGroupPort } from "./group_ports.ts";
import { layOut } from "./layout.ts";
import type { Plan } from "./plan.ts";
import { writingOf } from "./written_value.ts";

/** What a module's package is called in the file. */
export type PackageName = (module: PipelineModule) => { readonly identifier: string; readonly version: string };

/** The workflow of a plan without errors; throws `InputError` for values that no constant of VisTrails can hold. */
export function storedFromPlan(plan: Plan, packageName: PackageName, isInner = false): StoredWorkflow {
  const scene: Scene = {
    plan,
    packageName,
    isInner,
    constants: [],
    wires: [],
    next: 1 + plan.pipeline.modules.reduce((largest, { id }) => Math.max(largest, id), -1),
  };
  const written = plan.pipeline.modules.map((_, index) => storedModule(scene, index));
  for (const { source, destination } of plan.pipeline.connections) {
    const [from, to] = [plan.indexOf(source.module)!, plan.indexOf(destination.module)!];
    scene.wires.push({
      from: { ...source, signature: signatureOf(source.port, plan.ports[from].outputs.get(source.port)?.types) },
      to: { ...destination, signature: signatureOf("", plan.ports[to].inputs.get(destination.port)?.types) },
    });
  }
  return placed([...written, ...scene.constants], scene.wires);
}

interface Scene {
  readonly plan: Plan;
  readonly packageName: PackageName;
  /** It is the content of a group. */
  readonly isInner: boolean;
  /** Modules for values that no function can hold. */
  readonly constants: StoredModule[];
  readonly wires: Wire[];
  /** Id of the next constant. */
  next: number;
}

interface WireEnd {
  readonly module: number;
  readonly port: string;
  readonly signature: string;
}

interface Wire {
  readonly from: WireEnd;
  readonly to: WireEnd;
}

function placed(modules: readonly StoredModule[], wires: readonly Wire[]): StoredWorkflow {
  const indexes = new Map(modules.map(({ id }, index) => [id, index]));
  const ends = wires.map(({ from, to }) => [indexes.get(from.module)!, indexes.get(to.module)!] as const);
  const places = layOut(modules.length, ends);
  return {
    modules: modules.map((module, i) => ({ ...module, location: { what: "location", id: null, ...places[i] } })),
    connections: wires.map(({ from, to }, id): StoredConnection => ({
      what: "connection",
      id,
      ports: [storedPort("destination", to), storedPort("source", from)],
    })),
  };
}

function storedPort(type: string, { module, port, signature }: WireEnd): StoredConnection["ports"][number] {
  return { what: "port", id: null, type, moduleId: module, name: port, signature };
}

function storedModule(scene: Scene, index: number): StoredModule {
  const module = scene.plan.pipeline.modules[index];
  const inner = scene.plan.inner.get(index);
  const { identifier, version } = scene.packageName(module);
  return {
    ...blank(module.id),
    what: inner === undefined ? "module" : "group",
    cache: module.cache ? 1 : 0,
    name: inner === undefined ? module.name : "Group",
    namespace: inner === undefined ? module.namespace : "",
    package: inner === undefined ? identifier : BASIC,
    version,
    functions: module.functions.flatMap((one) => storedFunction(scene, index, one)).map((one, pos) => ({
      ...one,
      pos,
    })),
    annotations: module.label === "" ? [] : [{ what: "annotation", id: null, key: "__desc__", value: module.label }],
    controlParameters: [...module.controlParameters].map(([name, value]) => {
      return { what: "controlParameter", id: null, name, value, key: null };
    }),
    portSpecs: module.portSpecs.filter((spec) => !isPlainPipe(module, spec)).map(storedSpec),
    workflow: inner === undefined ? null : storedFromPlan(inner, scene.packageName, true),
  };
}

function blank(id: number): StoredModule {
  return {
    what: "module",
    id,
    cache: 1,
    name: "",
    namespace: "",
    package: BASIC,
    version: "",
    internalVersion: null,
    location: null,
    functions: [],
    annotations: [],
    controlParameters: [],
    portSpecs: [],
    workflow: null,
  };
}

/** Whether it says of an InputPort only what every InputPort has. */
function isPlainPipe(module: PipelineModule, { types, depth }: PortSpec): boolean {
  return isGroupPort(module, "InputPort") && depth === 0 && types.length === 1 && types[0].name === "Variant";
}

function storedFunction(scene: Scene, index: number, one: ModuleFunction): StoredFunction[] {
  if (one.parameters.length > 0) {
    const parameters = one.parameters.map(({ type, text, alias }) => ({ type, text, alias }));
    return [functionOf(one.name, parameters)];
  }
  const module = scene.plan.pipeline.modules[index];
  const port = scene.plan.ports[index].inputs.get(one.name)!;
  if (port.types.length === 0) return [functionOf(one.name, [])];
  const wanted = isGroupPort(module, "InputPort") && one.name === "Default" ? "InternalPipe" : "";
  const writing = writingOf(one.value, port, scene.plan.ports[index].outputs.get(wanted)?.types[0]);
  if (writing === undefined) {
    throw new InputError(
      `Cannot export module ${module.id} (${module.name}): no constant of VisTrails holds the value of port ${one.name}`,
    );
  }
  if (writing.how === "function") return [functionOf(one.name, writing.parameters)];
  for (const value of writing.values) {
    const id = scene.next++;
    const alias = one.name === "Default" && !scene.isInner ? inputName(module) : "";
    const { identifier, version } = scene.packageName({ ...module, package: value.type.package });
    const { name, namespace } = value.type;
    const functions = [{ ...functionOf("value", [{ ...value, alias }]), pos: 0 }];
    scene.constants.push({ ...blank(id), name, namespace, package: identifier, version, functions });
    const signature = signatureOf("value", [value.type]);
    const to = { module: module.id, port: one.name, signature: signatureOf("", port.types) };
    scene.wires.push({ from: { module: id, port: "value", signature }, to });
  }
  return [];
}

/** The name of a workflow's input, by which `--set` finds its value in the file, too. */
function inputName(module: PipelineModule): string {
  const name = module.functions.find((one) => one.name === "name")?.value;
  return isGroupPort(module, "InputPort") && typeof name === "string" ? name : "";
}

function functionOf(
  name: string,
  values: readonly { type: TypeName | PortType; text: string; alias?: string }[],
): StoredFunction {
  return {
    what: "function",
    id: null,
    pos: null,
    name,
    parameters: values.map(({ type, text, alias = "" }, pos) => ({
      what: "parameter",
      id: null,
      pos,
      name: "<no description>",
      type: identifierOf(type),
      val: text,
      alias,
    })),
  };
}

function storedSpec(spec: PortSpec, sortKey: number): StoredModule["portSpecs"][number] {
  return {
    what: "portSpec",
    id: null,
    name: spec.name,
    type: spec.side,
    optional: Number(spec.optional),
    depth: spec.depth,
    sortKey,
    minConns: 0,
    maxConns: -1,
    items: spec.types.map(({ package: identifier, namespace, name }, pos) => ({
      id: null,
      pos,
      package: identifier,
      module: name,
      namespace,
      label: "",
      default: "",
      values: "",
      entryType: "",
    })),
  };
}

/** In VisTrails, every module's output `self` is a Module. */
function signatureOf(output: string, types: readonly PortType[] = []): string {
  return output === "self" ? `(${BASIC}:Module)` : `(${types.map(identifierOf).join(",")})`;
}

function identifierOf({ package: identifier, namespace, name }: TypeName): string {
  return `${identifier}:${namespace === "" ? name : `${namespace}|${name}`}`;
}
