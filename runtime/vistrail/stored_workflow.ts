/**
 * A workflow as it is stored: VisTrails' own objects with their ids, where `null` is an attribute that the file does
 * not have. What a version looks like after its actions are replayed, and what the operations of actions carry.
 */

/** Modules, and connections in the order of their operations. */
export interface StoredWorkflow {
  readonly modules: readonly StoredModule[];
  readonly connections: readonly StoredConnection[];
}

/** A module, group or sub-workflow (abstraction). */
export interface StoredModule {
  readonly what: "module" | "group" | "abstraction";
  readonly id: number;
  /** 1 = may be cached. */
  readonly cache: number | null;
  readonly name: string | null;
  readonly namespace: string | null;
  readonly package: string | null;
  readonly version: string | null;
  /** Of an abstraction: the version inside the sub-workflow's own vistrail. */
  readonly internalVersion: string | null;
  readonly location: StoredLocation | null;
  readonly functions: readonly StoredFunction[];
  readonly annotations: readonly StoredAnnotation[];
  readonly controlParameters: readonly StoredControlParameter[];
  readonly portSpecs: readonly StoredPortSpec[];
  /** Of a group: its content. */
  readonly workflow: StoredWorkflow | null;
}

/** Where a module is drawn; y points up. */
export interface StoredLocation {
  readonly what: "location";
  readonly id: number | null;
  readonly x: number | null;
  readonly y: number | null;
}

/** A written value of a port. */
export interface StoredFunction {
  readonly what: "function";
  readonly id: number | null;
  readonly pos: number | null;
  readonly name: string | null;
  readonly parameters: readonly StoredParameter[];
}

/** One component of a function's value. */
export interface StoredParameter {
  readonly what: "parameter";
  readonly id: number | null;
  readonly pos: number | null;
  readonly name: string | null;
  readonly type: string | null;
  readonly val: string | null;
  readonly alias: string | null;
}

/** A connection; its ends are the first port of each type. */
export interface StoredConnection {
  readonly what: "connection";
  readonly id: number;
  readonly ports: readonly StoredPort[];
}

/** An end of a connection: type `source` or `destination`. */
export interface StoredPort {
  readonly what: "port";
  readonly id: number | null;
  readonly type: string | null;
  readonly moduleId: number | null;
  readonly name: string | null;
  readonly signature: string | null;
}

/** A port of one module alone: type `input` or `output`. */
export interface StoredPortSpec {
  readonly what: "portSpec";
  readonly id: number | null;
  readonly name: string | null;
  readonly type: string | null;
  readonly optional: number | null;
  readonly depth: number | null;
  readonly sortKey: number | null;
  readonly minConns: number | null;
  readonly maxConns: number | null;
  readonly items: readonly StoredPortSpecItem[];
}

/** One component of a port's type. */
export interface StoredPortSpecItem {
  readonly id: number | null;
  readonly pos: number | null;
  readonly package: string | null;
  readonly module: string | null;
  readonly namespace: string | null;
  readonly label: string | null;
  readonly default: string | null;
  readonly values: string | null;
  readonly entryType: string | null;
}

/** A key and its value. */
export interface StoredAnnotation {
  readonly what: "annotation";
  readonly id: number | null;
  readonly key: string | null;
  readonly value: string | null;
}

/** How a module is run. */
export interface StoredControlParameter {
  readonly what: "controlParameter";
  readonly id: number | null;
  readonly name: string | null;
  readonly value: string | null;
  /** The name as early files of 1.0.4 spell it. */
  readonly key: string | null;
}

/** What an operation adds or changes. */
export type StoredObject =
  | StoredModule
  | StoredConnection
  | StoredPort
  | StoredFunction
  | StoredParameter
  | StoredLocation
  | StoredAnnotation
  | StoredControlParameter
  | StoredPortSpec
  | StoredLegacy;

/** Objects that have no effect: `other` and `plugin_data`. */
export interface StoredLegacy {
  readonly what: "legacy";
  readonly id: number | null;
}

/** The order of VisTrails: by position, then by id; what has none comes first. */
export function byPosition(
  a: { pos: number | null; id: number | null },
  b: { pos: number | null; id: number | null },
): number {
  return (a.pos ?? -1) - (b.pos ?? -1) || byId(a, b);
}

/** By id; what has none comes first. */
export function byId(a: { id: number | null }, b: { id: number | null }): number {
  return (a.id ?? -1) - (b.id ?? -1);
}
