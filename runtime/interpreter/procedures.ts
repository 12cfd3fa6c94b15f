/** How a module runs that does more than to compute once: which procedure, if any. */
import { isGroupPort } from "../plan/group_ports.ts";
import { hasWhile } from "../plan/simple_modules.ts";
import type { ExecutionScheme } from "../scheme/execution_scheme.ts";
import { ControlRun } from "./control_run.ts";
import { runGroup } from "./group_run.ts";
import { loopElsewhere, loopOverLists } from "./list_loop.ts";
import type { ModuleRun, OutputValues, Procedure, Waiting } from "./module_run.ts";
import { readInputs } from "./read_inputs.ts";
import { sendChain } from "./send_chain.ts";
import { sendGroup } from "./send_group.ts";
import { loopWhile } from "./while_loop.ts";

/** Lists first, then `while`, then the module itself: VisTrails' order. Undefined: it computes once, here or elsewhere. */
export function procedureOf(run: ModuleRun, scheme: ExecutionScheme | undefined): Procedure | undefined {
  const { plan, index, module } = run;
  if (run.depth > 0 && !isGroupPort(module, "InputPort")) {
    return scheme !== undefined && mayLoopElsewhere(run)
      ? loopElsewhere(run, scheme)
      : loopOverLists(run, scheme !== undefined);
  }
  if (!run.isRound && hasWhile(module)) return loopWhile(run);
  if (plan.inner.has(index)) return scheme === undefined ? runGroup(run) : sendGroup(run, scheme);
  if (scheme !== undefined) {
    const chain = run.isCopy ? [] : run.frame.execution.elsewhere!.chainFrom(run);
    return chain.length === 0 ? undefined : sendChain(chain, scheme);
  }
  return run.definition!.control === undefined ? undefined : runControl(run);
}

/** Whether all its iterations may go as one: those that are tried again, or wait for room, are copies. */
function mayLoopElsewhere(run: ModuleRun): boolean {
  const { timeout: _, ...policy } = run.plan.policies.get(run.index) ?? {};
  if (run.depth > 1 || run.definition?.compute === undefined || hasWhile(run.module)) return false;
  return Object.keys(policy).length === 0;
}

function* runControl(run: ModuleRun): Procedure {
  const context = new ControlRun(run);
  try {
    const outputs = yield* run.definition!.control!(readInputs(run), context) as Generator<Waiting, OutputValues>;
    return outputs;
  } finally {
    context.tellFunctionModules();
  }
}
