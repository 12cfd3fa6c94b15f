/** Running the modules on a FunctionPort again and again. */
import { type ControlContext, type FunctionModule, ModuleError, ModuleSuspended, type Wait } from "vt";

/** Inputs of one run, by port. */
export type Call = Readonly<Record<string, unknown>>;

/** The modules on the FunctionPort, of which there must be one. */
export function functionModules(context: ControlContext): readonly FunctionModule[] {
  const modules = context.functionModules("FunctionPort");
  if (modules.length === 0) throw new ModuleError("Missing value from port FunctionPort");
  return modules;
}

/** Runs the function modules once per call and gives the output of each; of several modules the last one's counts. */
export function* runEach(calls: Iterable<Call>, output: string, context: ControlContext): Generator<Wait, unknown[]> {
  const modules = functionModules(context);
  const results: unknown[] = [];
  let number = 0;
  let suspended = 0;
  for (const call of calls) {
    try {
      let result: unknown = null;
      for (const module of modules) {
        const read = yield* module.run(call, number);
        result = read(output);
      }
      results.push(result);
    } catch (error) {
      if (!(error instanceof ModuleSuspended)) throw error;
      suspended++;
    }
    number++;
  }
  if (suspended > 0) throw new ModuleSuspended(`function module suspended in ${suspended}/${number} iterations`);
  return results;
}
