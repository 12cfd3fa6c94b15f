/** Applies remaps to the modules of a pipeline that they were chosen for: new names, ports, values and wires. */
import type { AnyDefinition } from "../authoring/module.ts";
import type { ModuleRemap, PortRemap } from "../authoring/package.ts";
import { BASIC } from "../authoring/port_type.ts";
import type { Connection, ModuleFunction, Pipeline, PipelineModule, PortSpec, TypeName } from "./pipeline.ts";

/** What a module becomes. */
export interface ChosenRemap {
  readonly remap: ModuleRemap;
  readonly name: TypeName;
  /** Of the package. */
  readonly version: string;
  /** Undefined for a module of a version that is not here, which another remap replaces in turn. */
  readonly definition: AnyDefinition | undefined;
}

/** The pipeline with its modules, by id, remapped. Ids stay; modules that stand between others now have new ones. */
export function remapPipeline(pipeline: Pipeline, chosen: ReadonlyMap<number, ChosenRemap>): Pipeline {
  const scene: Scene = {
    chosen,
    inserted: [],
    nextModule: 1 + pipeline.modules.reduce((last, { id }) => Math.max(last, id), -1),
    nextConnection: 1 + pipeline.connections.reduce((last, { id }) => Math.max(last, id), -1),
  };
  const connections = pipeline.connections.flatMap((connection) => remapConnection(connection, scene));
  const modules = pipeline.modules.map((module) => {
    const one = chosen.get(module.id);
    return one === undefined ? module : remapModule(module, one);
  });
  return { modules: [...modules, ...scene.inserted], connections };
}

interface Scene {
  readonly chosen: ReadonlyMap<number, ChosenRemap>;
  readonly inserted: PipelineModule[];
  nextModule: number;
  nextConnection: number;
}

function remapConnection(connection: Connection, scene: Scene): Connection[] {
  const { source, destination } = connection;
  const output = lookUp(scene.chosen.get(source.module)?.remap.outputs, source.port);
  const input = lookUp(scene.chosen.get(destination.module)?.remap.inputs, destination.port);
  if (output === null || input === null) return [];
  const from = { module: source.module, port: output ?? source.port };
  const to = { module: destination.module, port: newPort(input) ?? destination.port };
  const through = typeof input === "object" ? input.through : undefined;
  if (through === undefined) return [{ ...connection, source: from, destination: to }];
  const between = scene.nextModule++;
  scene.inserted.push(basicModule(between, through.module));
  return [
    { ...connection, source: from, destination: { module: between, port: through.input } },
    { id: scene.nextConnection++, source: { module: between, port: through.output }, destination: to },
  ];
}

function basicModule(id: number, name: string): PipelineModule {
  return {
    id,
    kind: "module",
    package: BASIC,
    namespace: "",
    name,
    version: "",
    label: "",
    cache: true,
    functions: [],
    controlParameters: new Map(),
    portSpecs: [],
  };
}

function remapModule(module: PipelineModule, { remap, name, version, definition }: ChosenRemap): PipelineModule {
  const portSpecs = module.portSpecs.flatMap((spec) => remapPortSpec(spec, remap));
  const own = new Set(portSpecs.filter(({ side }) => side === "input").map((spec) => spec.name));
  const added = Object.entries(remap.added ?? {}).map(([port, text]) => ({
    name: port,
    parameters: [{ type: { package: BASIC, namespace: "", name: "String" }, text, alias: "" }],
  }));
  const functions = [...module.functions.flatMap((one) => remapFunction(one, remap)), ...added];
  return {
    ...module,
    ...name,
    version,
    functions: functions.map((one) => own.has(one.name) ? one : retyped(one, definition)),
    portSpecs,
  };
}

function remapPortSpec(spec: PortSpec, { inputs, outputs }: ModuleRemap): PortSpec[] {
  const found = lookUp<PortRemap | string | null>(spec.side === "input" ? inputs : outputs, spec.name);
  return found === null ? [] : [{ ...spec, name: newPort(found) ?? spec.name }];
}

function remapFunction(one: ModuleFunction, { inputs }: ModuleRemap): ModuleFunction[] {
  const found = lookUp(inputs, one.name);
  if (found === null) return [];
  const name = newPort(found) ?? one.name;
  const change = typeof found === "object" ? found.text : undefined;
  if (change === undefined) return [{ ...one, name }];
  return [{ name, parameters: one.parameters.map(({ type, text }) => ({ type, text: change(text), alias: "" })) }];
}

/** A value is of the types of the port that it is written on, whatever the old module took there. */
function retyped(one: ModuleFunction, definition: AnyDefinition | undefined): ModuleFunction {
  const types = lookUp(definition?.inputs, one.name)?.types ?? [];
  if (types.length !== one.parameters.length) return one;
  return {
    ...one,
    parameters: one.parameters.map((parameter, i) => {
      const { package: identifier, namespace, name, constant } = types[i];
      return constant === undefined ? parameter : { ...parameter, type: { package: identifier, namespace, name } };
    }),
  };
}

/** What a table says of a port; the names of ports come from files. */
function lookUp<T>(table: Readonly<Record<string, T>> | undefined, port: string): T | undefined {
  return table !== undefined && Object.hasOwn(table, port) ? table[port] : undefined;
}

function newPort(found: PortRemap | string | undefined): string | undefined {
  return typeof found === "object" ? found.port : found;
}
