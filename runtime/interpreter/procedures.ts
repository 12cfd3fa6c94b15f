/** How a module runs that does more than to compute once: which procedure, if any. */
import { isGroupPort } from "../plan/group_ports.ts";
import { hasWhile } from "../plan/simple_modules.ts";
import { ControlRun } from "./control_run.ts";
import { runGroup } from "./group_run.ts";
import { loopOverLists } from "./list_loop.ts";
import type { ModuleRun, OutputValues, Procedure, Waiting } from "./module_run.ts";
import { readInputs } from "./read_inputs.ts";
import { loopWhile } from "./while_loop.ts";

/** Lists first, then `while`, then the module itself: VisTrails' order. Undefined: it computes once. */
export function procedureOf(run: ModuleRun): Procedure | undefined {
  const { plan, index, module } = run;
  if (run.depth > 0 && !isGroupPort(module, "InputPort")) return loopOverLists(run);
  if (!run.isRound && hasWhile(module)) return loopWhile(run);
  if (plan.inner.has(index)) return runGroup(run);
  return run.definition!.control === undefined ? undefined : runControl(run);
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
