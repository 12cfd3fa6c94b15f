/** Choices: which of two modules runs, which of two values counts, which module runs first. */
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

/** One of two modules. */
export const If = defineControlModule({
  name: "If",
  doc: "Runs one of two modules, and gives its outputs; the other one does not run.",
  exactNumbers: true,
  inputs: {
    Condition: port(t.Boolean, { missing: "Must set condition" }),
    TruePort: port(t.Module, { updated: "lazily", optional: true, hidden: false }),
    FalsePort: port(t.Module, { updated: "lazily", optional: true, hidden: false }),
    TrueOutputPorts: port(t.List, {
      updated: "lazily",
      optional: true,
      doc: "Names of outputs of the module on TruePort.",
    }),
    FalseOutputPorts: port(t.List, {
      updated: "lazily",
      optional: true,
      doc: "Names of outputs of the module on FalsePort.",
    }),
  },
  outputs: { Result: port(t.Variant, { optional: true, hidden: false }) },
  *control({ Condition }, context): Generator<Wait, { Result?: unknown }> {
    return yield* runBranch(python.truth(Condition) ? "True" : "False", context);
  },
});

function* runBranch(branch: "True" | "False", context: ControlContext): Generator<Wait, { Result?: unknown }> {
  const [modulePort, namesPort] = [`${branch}Port`, `${branch}OutputPorts`];
  if (!context.has(modulePort)) throw new ModuleError(`Must set ${modulePort}`);
  yield* context.update(namesPort, modulePort);
  if (!context.has(namesPort)) return {};
  const read = context.outputsOf(modulePort);
  const values = python.itemsOf(context.value(namesPort)).map((name) => read(python.str(name)));
  return { Result: values.length === 1 ? values[0] : values };
}

/** A value, or another in its place. */
export const Default = defineModule({
  name: "Default",
  doc: "The value on Input, or the one on Default when there is none.",
  exactNumbers: true,
  parallelizable: "portable",
  inputs: {
    Input: port(t.Variant, { optional: true, hidden: false }),
    Default: port(t.Variant, { optional: true, hidden: false }),
  },
  outputs: { Result: port(t.Variant) },
  compute: ({ Input, Default }) => {
    if (Input !== undefined) return { Result: Input };
    if (Default === undefined) throw new ModuleError("Missing value from port Default");
    return { Result: Default };
  },
});

/** Two modules, one after the other. */
export const ExecuteInOrder = defineControlModule({
  name: "ExecuteInOrder",
  doc: "Runs the module on module1, and only then the one on module2.",
  exactNumbers: true,
  inputs: {
    module1: port(t.Module, { updated: "lazily", optional: true, hidden: false }),
    module2: port(t.Module, { updated: "lazily", optional: true, hidden: false }),
  },
  outputs: {},
  *control(_inputs, context): Generator<Wait, Record<never, never>> {
    yield* context.update("module1");
    yield* context.update("module2");
    return {};
  },
});
