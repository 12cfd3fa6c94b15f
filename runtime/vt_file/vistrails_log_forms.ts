/**
 * The two forms in which an execution is written: with the elements of schema 1.0.4 alone, which VisTrails 2.2 reads
 * without a complaint, and as VisTrails' proposal for parallel execution has it. What 1.0.4 lacks travels in annotations.
 */
import type { LogAnnotation, LogItem, LogLoopExec, LogModuleExec, LogWorkflowExec } from "./vistrails_log.ts";
import { reasonOf } from "./vistrails_log.ts";

/** Under which a reason is kept in 1.0.4. */
const REASON = "__reason__";
/** Under which each remote execution of a module is kept in 1.0.4, as JSON. */
export const REMOTE = "remote_execution";

/** With nothing but what schema 1.0.4 has. */
export function schemaExec(exec: LogWorkflowExec): LogWorkflowExec {
  const reason = reasonOf(exec);
  const others = exec.annotations.filter(({ key }) => key !== REASON);
  const { next } = annotationIds(exec);
  return {
    ...exec,
    ip: exec.ip ?? "",
    reason: null,
    annotations: reason === "" ? others : [{ id: next(), key: REASON, value: reason }, ...others],
    machines: exec.machines.map((machine) => ({ ...machine, local: null, ip: null })),
    items: exec.items.map((item) => schemaItem(item, next)),
  };
}

/** With the reason as an attribute, and without the address, which belongs to the machines. */
export function proposedExec(exec: LogWorkflowExec): LogWorkflowExec {
  const annotations = exec.annotations.filter(({ key }) => key !== REASON);
  const [first, ...others] = exec.machines;
  const ip = exec.ip === "" ? null : exec.ip;
  const machines = first === undefined ? [] : [{ ...first, local: first.local ?? true, ip: first.ip ?? ip }, ...others];
  return { ...exec, ip: null, reason: reasonOf(exec), annotations, machines };
}

type NextId = () => number;

/** VisTrails counts all annotations of an execution. */
function annotationIds(exec: LogWorkflowExec): { next: NextId } {
  let largest = 0;
  const see = (annotations: readonly LogAnnotation[]): void => {
    for (const { id } of annotations) largest = Math.max(largest, id ?? 0);
  };
  const visit = (items: readonly LogItem[]): void => {
    for (const item of items) {
      if (item.kind !== "loop") see(item.annotations);
      if (item.kind === "group") visit(item.items);
      for (const loop of loopsOf(item)) for (const { items } of loop.iterations) visit(items);
      if (item.kind === "module") { for (const remote of item.remotes) see(remote.annotations); }
    }
  };
  see(exec.annotations);
  visit(exec.items);
  return { next: () => ++largest };
}

function loopsOf(item: LogItem): readonly LogLoopExec[] {
  if (item.kind === "loop") return [item];
  return item.kind === "module" ? item.loops : [];
}

function schemaItem(item: LogItem, next: NextId): LogItem {
  if (item.kind === "group") return { ...item, items: item.items.map((inner) => schemaItem(inner, next)) };
  return item.kind === "loop" ? schemaLoop(item, next) : schemaModule(item, next);
}

function schemaLoop(loop: LogLoopExec, next: NextId): LogLoopExec {
  const iterations = loop.iterations.map((each) => ({
    ...each,
    items: each.items.map((item) => schemaItem(item, next)),
  }));
  return { ...loop, iterations };
}

/** A module that was computed elsewhere as a whole ran on that machine, as VisTrails wrote it before its proposal. */
function schemaModule(module: LogModuleExec, next: NextId): LogModuleExec {
  const { remotes, annotations } = module;
  const loops = module.loops.map((loop) => schemaLoop(loop, next));
  if (remotes.length === 0) return { ...module, loops };
  const whole = remotes.flatMap(({ items }) => items).findLast((item) => item.kind === "module");
  const added = remotes.map(({ scheme, annotations, tasks }) => {
    const parameters = Object.fromEntries(annotations.map(({ key, value }) => [key, value]));
    const parts = tasks.map(({ id: _, annotations: __, others: ___, ...task }) => task);
    return { id: next(), key: REMOTE, value: JSON.stringify({ scheme, annotations: parameters, tasks: parts }) };
  });
  const marked = whole === undefined ? [] : [{ id: next(), key: "parallel_execution", value: "True" }];
  return {
    ...module,
    machineId: whole?.machineId ?? module.machineId,
    annotations: [...annotations, ...marked, ...added],
    loops,
    remotes: [],
  };
}
