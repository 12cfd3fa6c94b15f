/** What the modules of a plan support, and why those that support nothing run here. */
import type { AnyDefinition } from "../authoring/module.ts";
import { pathText } from "../record/execution_event.ts";
import {
  type SupportedExecution,
  supportedExecution,
  supportedTogether,
  SUPPORTS_NOTHING,
} from "../scheme/supported_execution.ts";
import type { Plan } from "./plan.ts";

/** A module, and where it is in the workflow. */
export interface PlacedModule {
  /** `3`, inside group 3 `3,4`. */
  readonly path: string;
  readonly plan: Plan;
  readonly index: number;
}

const known = new WeakMap<AnyDefinition, SupportedExecution>();

/** What one module supports; a group, what all inside do together. */
export function moduleSupport(plan: Plan, index: number): SupportedExecution {
  const inner = plan.inner.get(index);
  if (inner !== undefined) return groupSupport(inner);
  const definition = plan.definitions[index];
  if (definition === undefined || mayStream(plan, index, definition)) return SUPPORTS_NOTHING;
  let support = known.get(definition);
  if (support === undefined) known.set(definition, support = supportedExecution(definition));
  return support;
}

const groups = new WeakMap<Plan, SupportedExecution>();

function groupSupport(inner: Plan): SupportedExecution {
  let support = groups.get(inner);
  if (support === undefined) {
    groups.set(
      inner,
      support = supportedTogether(inner.definitions.keys().map((index) => insideSupport(inner, index))),
    );
  }
  return support;
}

/** A job is kept where the workflow is run: it goes by itself or not at all. */
function insideSupport(inner: Plan, index: number): SupportedExecution {
  return inner.definitions[index]?.job === undefined ? moduleSupport(inner, index) : SUPPORTS_NOTHING;
}

/** Why a module that supports nothing runs here; `""` where it supports something. */
export function whyHere(plan: Plan, index: number): string {
  const definition = plan.definitions[index];
  if (definition === undefined) return plan.inner.has(index) ? "" : "nobody knows it";
  if (definition.job !== undefined && !supportedExecution(definition).remote) return "a job: it is submitted from here";
  if (definition.control !== undefined) return "it decides what else runs";
  if (mayStream(plan, index, definition)) return "its outputs come item by item";
  const { worker, process, remote, systems } = supportedExecution(definition);
  if (worker || process || remote || Object.values(systems).includes(true)) return "";
  return "it runs here only";
}

/** The modules inside a group, those of groups in it included; groups come before what is in them. */
export function* modulesInside(plan: Plan, within: string): Generator<PlacedModule> {
  for (const [index, module] of plan.pipeline.modules.entries()) {
    const path = pathText({ id: module.id, within });
    yield { path, plan, index };
    const inner = plan.inner.get(index);
    if (inner !== undefined) yield* modulesInside(inner, path);
  }
}

/** Whether it streams, by what is written on it: what comes through wires is not known yet. */
function mayStream(plan: Plan, index: number, definition: AnyDefinition): boolean {
  const { streams, givesStreams } = definition;
  if (streams === undefined && givesStreams === undefined) return false;
  const defaults = plan.ports[index].inputs.entries().map(([name, port]) => [name, port.default] as const);
  const written = plan.functions[index].map(({ port, value }) => [port, value] as const);
  try {
    const inputs = Object.fromEntries([...defaults, ...written]);
    return (streams?.(inputs) ?? false) || (givesStreams?.(inputs) ?? false);
  } catch {
    return true; // as long as nobody knows better it stays where streams are
  }
}
