/** What spans say, by OpenTelemetry's conventions where there are any, else under `vt.`. */
import type { Attributes } from "@opentelemetry/api";
import { type ExecutionEvent, type FailedAttempt, type ModulePlace, pathText } from "../record/execution_event.ts";
import type { WorkflowExec } from "../record/log.ts";

/** Of a module that begins. */
export function placeAttributes(place: ModulePlace, name: string): Attributes {
  return {
    "vt.module.path": pathText(place),
    "vt.module.name": name,
    ...(place.inIteration !== undefined && { "vt.module.in_iteration": place.inIteration }),
  };
}

/** Of a module that has ended. */
export function endAttributes(event: Extract<ExecutionEvent, { kind: "moduleFinished" }>): Attributes {
  const { state, signature, cachedFrom, attempts, iterations, waitedMs, isGroup, remote = [] } = event;
  const [place] = remote;
  return defined({
    "vt.module.state": state,
    "vt.module.signature": signature,
    "vt.module.cached_from": cachedFrom,
    "vt.module.is_group": isGroup,
    "vt.module.attempts": attempts,
    "vt.module.waited": waitedMs === undefined ? undefined : waitedMs / 1000,
    "vt.module.iterations.done": iterations?.done,
    "vt.module.iterations.failed": iterations?.failed,
    "vt.module.iterations.suspended": iterations?.suspended,
    "vt.scheme": place?.scheme,
    "vt.target": place?.annotations.target,
    "host.name": place?.machine?.name,
    "host.arch": place?.machine?.architecture,
    "error.type": state === "failed" ? "ModuleError" : undefined,
  });
}

/** Of an attempt that failed, and is followed by another. */
export function attemptAttributes({ number, error }: FailedAttempt): Attributes {
  return { "vt.attempt.number": number, "exception.type": "ModuleError", "exception.message": error };
}

/** Of an execution that begins. */
export function workflowAttributes(exec: Omit<WorkflowExec, "state" | "counts">): Attributes {
  const { workflow: { file, version, name }, id, user, reason, hash, continues, machine, vtVersion } = exec;
  return defined({
    "vt.execution.id": id,
    "vt.execution.reason": reason,
    "vt.execution.continues": continues,
    "vt.workflow.name": name,
    "vt.workflow.version": version,
    "vt.workflow.hash": hash,
    "vt.version": vtVersion,
    "file.path": file,
    "user.name": user,
    "host.name": machine.name,
    "host.arch": machine.architecture,
  });
}

/** Of an execution that has ended. */
export function outcomeAttributes({ state, counts }: Pick<WorkflowExec, "state" | "counts">): Attributes {
  const numbers = Object.entries(counts).map(([name, count]) => [`vt.execution.modules.${name}`, count] as const);
  return { "vt.execution.state": state, ...Object.fromEntries(numbers) };
}

function defined(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}
