/** The values that functions write on ports, read from their texts before the run. */
import type { Port } from "../authoring/port.ts";
import type { PortType } from "../authoring/port_type.ts";
import type { ModuleFunction, Parameter, Pipeline } from "../pipeline/pipeline.ts";
import type { Registry } from "../pipeline/registry.ts";
import { Tuple } from "../python/tuple.ts";
import { excessDepth, isList } from "./connectable.ts";
import type { FunctionValue, Report } from "./plan.ts";
import { portOf, type PortTable, UNKNOWN_PORTS } from "./port_table.ts";

const NONE: readonly FunctionValue[] = [];

/** What is needed beside the pipeline. */
export interface ReadOptions {
  readonly registry: Registry;
  readonly report: Report;
}

/** Reads the functions of all modules; a text that is no value of its type, or a port that is not there, is reported. */
export function readFunctions(
  { modules }: Pipeline,
  ports: readonly PortTable[],
  { registry, report }: ReadOptions,
): readonly (readonly FunctionValue[])[] {
  return modules.map(({ functions }, index) => {
    if (functions.length === 0 || ports[index] === UNKNOWN_PORTS) return NONE;
    const values: FunctionValue[] = [];
    for (const one of functions) {
      const port = ports[index].inputs.get(one.name);
      if (port === undefined || one.name === "__proto__") {
        report(index, `No input port "${one.name}" for the value written on it`);
        continue;
      }
      const read = readFunction(one, port, registry);
      if (typeof read === "string") report(index, read);
      else values.push(read);
    }
    return values;
  });
}

function readFunction(
  { name, parameters, value }: ModuleFunction,
  port: Port,
  registry: Registry,
): FunctionValue | string {
  if (parameters.length === 0) {
    return { port: name, value: value === undefined ? null : value, excess: literalExcess(literalDepth(value), port) };
  }
  const values: unknown[] = [];
  const types: PortType[] = [];
  for (const [i, parameter] of parameters.entries()) {
    const type = registry.type(parameter.type) ?? port.types[i];
    if (type?.constant === undefined) return `Port ${name} takes no written value of type ${parameter.type.name}`;
    const read = readParameter(parameter, type);
    if ("problem" in read) return read.problem;
    types.push(type);
    values.push(read.value);
  }
  return {
    port: name,
    value: values.length === 1 ? values[0] : new Tuple(values),
    excess: excessDepth(portOf(types, { optional: true }), port),
  };
}

/** The most levels of lists that count. */
const MOST_LEVELS = 3;

/** How deep a value that a script writes says that it is, by its first elements. */
export function literalDepth(value: unknown): number {
  let depth = 0;
  for (let inner = value; Array.isArray(inner) && depth < MOST_LEVELS; inner = inner[0]) depth++;
  return depth;
}

/** Minus the levels that a value of that depth lacks for the port; 0 where it is deep enough. */
export function literalExcess(depth: number, port: Port): number {
  return Math.min(0, Math.min(depth, MOST_LEVELS) - port.depth - Number(isList(port)));
}

function readParameter({ text, type }: Parameter, found: PortType): { value: unknown } | { problem: string } {
  try {
    return { value: text === "" ? found.constant!.default : found.constant!.parse(text) };
  } catch (error) {
    const shown = text.length > 200 ? `${text.slice(0, 200)}…` : text;
    return {
      problem: `Uncaught exception creating Constant from '${shown}': ${
        error instanceof Error ? error.message : type.name
      }`,
    };
  }
}
