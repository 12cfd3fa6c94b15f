/** Modules and connections of pipelines, with little written. */
import { BASIC } from "../../runtime/authoring/port_type.ts";
import type { Connection, ModuleFunction, PipelineModule, TypeName } from "../../runtime/pipeline/pipeline.ts";

export { BASIC };

/** A module of the basic package unless told otherwise. */
export function moduleOf(id: number, name: string, rest: Partial<PipelineModule> = {}): PipelineModule {
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
    ...rest,
  };
}

/** The full name of a basic type. */
export function basicType(name: string): TypeName {
  return { package: BASIC, namespace: "", name };
}

/** A value written on a port, of a basic type. */
export function functionOf(port: string, type: string, text: string, alias = ""): ModuleFunction {
  return { name: port, parameters: [{ type: basicType(type), text, alias }] };
}

/** `wire(7, "0.value", "1.input")` */
export function wire(id: number, from: string, to: string): Connection {
  const end = (written: string) => ({ module: Number(written.split(".")[0]), port: written.split(".")[1] });
  return { id, source: end(from), destination: end(to) };
}

/** Connections as they were written. */
export function wiresOf(connections: readonly Connection[]): string[] {
  return connections.map(({ source, destination }) =>
    `${source.module}.${source.port} ${destination.module}.${destination.port}`
  );
}
