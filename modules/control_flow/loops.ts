/** Loops: For counts, While goes on as long as its module says so. */
import { defineControlModule, ModuleError, type OutputReader, port, python, types as t, type Wait } from "vt";
import { type Call, functionModules, runEach } from "./function_module.ts";

const FunctionPort = port(t.Module, { updated: "upstream", doc: "The self of the module to run." });
const OutputPort = port(t.String, { default: "self", doc: "Name of the output that is the result." });

/** A module's outputs for all numbers of a range. */
export const For = defineControlModule({
  name: "For",
  doc: "Runs a module for each integer of a range, and gives the list of its outputs.",
  exactNumbers: true,
  inputs: {
    FunctionPort,
    InputPort: port(t.String, { optional: true, doc: "Name of the input that takes the integer." }),
    OutputPort,
    LowerBound: port(t.Integer, { default: 0 }),
    HigherBound: port(t.Integer, { doc: "Itself left out." }),
  },
  outputs: { Result: port(t.List) },
  *control({ InputPort, OutputPort, LowerBound, HigherBound }, context): Generator<Wait, { Result: unknown[] }> {
    const [lower, higher] = [bound(LowerBound), bound(HigherBound)];
    return {
      Result: yield* runEach(countingCalls(lower, higher, InputPort), { output: OutputPort, first: lower }, context),
    };
  },
});

/** A module run again and again. */
export const While = defineControlModule({
  name: "While",
  doc: "Runs a module until its condition output is false, and gives its last output.",
  exactNumbers: true,
  inputs: {
    FunctionPort,
    OutputPort,
    ConditionPort: port(t.String, { optional: true, hidden: false, doc: "Name of the output that says to go on." }),
    StateInputPorts: port(t.List, { optional: true, doc: "Inputs that take the state of the run before." }),
    StateOutputPorts: port(t.List, { optional: true, doc: "Outputs that are the state." }),
    MaxIterations: port(t.Integer, { default: 20 }),
    Delay: port(t.Float, { optional: true, doc: "Seconds between two runs." }),
  },
  outputs: { Result: port(t.Variant) },
  *control(inputs, context): Generator<Wait, { Result: unknown }> {
    const { ConditionPort, MaxIterations, Delay } = inputs;
    if (ConditionPort === undefined && !context.has("MaxIterations")) {
      throw new ModuleError("Please set MaxIterations or use ConditionPort");
    }
    const state = statePorts(inputs.StateInputPorts, inputs.StateOutputPorts);
    const [module, ...others] = functionModules(context);
    if (others.length > 0) throw new ModuleError("Multiple modules connected on FunctionPort");
    const most = bound(MaxIterations);
    let read: OutputReader | undefined;
    for (let i = 0; i < most; i++) {
      read = yield* module.run(nextCall(state, read), i);
      if (ConditionPort !== undefined && !python.truth(read(ConditionPort))) break;
      if (python.truth(Delay) && i + 1 < most) yield* context.sleep(Number(Delay));
    }
    if (read === undefined) throw new ModuleError(`Invalid output port: ${inputs.OutputPort}`);
    return { Result: read(inputs.OutputPort) };
  },
});

/** Pairs of ports that carry the state from one run to the next. */
type StatePorts = readonly { readonly input: string; readonly output: string }[];

function statePorts(given: unknown, taken: unknown): StatePorts {
  const inputs = python.itemsOf(given ?? []).map(python.str);
  const outputs = python.itemsOf(taken ?? []).map(python.str);
  if ((inputs.length === 0) !== (outputs.length === 0)) {
    const wanted = "BOTH StateInputPorts and StateOutputPorts to be set";
    throw new ModuleError(`Passing state between iterations requires ${wanted}`);
  }
  if (inputs.length !== outputs.length) {
    const got = `(got ${inputs.length} and ${outputs.length})`;
    throw new ModuleError(`StateInputPorts and StateOutputPorts need to have the same number of ports ${got}`);
  }
  return inputs.map((input, i) => ({ input, output: outputs[i] }));
}

function nextCall(state: StatePorts, last: OutputReader | undefined): Call {
  return last === undefined ? {} : Object.fromEntries(state.map(({ input, output }) => [input, last(output)]));
}

function* countingCalls(lower: number, higher: number, port: string | undefined): Generator<Call> {
  for (let i = lower; i < higher; i++) yield port === undefined ? {} : { [port]: i };
}

function bound(value: unknown): number {
  if (python.isInt(value)) return Number(value);
  const what = `range() integer argument expected, got ${python.typeName(value)}.`;
  throw new python.PythonError("TypeError", what);
}
