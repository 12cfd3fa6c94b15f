/** The values written on a port, as a script writes them: literals, parameters, constant modules. */
import type { Port } from "../authoring/port.ts";
import * as types from "../authoring/types.ts";
import type { ModuleFunction, Parameter } from "../pipeline/pipeline.ts";
import { Tuple } from "../python/tuple.ts";
import { literalDepth, literalExcess } from "./function_values.ts";
import type { FunctionValue } from "./plan.ts";
import { literalText } from "./script_literal.ts";
import { typeText } from "./script_port.ts";
import type { ScriptText } from "./script_text.ts";

/** A value on a port, and the function that wrote it. */
export interface WrittenOn {
  readonly port: Port;
  readonly read: FunctionValue;
  readonly written: ModuleFunction;
}

/** The expression that `add` takes for the value; undefined where only a constant module brings it so. */
export function valueText({ port, read, written }: WrittenOn, script: ScriptText): string | undefined {
  const text = componentsText({ port, read, written }, script);
  if (text === undefined) return undefined;
  const depth = literalDepth(read.value);
  // A literal says itself how deep it is, what is too shallow is wrapped: a list must not be taken for its elements.
  if (literalExcess(depth, port) === read.excess) return text;
  const wraps = -read.excess;
  return wraps > 0 && literalExcess(depth + wraps, port) === 0
    ? "[".repeat(wraps) + text + "]".repeat(wraps)
    : undefined;
}

/** The value by itself, for the constant module that holds it. */
export function constantText({ read, written }: Omit<WrittenOn, "port">, script: ScriptText): string | undefined {
  return written.parameters.length === 1
    ? parameterText(written.parameters[0], read.value, script)
    : literalText(read.value, script);
}

function componentsText(
  { port, read: { value }, written: { parameters } }: WrittenOn,
  script: ScriptText,
): string | undefined {
  if (parameters.length === 1) return parameterText(parameters[0], value, script, isFloat(port));
  if (!(value instanceof Tuple) || parameters.length === 0) return literalText(value, script);
  const texts = [...value].map((part, i) => parameterText(parameters[i], part, script));
  return texts.every((text) => text !== undefined) ? `new ${script.face("Tuple")}([${texts.join(", ")}])` : undefined;
}

/** An alias is a parameter of the workflow, so that `--set` finds it. On a Float's port every number is a float. */
function parameterText(
  { type, alias }: Parameter,
  value: unknown,
  script: ScriptText,
  onFloat = false,
): string | undefined {
  const literal = literalText(onFloat && value instanceof Number ? Number(value) : value, script);
  const named = BY_NAME.get(type.name);
  if (alias === "" || literal === undefined || named === undefined || type.package !== named.package) return literal;
  const known = script.parameters.get(alias);
  if (known !== undefined) return known.variable;
  const variable = script.variable(alias);
  const plain = literalText(value instanceof Number ? Number(value) : value, script)!;
  const statement = `const ${variable} = parameter(${JSON.stringify(alias)}, ${typeText(named, script)}, ${plain});`;
  script.parameters.set(alias, { variable, statement });
  return variable;
}

const BY_NAME = new Map(Object.entries(types));

function isFloat(port: Port): boolean {
  return port.types.length === 1 && port.types[0] === types.Float;
}
