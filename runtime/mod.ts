/**
 * The authoring face of vt: what a workflow script, and every package of modules, imports as `"vt"`.
 *
 * @module
 */
export { InputError, JobUnknownError, ModuleError, ModuleSuspended, ScriptError } from "./errors.ts";
export { type Constant, isSubtype, type PortType } from "./authoring/port_type.ts";
export type { Backoff, PolicyOptions, PoolUse, Resources } from "./authoring/compute_policy.ts";
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
} from "./authoring/port.ts";
export type { Port } from "./authoring/port.ts";
export {
  type AnyDefinition,
  type ComputeContext,
  type ControlContext,
  type ControlDefinition,
  defineControlModule,
  defineModule,
  type FunctionModule,
  type ModuleDefinition,
  type OutputReader,
  type Parallelizable,
  type PortsBeforeRun,
  type RemoteWork,
  type StreamOptions,
  type Wait,
} from "./authoring/module.ts";
export { group, Workflow, workflow } from "./authoring/workflow.ts";
export type {
  BuiltWorkflow,
  Definition,
  GroupBuilder,
  Setting,
  WorkflowBuilder,
  WorkflowOptions,
} from "./authoring/workflow.ts";
export type { ModuleOptions } from "./authoring/workflow_builder.ts";
export { type Extended, withPorts } from "./authoring/with_ports.ts";
export type { Combination, WhileOptions } from "./authoring/workflow_loop.ts";
export type { Ref, Wires } from "./authoring/wiring.ts";
export { defineJob, type JobDefinition } from "./authoring/job.ts";
export type {
  HandleContext,
  JobContext,
  JobHandle,
  JobParameters,
  JobSteps,
  OutputPart,
  OutputStream,
} from "./authoring/job_steps.ts";
export { definePackage, type ModuleRemap, type Package, type PortRemap } from "./authoring/package.ts";
export * as types from "./authoring/types.ts";
export { Tuple } from "./python/tuple.ts";
export { Color, InvalidOutput, PathValue } from "./values.ts";
export * as python from "./python/mod.ts";
