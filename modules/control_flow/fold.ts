/** Folds: Sum, And and Or go through a list by themselves, Map and Filter run a module for each element. */
import {
  type ControlContext,
  defineControlModule,
  defineModule,
  ModuleError,
  port,
  python,
  types as t,
  type Wait,
} from "vt";
import { runEach } from "./function_module.ts";

const InputList = port(t.List, { doc: "The elements." });

const withModule = {
  InputList,
  FunctionPort: port(t.Module, { updated: "upstream", doc: "The self of the module to run." }),
  InputPort: port(t.List, { doc: "Names of its inputs; several take an element apart." }),
  OutputPort: port(t.String, { doc: "Name of its output." }),
};

/** What all folds are. */
export const Fold = defineModule({
  name: "Fold",
  doc: "The base of modules that go through a list.",
  abstract: true,
  inputs: { InputList },
  outputs: { Result: port(t.Variant) },
  compute: () => onlyABase("Fold"),
});

/** What folds are that run a module. */
export const FoldWithModule = defineModule({
  name: "FoldWithModule",
  doc: "The base of modules that run another for each element of a list.",
  abstract: true,
  inputs: withModule,
  outputs: { Result: port(t.Variant) },
  compute: () => onlyABase("FoldWithModule"),
});

/** All elements added up. */
export const Sum = defineModule({
  name: "Sum",
  doc: "All elements added up.",
  exactNumbers: true,
  parallelizable: "portable",
  inputs: { InputList },
  outputs: { Result: port(t.Variant) },
  compute: ({ InputList }) => ({ Result: python.itemsOf(InputList).reduce(python.add, 0) }),
});

/** Whether all elements are true. */
export const And = defineModule({
  name: "And",
  doc: "Whether all elements are true.",
  exactNumbers: true,
  parallelizable: "portable",
  inputs: { InputList },
  outputs: { Result: port(t.Boolean) },
  compute: ({ InputList }) => ({ Result: python.itemsOf(InputList).every(python.truth) }),
});

/** The first true element, or the last. */
export const Or = defineModule({
  name: "Or",
  doc: "The first true element, or the last one; false when there is none.",
  exactNumbers: true,
  parallelizable: "portable",
  inputs: { InputList },
  outputs: { Result: port(t.Boolean) },
  compute: ({ InputList }) => {
    const elements = python.itemsOf(InputList);
    const found = elements.findIndex(python.truth);
    const result = elements.length === 0 ? false : elements.at(found); // -1 is the last
    return { Result: result as boolean };
  },
});

/** A module's outputs for all elements. */
export const Map = defineControlModule({
  name: "Map",
  doc: "Runs a module for each element, and gives the list of its outputs.",
  exactNumbers: true,
  inputs: withModule,
  outputs: { Result: port(t.List) },
  *control(inputs, context): Generator<Wait, { Result: readonly unknown[] }> {
    return { Result: yield* applyToAll(inputs, context) };
  },
});

/** The elements for which a module says true. */
export const Filter = defineControlModule({
  name: "Filter",
  doc: "Runs a module for each element, and gives the elements for which its output is true.",
  exactNumbers: true,
  inputs: withModule,
  outputs: { Result: port(t.List) },
  *control(inputs, context): Generator<Wait, { Result: readonly unknown[] }> {
    const verdicts = yield* applyToAll(inputs, context);
    if (!verdicts.every((verdict) => typeof verdict === "boolean")) {
      // VisTrails' own text, with the blank that it lacks.
      throw new ModuleError("The function applied to the elements of thelist must return a boolean result.");
    }
    return { Result: python.itemsOf(inputs.InputList).filter((_, i) => verdicts[i]) };
  },
});

interface ApplyInputs {
  readonly InputList: unknown;
  readonly InputPort: unknown;
  readonly OutputPort: string;
}

function* applyToAll(inputs: ApplyInputs, context: ControlContext): Generator<Wait, unknown[]> {
  const ports = python.sequenceOf(inputs.InputPort).map(python.str);
  const elements = python.itemsOf(inputs.InputList);
  const values = ports.length === 1 ? elements.map((element) => [element]) : elements.map(python.sequenceOf);
  if (values.some((one) => one.length !== ports.length)) {
    throw new ModuleError("The number of input values and input ports are not the same.");
  }
  const calls = values.map((one) => Object.fromEntries(ports.map((name, i) => [name, one[i]])));
  return yield* runEach(calls, { output: inputs.OutputPort }, context);
}

function onlyABase(name: string): never {
  throw new ModuleError(`Cannot run ${name}: it is the base of other modules`);
}
