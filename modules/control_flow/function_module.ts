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

/** Which output is wanted, and the number of the first iteration: 0 if not given. */
export interface Each {
  readonly output: string;
  readonly first?: number;
}

/**
 * Runs the function modules once per call and gives the output of each; of several modules the last one's counts.
 * Suspended iterations do not keep the others from running; in the end they suspend the whole.
 */
export function* runEach(
  calls: Iterable<Call>,
  { output, first = 0 }: Each,
  context: ControlContext,
): Generator<Wait, unknown[]> {
  const modules = functionModules(context);
  const results: unknown[] = [];
  let number = first;
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
  if (suspended > 0) {
    throw new ModuleSuspended(`function module suspended in ${suspended}/${number - first} iterations`);
  }
  return results;
}
