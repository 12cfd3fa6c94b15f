/** Running the modules on a FunctionPort again and again. */
import type { ControlContext, Wait } from "vt";

/** Inputs of one run, by port. */
export type Call = Readonly<Record<string, unknown>>;

/** Runs the function modules once per call and gives the output of each; of several modules the last one's counts. */
export function* runEach(calls: Iterable<Call>, output: string, context: ControlContext): Generator<Wait, unknown[]> {
  const modules = context.functionModules("FunctionPort");
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
