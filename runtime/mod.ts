/**
 * The authoring face of vt: what a workflow script, and every package of modules, imports as `"vt"`.
 *
 * @module
 */
export { ModuleError, ScriptError } from "./errors.ts";
export { type Constant, isSubtype, type PortType } from "./port_type.ts";
export {
  allValues,
  type Depth,
  type Inputs,
  type Nested,
  type Outputs,
  port,
  type PortOptions,
  type Ports,
  tuplePort,
} from "./port.ts";
export type { Port } from "./port.ts";
export {
  type ComputeContext,
  type ControlContext,
  type ControlDefinition,
  defineControlModule,
  defineModule,
  type FunctionModule,
  type ModuleDefinition,
  type OutputReader,
  type Parallelizable,
  type Wait,
} from "./module.ts";
export { group, Workflow, workflow } from "./workflow.ts";
export type { BuiltWorkflow, Definition, GroupBuilder, Setting, WorkflowBuilder } from "./workflow.ts";
export type { ModuleOptions } from "./workflow_builder.ts";
export type { Combination, WhileOptions } from "./workflow_loop.ts";
export type { Ref, Wires } from "./wiring.ts";
export { definePackage, type Package } from "./package.ts";
export * as types from "./types.ts";
export { Tuple } from "./python/tuple.ts";
export { Color, InvalidOutput, PathValue } from "./values.ts";
export * as python from "./python/mod.ts";
