/** How a module of a script is run again and again, as the control parameters that VisTrails has for it. */
import type { Ports } from "./port.ts";
import { scriptError } from "./script_place.ts";

/**
 * How the lists on several ports are combined: `["cartesian", "a", ["pairwise", "b", "c"]]` takes each element of `a`
 * with each pair of `b` and `c`, `a` changing slowest.
 */
export type Combination<Port extends string = string> = readonly [
  "cartesian" | "pairwise",
  ...(Port | Combination<Port>)[],
];

/** A loop that goes on while an output is true. Either `condition` or `max` must be there. */
export interface WhileOptions<Input extends string = string, Out extends string = string> {
  /** The output that is looked at after each iteration: a false, empty or zero value ends the loop. */
  condition?: Out;
  /** Iterations at most; 20 if nothing is said. Reaching it is no error. */
  max?: number;
  /** From the second iteration on, these inputs receive what these outputs were: `{ value: "next" }`. */
  feed?: { readonly [port in Input]?: Out };
  /** Seconds between two iterations. */
  delay?: number;
}

/** @internal How a module may be told to run. */
export interface LoopOptions<Input extends string = string, Out extends string = string> {
  /** How lists on several scalar ports are combined; `cartesian` if nothing is said. */
  loop?: "cartesian" | "pairwise" | Combination<Input>;
  while?: WhileOptions<Input, Out>;
  /** True: the outputs are kept as those of a finished job, and not computed again where they are known. */
  jobCache?: boolean;
}

interface Looping {
  readonly name: string;
  readonly inputs: Ports;
  readonly outputs: Ports;
}

const NONE: ReadonlyMap<string, string> = new Map();

/** The control parameters for these loops; a port that the module does not have is an error. */
export function controlParameters(definition: Looping, options: LoopOptions): ReadonlyMap<string, string> {
  if (options.loop === undefined && options.while === undefined && !options.jobCache) return NONE;
  const parameters = new Map<string, string>();
  if (options.loop !== undefined) parameters.set("loop_type", loopText(definition, options.loop));
  if (options.while !== undefined) addWhile(parameters, definition, options.while);
  if (options.jobCache) parameters.set("job_cache", "true");
  return parameters;
}

function loopText(definition: Looping, loop: "cartesian" | "pairwise" | Combination): string {
  checkCombination(definition, typeof loop === "string" ? [loop] : loop);
  return typeof loop === "string" ? loop : JSON.stringify(loop);
}

function checkCombination(definition: Looping, [type, ...items]: Combination): void {
  if (type !== "cartesian" && type !== "pairwise") {
    throw scriptError(`Cannot loop ${definition.name}: "${type}" given, "cartesian" or "pairwise" wanted`);
  }
  for (const item of items) {
    if (typeof item === "string") portOf(definition, "inputs", item);
    else checkCombination(definition, item);
  }
}

function addWhile(parameters: Map<string, string>, definition: Looping, options: WhileOptions): void {
  const { condition, max, feed = {}, delay } = options;
  if (condition === undefined && max === undefined) {
    throw scriptError(`Cannot loop ${definition.name}: "while" wants a condition, max or both`);
  }
  if (max !== undefined && !(Number.isSafeInteger(max) && max >= 1)) {
    throw scriptError(`Cannot loop ${definition.name}: max is ${max}, a whole number of at least 1 wanted`);
  }
  if (delay !== undefined && !(delay >= 0 && delay < Infinity)) {
    throw scriptError(`Cannot loop ${definition.name}: delay is ${delay}, seconds wanted`);
  }
  if (condition !== undefined) parameters.set("while_cond", portOf(definition, "outputs", condition));
  if (max !== undefined) parameters.set("while_max", String(max));
  const fed = Object.entries(feed).filter((pair): pair is [string, string] => pair[1] !== undefined);
  if (fed.length > 0) {
    parameters.set("while_input", namesText(fed.map(([input]) => portOf(definition, "inputs", input))));
    parameters.set("while_output", namesText(fed.map(([, output]) => portOf(definition, "outputs", output))));
  }
  if (delay !== undefined) parameters.set("while_delay", String(delay));
}

/** One name as it is, several as a Python list. */
function namesText(names: readonly string[]): string {
  if (names.length === 1) return names[0];
  return `[${names.map((name) => `'${name.replaceAll(/[\\']/g, "\\$&")}'`).join(", ")}]`;
}

function portOf(definition: Looping, side: "inputs" | "outputs", port: string): string {
  if (Object.hasOwn(definition[side], port)) return port;
  const known = Object.keys(definition[side]).join(", ") || "none";
  throw scriptError(`Cannot loop ${definition.name}: no ${side.slice(0, -1)} port ${port}; it has ${known}`);
}
