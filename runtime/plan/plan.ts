/**
 * A pipeline made ready to run: each module with its definition and ports, the wires as arrays by module index, the
 * order, the depth of implicit loops. Making it finds every problem that can be found before the run.
 *
 * Arrays of numbers, not objects: a pipeline may have a million modules.
 */
import type { AnyDefinition } from "../authoring/module.ts";
import type { Problem } from "../errors.ts";
import type { Pipeline } from "../pipeline/pipeline.ts";
import type { Policies } from "./policies.ts";
import type { PortTable } from "./port_table.ts";

/** See the head of the file. Everything is indexed by the module's place in `pipeline.modules`. */
export interface Plan {
  readonly pipeline: Pipeline;
  /** Undefined for groups. */
  readonly definitions: readonly (AnyDefinition | undefined)[];
  readonly ports: readonly PortTable[];
  /** The plans of groups. */
  readonly inner: ReadonlyMap<number, Plan>;
  readonly connectors: Connectors;
  readonly functions: readonly (readonly FunctionValue[])[];
  /** Indexes, upstream first. */
  readonly order: Int32Array;
  /** Levels of implicit loops over lists. */
  readonly listDepth: Uint8Array;
  /** Whom each module waits for before it computes. */
  readonly upstream: Upstream;
  /** The other way round: who waits for each module. */
  readonly downstream: Downstream;
  /** How modules are computed of which somebody says so. */
  readonly policies: Policies;
  /** 1: the module computes once, on the values as they come. */
  readonly isSimple: Uint8Array;
  /** Whether any of its modules may run elsewhere without being told to. */
  readonly startsElsewhere: boolean;
  /** Modules whose outputs go nowhere, in the order of their ids. */
  readonly sinks: Int32Array;
  /** Of the content of a group: the modules that stand for the group's ports. */
  readonly boundary: Boundary;
  /** What modules depend on outside of the workflow, as texts, once somebody has looked. */
  readonly outside?: readonly (string | undefined)[];
  indexOf(id: number): number | undefined;
}

/** Wire `k` of module `i`: `start[i] <= k < start[i + 1]`, in the order in which the connections were made. */
export interface Connectors {
  readonly start: Int32Array;
  /** Index of the module that feeds. */
  readonly source: Int32Array;
  readonly sourcePort: readonly string[];
  readonly port: readonly string[];
  /** Depth of the source port beyond that of the fed one, loops not counted, or {@linkcode FROM_GROUP}. */
  readonly excess: Int8Array;
}

/** Excess of a wire from an InputPort: its value has just the depth that the group's own wire gave it. */
export const FROM_GROUP = 127;

/** Levels of lists in a value, or that a module loops over, beyond which a pipeline is refused. */
export const MOST_LEVELS = 100;

/** Module `i` waits for `source[k]`, `start[i] <= k < start[i + 1]`. */
export interface Upstream {
  readonly start: Int32Array;
  readonly source: Int32Array;
}

/** `destination[k]` waits for module `i`, `start[i] <= k < start[i + 1]`. */
export interface Downstream {
  readonly start: Int32Array;
  readonly destination: Int32Array;
}

/** A value on a port; several on one port keep their order. */
export interface FunctionValue {
  readonly port: string;
  readonly value: unknown;
  /** Depth of the value beyond that of the port. */
  readonly excess: number;
}

/** The InputPort and OutputPort modules of a group's content. */
export interface Boundary {
  readonly inputs: readonly GroupPort[];
  readonly outputs: readonly GroupPort[];
}

/** One port of a group, and the index of the module inside that stands for it. */
export interface GroupPort {
  readonly name: string;
  readonly index: number;
}

/** Tells of a problem with the module at an index; -1: with the pipeline. */
export type Report = (index: number, message: string, severity?: Problem["severity"]) => void;

/** How many modules the plan has, those inside groups included. */
export function moduleCount(plan: Plan): number {
  let count = plan.definitions.length;
  for (const inner of plan.inner.values()) count += moduleCount(inner);
  return count;
}

/** Whether any of its modules may run elsewhere, those inside groups included. */
export function mayStartElsewhere(plan: Plan): boolean {
  return plan.startsElsewhere || plan.inner.values().some(mayStartElsewhere);
}

/** Whether any of its modules is a job, those inside groups included. */
export function hasJobs(plan: Plan): boolean {
  if (plan.definitions.some((definition) => definition?.job !== undefined)) return true;
  return plan.inner.values().some(hasJobs);
}
