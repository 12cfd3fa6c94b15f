/** PythonSource: Python written into a workflow. */
import { defineModule, port, types as t } from "vt";
import { pythonHost } from "../python/python_host.ts";
import { unquote } from "./source_text.ts";

/** Runs a text of Python, with the module's own ports as variables. */
export const PythonSource = defineModule({
  name: "PythonSource",
  doc: "Runs Python: the module's own input ports are variables, and so are its output ports.",
  exactNumbers: true,
  parallelizable: { worker: true, process: true, remote: true, autoselect: false },
  cacheable: false,
  dynamicPorts: true,
  inputs: { source: port(t.String, { default: "", doc: "The text, with %XX for what URLs write so." }) },
  outputs: {},
  streams: ({ source }) => unquote(source).includes("# pragma: streaming"),
  givesStreams: ({ source }) => /\bset_streaming_output\b|\bGenerator\b/.test(unquote(source)),
  compute: async (inputs, context) => {
    const values: Readonly<Record<string, unknown>> = inputs;
    const given = context.dynamicPorts.inputs.filter((name) => Object.hasOwn(values, name));
    const all = given.map((name) => [name, context.valuesOn(name)] as const);
    return await pythonHost.run({
      source: unquote(inputs.source),
      inputs: given.map((name) => [name, values[name]] as const).filter(([, value]) => value !== undefined),
      several: all.filter(([, values]) => values.length > 1),
      outputs: context.dynamicPorts.outputs,
    }, context);
  },
});
