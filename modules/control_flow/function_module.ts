/** Running the modules on a FunctionPort again and again. */
import { type ControlContext, type FunctionModule, ModuleError, type Wait } from "vt";

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
  for (const call of calls) {
    const iteration = results.length;
    let result: unknown = null;
    for (const module of modules) {
      const read = yield* module.run(call, iteration);
      result = read(output);
    }
    results.push(result);
  }
  return results;
}
