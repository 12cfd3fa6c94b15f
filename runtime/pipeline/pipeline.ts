/**
 * A pipeline: the modules and connections of one version, as plain data. Where it came from (a `.vt` file, a script)
 * makes no difference from here on.
 */
import type { ComputePolicy } from "../authoring/compute_policy.ts";
import type { AnyDefinition } from "../authoring/module.ts";

/** One version's graph. Connections stand in the order in which they were made: several to one port keep it. */
export interface Pipeline {
  readonly modules: readonly PipelineModule[];
  readonly connections: readonly Connection[];
}

/** A module of a pipeline. */
export interface PipelineModule {
  readonly id: number;
  /** `group` and `abstraction` have their content in `workflow`. */
  readonly kind: "module" | "group" | "abstraction";
  /** Identifier as stored; it may be an old one. */
  readonly package: string;
  readonly namespace: string;
  readonly name: string;
  /** Version of the package when the module was made, `""` where the file does not say. */
  readonly version: string;
  /** Of an abstraction: the version inside the sub-workflow's own vistrail. */
  readonly internalVersion?: string;
  /** What a script wires directly; a module of a file is looked up in the registry by its names. */
  readonly definition?: AnyDefinition;
  /** The user's own name for it, `""` without one. */
  readonly label: string;
  /** False where the file says that its results must not be reused. */
  readonly cache: boolean;
  readonly functions: readonly ModuleFunction[];
  /** `loop_type`, `while_cond`, …: how the module is run. */
  readonly controlParameters: ReadonlyMap<string, string>;
  /** Ports that this one module has beside those of its definition, in display order. */
  readonly portSpecs: readonly PortSpec[];
  readonly workflow?: Pipeline;
  /** Where a script wants it to run: the name of a target, or `here`. */
  readonly target?: string;
  /** How a script wants it to be computed; what its definition says is not in it. */
  readonly policy?: ComputePolicy;
  /** Uuid of the vistrail variable that gives this module's `value`. */
  readonly variable?: string;
}

/** A port's written value: one per parameter; several functions of one name are several values of the port. */
export interface ModuleFunction {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** The value itself, where a script gives it: `parameters` is empty then. */
  readonly value?: unknown;
}

/** One component of a written value. */
export interface Parameter {
  readonly type: TypeName;
  readonly text: string;
  /** Name by which `--set` finds it, `""` without one. */
  readonly alias: string;
  /** As stored, where it is not `<no description>`. It has no meaning but is part of VisTrails' signatures. */
  readonly name?: string;
}

/** The full name of a type: `package:namespace|Name` in files. */
export interface TypeName {
  readonly package: string;
  readonly namespace: string;
  readonly name: string;
}

/** A port of one module alone. */
export interface PortSpec {
  readonly side: "input" | "output";
  readonly name: string;
  /** Several types: the port carries a tuple. None: a port without a value. */
  readonly types: readonly TypeName[];
  readonly depth: number;
  readonly optional: boolean;
}

/** A wire from an output port to an input port. */
export interface Connection {
  readonly id: number;
  readonly source: PortRef;
  readonly destination: PortRef;
}

/** A port of a module of the same pipeline. */
export interface PortRef {
  readonly module: number;
  readonly port: string;
}
