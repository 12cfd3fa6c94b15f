/**
 * Which outputs may stay where they are computed: those that only modules want which compute elsewhere, too. What is left
 * at the end of a workflow comes here, so that it is not lost with the machine that computed it.
 */
import type { Plan } from "../plan/plan.ts";
import { hasWhile } from "../plan/simple_modules.ts";
import type { ExecutionScheme } from "../scheme/execution_scheme.ts";
import type { ModuleRun } from "./module_run.ts";

/** Tells it by the name of a port. */
export function mayStay(run: ModuleRun): (port: string) => boolean {
  const { frame, index } = run;
  const { elsewhere } = frame.execution;
  if (elsewhere === undefined || elsewhere.wantsAllOutputs || !isReadByWires(run)) return () => false;
  return stayingPorts(frame.plan, index, (consumer) => elsewhere.schemeOf({ frame, index: consumer }));
}

/** The same of a module of a plan. */
export function stayingPorts(
  plan: Plan,
  index: number,
  schemeOf: (index: number) => ExecutionScheme | undefined,
): (port: string) => boolean {
  if (consumersOf(plan, index).next().done) return () => false;
  return (port) => consumersOf(plan, index, port).every((consumer) => schemeOf(consumer)?.takesRemote === true);
}

/** Whether nothing but wires to other modules reads its outputs: not a loop with a condition, nor a control module. */
function isReadByWires(run: ModuleRun): boolean {
  if (run.frame.execution.mustKeep(run)) return false;
  for (let one = run; one.isCopy; one = one.loop!) {
    if (one.isRound || one.loop?.index !== one.index || one.loop.frame !== one.frame) return false;
  }
  return !hasWhile(run.module);
}

/** The modules that take what is on a port of a module, or on any. */
export function* consumersOf({ connectors, downstream }: Plan, index: number, port?: string): Generator<number> {
  for (let k = downstream.start[index]; k < downstream.start[index + 1]; k++) {
    const consumer = downstream.destination[k];
    for (let c = connectors.start[consumer]; c < connectors.start[consumer + 1]; c++) {
      if (connectors.source[c] !== index || (port !== undefined && connectors.sourcePort[c] !== port)) continue;
      yield consumer;
      break;
    }
  }
}
