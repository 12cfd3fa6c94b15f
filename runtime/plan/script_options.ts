/** The options of `add` that say the same as control parameters. */
import type { PipelineModule } from "../pipeline/pipeline.ts";
import { parseLiteral } from "../python/literal.ts";
import { parseFloatText, parseInteger } from "../python/numbers.ts";
import type { PortTable } from "./port_table.ts";
import { inBrackets, keyText } from "./script_text.ts";

/** Thrown where a script cannot say it; the message says why. */
export class Inexpressible extends Error {}

/** `{ label: "sum", loop: "pairwise" }`, `""` where nothing is to be said. Throws `Inexpressible`. */
export function optionsText(module: PipelineModule, ports: PortTable): string {
  const given = module.controlParameters;
  const options: string[] = [];
  if (module.label !== "") options.push(`label: ${JSON.stringify(module.label)}`);
  const loop = given.get("loop_type");
  if (loop !== undefined) options.push(`loop: ${loopText(loop, ports)}`);
  if (given.has("while_cond") || given.has("while_max")) options.push(`while: ${whileText(given, ports)}`);
  if (given.get("job_cache")?.toLowerCase() === "true") options.push("jobCache: true");
  if (!module.cache) options.push("cache: false");
  if (module.target !== undefined) options.push(`target: ${JSON.stringify(module.target)}`);
  return options.length === 0 ? "" : inBrackets("{", options, "}");
}

function loopText(text: string, ports: PortTable): string {
  if (text === "pairwise" || text === "cartesian") return JSON.stringify(text);
  let combination: unknown;
  try {
    combination = JSON.parse(text);
  } catch {
    throw new Inexpressible(`loop_type ${JSON.stringify(text)} is no combination of ports`);
  }
  return combinationText(combination, ports);
}

/** Combinations inside combinations beyond this are refused. */
const MOST_NESTED = 64;

function combinationText(item: unknown, ports: PortTable, nesting = 0): string {
  if (nesting > MOST_NESTED) throw new Inexpressible(`loop_type is nested more than ${MOST_NESTED} deep`);
  if (!Array.isArray(item) || (item[0] !== "pairwise" && item[0] !== "cartesian")) {
    throw new Inexpressible(`loop_type ${JSON.stringify(item)} is no combination of ports`);
  }
  const items = item.slice(1).map((one) =>
    typeof one === "string" ? JSON.stringify(known(one, ports.inputs)) : combinationText(one, ports, nesting + 1)
  );
  return `[${[JSON.stringify(item[0]), ...items].join(", ")}]`;
}

function whileText(given: ReadonlyMap<string, string>, ports: PortTable): string {
  const [condition, max, delay] = [given.get("while_cond"), given.get("while_max"), given.get("while_delay")];
  const options: string[] = [];
  if (condition !== undefined) options.push(`condition: ${JSON.stringify(known(condition, ports.outputs))}`);
  if (max !== undefined) options.push(`max: ${numberOf("while_max", max, parseInteger)}`);
  const feed = feedTexts(given, ports);
  if (feed.length > 0) options.push(`feed: { ${feed.join(", ")} }`);
  if (delay !== undefined) options.push(`delay: ${numberOf("while_delay", delay, parseFloatText)}`);
  return inBrackets("{", options, "}");
}

function feedTexts(given: ReadonlyMap<string, string>, ports: PortTable): string[] {
  const [inputs, outputs] = [namesIn(given.get("while_input")), namesIn(given.get("while_output"))];
  if (inputs.length !== outputs.length || new Set(inputs).size < inputs.length) {
    throw new Inexpressible("while_input and while_output do not belong together");
  }
  return inputs.map((input, i) =>
    `${keyText(known(input, ports.inputs))}: ${JSON.stringify(known(outputs[i], ports.outputs))}`
  );
}

function namesIn(text = ""): string[] {
  if (!text.trim().startsWith("[")) return text === "" ? [] : [text];
  try {
    const names = parseLiteral(text);
    return Array.isArray(names) ? names.map(String) : [text];
  } catch {
    throw new Inexpressible(`${JSON.stringify(text)} is no list of ports`);
  }
}

function known(port: string, ports: ReadonlyMap<string, unknown>): string {
  if (!ports.has(port) || port === "self") throw new Inexpressible(`it loops by a port ${JSON.stringify(port)}`);
  return port;
}

function numberOf(name: string, text: string, parse: (text: string) => unknown): string {
  try {
    const value = Number(parse(text));
    if (Number.isFinite(value) && value >= (name === "while_max" ? 1 : 0)) return String(value);
  } catch {
    // As any other text that cannot be said.
  }
  throw new Inexpressible(`${name} is ${JSON.stringify(text)}`);
}
