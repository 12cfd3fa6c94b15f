/** JavaScriptSource and TypeScriptSource: what PythonSource is for Python. */
import { type ComputeContext, defineModule, port, types as t } from "vt";
import type { Language } from "../javascript/compile_source.ts";
import { runSource } from "../javascript/run_source.ts";
import { unquote } from "./source_text.ts";

const doc =
  "The text, with %XX for what URLs write so. Beside its ports it finds self, fail(message), cacheThis(), console, " +
  "interpreter.filePool, ModuleError, ModuleSuspended and PathValue.";
const inputs = { source: port(t.String, { default: "", doc }) };
const outputs = {};
const parallelizable = { worker: true, process: true, remote: true };

/** Runs a text of JavaScript, with the module's own ports as variables. */
export const JavaScriptSource = defineModule({
  name: "JavaScriptSource",
  doc: "Runs JavaScript: the module's own input ports are variables, and so are its output ports.",
  cacheable: false,
  dynamicPorts: true,
  parallelizable,
  inputs,
  outputs,
  compute: computeIn("javascript"),
});

/** Runs a text of TypeScript, whose types are not checked, with the module's own ports as variables. */
export const TypeScriptSource = defineModule({
  name: "TypeScriptSource",
  doc: "Runs TypeScript, without checking its types: the module's own input and output ports are variables.",
  cacheable: false,
  dynamicPorts: true,
  parallelizable,
  inputs,
  outputs,
  compute: computeIn("typescript"),
});

type Compute = (inputs: { readonly source: string }, context: ComputeContext) => Promise<Record<string, unknown>>;

function computeIn(language: Language): Compute {
  return (inputs, context) => {
    const values: Readonly<Record<string, unknown>> = inputs;
    const given = context.dynamicPorts.inputs.filter((name) => Object.hasOwn(values, name));
    return runSource({
      language,
      text: unquote(inputs.source),
      inputs: new Map(given.map((name) => [name, values[name]] as const).filter(([, value]) => value !== undefined)),
      outputs: context.dynamicPorts.outputs,
    }, context);
  };
}
