/** Changes to a pipeline before it is planned: the values that `--set` gives to aliases, and vistrail variables. */
import { InputError } from "../errors.ts";
import type { ModuleFunction, Pipeline, PipelineModule, TypeName } from "./pipeline.ts";

/** A named constant of the vistrail. */
export interface Variable extends Omit<TypeName, "name"> {
  readonly uuid: string;
  readonly module: string;
  readonly value: string;
}

/** The pipeline with these texts in place of the parameters that carry the aliases; unknown names are refused. */
export function withAliases(pipeline: Pipeline, texts: ReadonlyMap<string, string>): Pipeline {
  if (texts.size === 0) return pipeline;
  const known = new Set<string>();
  const changed = changeFunctions(pipeline, (functions) =>
    functions.map((one) => ({
      ...one,
      parameters: one.parameters.map((parameter) => {
        if (parameter.alias === "") return parameter;
        known.add(parameter.alias);
        return { ...parameter, text: texts.get(parameter.alias) ?? parameter.text };
      }),
    })));
  for (const name of texts.keys()) {
    if (known.has(name)) continue;
    const list = known.size === 0 ? "the pipeline has none" : `the pipeline has ${[...known].sort().join(", ")}`;
    throw new InputError(`Cannot set ${name}: no parameter has this alias, ${list}`);
  }
  return changed;
}

/** The pipeline with the values of variables in the modules that take theirs from one. */
export function withVariables(pipeline: Pipeline, variables: readonly Variable[]): Pipeline {
  if (variables.length === 0) return pipeline;
  const byUuid = new Map(variables.map((variable) => [variable.uuid, variable]));
  return changeFunctions(pipeline, (functions, module) => {
    const variable = byUuid.get(module.variable ?? "");
    if (variable === undefined) return functions;
    const { package: identifier, namespace, module: name, value } = variable;
    const type = { package: identifier, namespace, name };
    return [
      ...functions.filter((one) => one.name !== "value"),
      { name: "value", parameters: [{ type, text: value, alias: "" }] },
    ];
  });
}

type ChangeFunctions = (functions: readonly ModuleFunction[], module: PipelineModule) => readonly ModuleFunction[];

function changeFunctions(pipeline: Pipeline, change: ChangeFunctions): Pipeline {
  return {
    ...pipeline,
    modules: pipeline.modules.map((module) => ({
      ...module,
      functions: change(module.functions, module),
      ...(module.workflow === undefined ? {} : { workflow: changeFunctions(module.workflow, change) }),
    })),
  };
}
