/** The modules of one pipeline as statements of a script. */
import type { AnyDefinition } from "../authoring/module.ts";
import type { PortSpec, TypeName } from "../pipeline/pipeline.ts";
import type { Plan } from "./plan.ts";
import { Inexpressible, optionsText } from "./script_options.ts";
import { portText } from "./script_port.ts";
import { inBrackets, keyText, memberText, type ScriptText } from "./script_text.ts";
import { constantText, valueText, type WrittenOn } from "./script_values.ts";

/** What stands for an output of a module: an expression. */
export type OutputText = (index: number, port: string) => string;

/** What is written otherwise than by `add`. */
export interface Boundary {
  /** Expressions for the `InternalPipe` of these InputPorts. */
  readonly inputs: ReadonlyMap<number, string>;
  /** Modules that are left out: what they do is said elsewhere. */
  readonly left: ReadonlySet<number>;
}

/** Statements, and how later ones name the outputs. */
export interface WrittenModules {
  readonly statements: readonly string[];
  readonly output: OutputText;
}

/** A group of a plan. */
export interface GroupOfPlan {
  readonly plan: Plan;
  readonly index: number;
  readonly inner: Plan;
}

/** What the modules are written into. */
export interface Writing {
  readonly script: ScriptText;
  /** Defines a group in the script; gives the name of the definition. */
  readonly defineGroup: (group: GroupOfPlan, script: ScriptText) => string;
}

/** Writes all modules but those of the boundary; what cannot be written is put into the script's problems. */
export function writeModules(plan: Plan, boundary: Boundary, writing: Writing): WrittenModules {
  const { script } = writing;
  const variables = new Map<number, string>();
  const output: OutputText = (index, port) => boundary.inputs.get(index) ?? memberText(variables.get(index)!, port);
  const feeding = new Set(plan.connectors.source);
  const statements: string[] = [];
  for (const index of inWrittenOrder(plan)) {
    if (boundary.left.has(index) || boundary.inputs.has(index)) continue;
    const { id, name, label } = plan.pipeline.modules[index];
    try {
      const text = addText({ plan, index, output, statements }, writing);
      if (feeding.has(index)) variables.set(index, script.variable(label, name));
      statements.push(feeding.has(index) ? `const ${variables.get(index)} = ${text};` : `${text};`);
    } catch (error) {
      if (!(error instanceof Inexpressible)) throw error;
      script.problems.push(`module ${id} (${name}): ${error.message}`);
      variables.set(index, "unwritten");
    }
  }
  return { statements, output };
}

/** Upstream first, and sinks in the order of their ids: they run in that of the script. */
function inWrittenOrder({ connectors: { start, source }, sinks }: Plan): Set<number> {
  const done = new Set<number>();
  const entered = new Set<number>();
  const waiting = [...sinks].reverse();
  for (let index = waiting.at(-1); index !== undefined; index = waiting.at(-1)) {
    if (entered.has(index)) {
      waiting.pop();
      done.add(index);
      continue;
    }
    entered.add(index);
    for (let k = start[index + 1] - 1; k >= start[index]; k--) if (!entered.has(source[k])) waiting.push(source[k]);
  }
  return done;
}

interface Adding {
  readonly plan: Plan;
  readonly index: number;
  readonly output: OutputText;
  /** Statements before this one. */
  readonly statements: string[];
}

function addText(adding: Adding, writing: Writing): string {
  const { plan, index } = adding;
  const definition = definitionText(plan, index, writing);
  const inputs = inputTexts(adding, writing.script);
  const module = plan.pipeline.modules[index];
  // A group is called as its definition is.
  const options = optionsText(plan.inner.has(index) ? { ...module, label: "" } : module, plan.ports[index]);
  const end = options === "" ? "" : `, ${options}`;
  const room = MOST_BESIDE - end.length - (definition.includes("\n") ? 0 : definition.length);
  return `add(${definition}, ${inBrackets("{", inputs, "}", room)}${end})`;
}

/** Characters for a definition, inputs and options in one line, beside the variable. */
const MOST_BESIDE = 85;

function definitionText(plan: Plan, index: number, { script, defineGroup }: Writing): string {
  const inner = plan.inner.get(index);
  if (inner !== undefined) return defineGroup({ plan, index, inner }, script);
  const { name, portSpecs } = plan.pipeline.modules[index];
  const definition = plan.definitions[index]!;
  const imported = script.imported(definition);
  if (imported === undefined) throw new Inexpressible(`no script can import ${name}`);
  if (portSpecs.length === 0) return imported;
  const sides = (["input", "output"] as const).flatMap((side) => {
    const own = portSpecs.filter((spec) => spec.side === side);
    if (own.length === 0) return [];
    return [`${side}s: ${inBrackets("{", own.map((spec) => ownPortText(plan, { index, spec }, script)), "}")}`];
  });
  return `${script.face("withPorts")}(${imported}, ${inBrackets("{", sides, "}", 70)})`;
}

function ownPortText(plan: Plan, { index, spec }: { index: number; spec: PortSpec }, script: ScriptText): string {
  const { side, name } = spec;
  const port = plan.ports[index][side === "input" ? "inputs" : "outputs"].get(name)!;
  const { start, port: fed } = plan.connectors;
  const isFed = side === "output" || plan.functions[index].some((one) => one.port === name) ||
    fed.slice(start[index], start[index + 1]).includes(name);
  const options = [
    ...(isFed ? [] : ["optional: true"]),
    ...(spec.optional !== !isFed ? [`hidden: ${spec.optional}`] : []),
  ];
  const text = portText(port, { side, options }, script);
  if (text === undefined) throw new Inexpressible(`port ${name} carries lists that are too deep`);
  return `${safeKey(name)}: ${text}`;
}

/** The key of an object; `__proto__` would be none. */
export function safeKey(name: string): string {
  if (name === "__proto__") throw new Inexpressible("a port is called __proto__");
  return keyText(name);
}

function inputTexts(adding: Adding, script: ScriptText): string[] {
  const { plan, index, output } = adding;
  const { connectors, functions, pipeline, ports } = plan;
  const definition = plan.definitions[index];
  const values = functions[index].map((read, i): WrittenOn => ({
    port: ports[index].inputs.get(read.port)!,
    read: definition !== undefined && typeof read.value === "string"
      ? { ...read, value: script.packages.readable(definition, read.port, read.value) }
      : read,
    written: pipeline.modules[index].functions[i],
  }));
  const wires = new Map<string, string[]>();
  for (let k = connectors.start[index]; k < connectors.start[index + 1]; k++) {
    const text = output(connectors.source[k], connectors.sourcePort[k]);
    wires.set(connectors.port[k], [...wires.get(connectors.port[k]) ?? [], text]);
  }
  const byPort = Map.groupBy(values, ({ read }) => read.port);
  return [...new Set([...byPort.keys(), ...wires.keys()])].map((name) =>
    `${safeKey(name)}: ${inputText(adding, { values: byPort.get(name) ?? [], wires: wires.get(name) ?? [] }, script)}`
  );
}

interface Feeding {
  readonly values: readonly WrittenOn[];
  readonly wires: readonly string[];
}

function inputText({ plan, index, statements }: Adding, { values, wires }: Feeding, script: ScriptText): string {
  const takesAll = values[0]?.port.all === true && plan.definitions[index] !== undefined;
  if (wires.length === 0 && (values.length === 1 || takesAll)) {
    const texts = values.map((value) => valueText(value, script));
    if (texts.every((text) => text !== undefined)) return takesAll ? inBrackets("[", texts, "]") : texts[0];
  }
  const constants = values.map((value) => {
    const { variable, statement } = constantModule(value, script);
    statements.push(statement);
    return `${variable}.value`;
  });
  const all = [...constants, ...wires];
  return all.length === 1 ? all[0] : inBrackets("merge(", all, ")");
}

/** A constant module for a value that cannot be a literal: one of several on a port, or a list to be looped over. */
function constantModule(value: WrittenOn, script: ScriptText): { variable: string; statement: string } {
  const { read, written: { parameters } } = value;
  const type: TypeName | undefined = parameters.length === 1 ? parameters[0].type : undefined;
  const definition: AnyDefinition | undefined = type && script.packages.constantModule(type);
  const imported = definition && script.imported(definition);
  const port = definition?.inputs.value;
  const ownValue = port && valueText({ ...value, port, read: { ...read, excess: 0 } }, script);
  const text = ownValue ?? constantText(value, script);
  if (imported === undefined || text === undefined || ownValue === undefined) {
    throw new Inexpressible(`the value of port ${read.port} cannot be written in a script`);
  }
  const variable = script.variable(type!.name);
  return { variable, statement: `const ${variable} = add(${imported}, { value: ${text} });` };
}
