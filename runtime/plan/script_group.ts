/** Groups as definitions of a script. */
import { Variant } from "../authoring/types.ts";
import type { GroupPort, Plan } from "./plan.ts";
import { type GroupOfPlan, safeKey, writeModules } from "./script_modules.ts";
import { Inexpressible } from "./script_options.ts";
import { portText } from "./script_port.ts";
import { inBrackets, indented, memberText, type ScriptText } from "./script_text.ts";
import { valueText, type WrittenOn } from "./script_values.ts";

/** Defines the group in the script; gives the name of the definition. Throws `Inexpressible`. */
export function defineGroup(group: GroupOfPlan, script: ScriptText): string {
  const { plan, index, inner } = group;
  const { label, name } = plan.pipeline.modules[index];
  const title = label === "" ? name : label;
  const parameters = script.parameters.size;
  const inputs = inner.boundary.inputs.filter((input) => plan.ports[index].inputs.has(input.name));
  if (new Set(inputs.map((input) => input.name)).size < inputs.length) {
    throw new Inexpressible("two inputs of the group have one name");
  }
  const outputs = inner.boundary.outputs.filter((output) => plan.ports[index].outputs.has(output.name));
  const returned = outputs.filter((output) => isReturned(inner, output, outputs));
  const ports = [
    inputs.map((input) => inputText(group, input, script)),
    [...new Set(outputs.map((one) => one.name))].map((name) => outputText(group, { name, returned }, script)),
  ];
  const boundary = {
    inputs: new Map(inputs.map((input) => [input.index, memberText("inputs", input.name)])),
    left: new Set([
      ...returned.map((output) => output.index),
      ...inputs.flatMap((input) => constantFor(inner, input.index) ?? []),
    ]),
  };
  const { statements, output } = writeModules(inner, boundary, { script, defineGroup });
  const results = returned.map((one) => {
    const wire = inner.connectors.start[one.index];
    return `${safeKey(one.name)}: ${output(inner.connectors.source[wire], inner.connectors.sourcePort[wire])}`;
  });
  const definition = script.definition(title);
  const body = [...statements, `return ${inBrackets("{", results, "}")};`];
  const text = `const ${definition} = ${script.face("group")}(${JSON.stringify(title)}, ${functionText(ports, body)});`;
  const isInside = script.parameters.size > parameters || usesInside(text, script);
  (isInside ? script.groups.inside : script.groups.outside).push(text);
  return definition;
}

function functionText([inputs, outputs]: readonly string[][], body: readonly string[]): string {
  const tools = ["add", "merge"].filter((tool) => body.some((line) => line.includes(`${tool}(`)));
  const takes = inputs.length === 0 ? "_" : "inputs";
  return [
    "{",
    `${indented(`inputs: ${inBrackets("{", inputs, "}")}`)},`,
    `${indented(`outputs: ${inBrackets("{", outputs, "}")}`)},`,
    `}, (${takes}${tools.length === 0 ? "" : `, { ${tools.join(", ")} }`}) => {`,
    ...body.map(indented),
    "}",
  ].join("\n");
}

/** Whether the text names a variable of the workflow's function: a parameter, or a group that names one. */
function usesInside(text: string, { parameters, groups }: ScriptText): boolean {
  const names = new Set(text.match(/\w+/g));
  return parameters.values().some(({ variable }) => names.has(variable)) ||
    groups.inside.some((group) => names.has(/^const (\w+)/.exec(group)![1]));
}

/** Whether it is fed by one wire and nothing else is said of it: then the function of the group returns it. */
function isReturned(inner: Plan, { name, index }: GroupPort, all: readonly GroupPort[]): boolean {
  const { start } = inner.connectors;
  return start[index + 1] - start[index] === 1 && isPlain(inner, index) &&
    all.filter((one) => one.name === name).length === 1;
}

/** Whether an InputPort or OutputPort says nothing that a script's port cannot. */
export function isPlain(plan: Plan, index: number): boolean {
  const { controlParameters, functions } = plan.pipeline.modules[index];
  return controlParameters.size === 0 &&
    functions.every(({ name, parameters }) =>
      ["name", "optional", "spec", "Default"].includes(name) && parameters.every(({ alias }) => alias === "")
    );
}

function inputText({ plan, index, inner }: GroupOfPlan, input: GroupPort, script: ScriptText): string {
  const source = defaultOf(inner, input.index);
  if (source === undefined || !isPlain(inner, input.index) || !pipesAlone(inner, input.index)) {
    throw new Inexpressible(`its input ${input.name} does more than to bring a value in`);
  }
  const port = plan.ports[index].inputs.get(input.name)!;
  const value = source === "none" ? undefined : valueText({ ...source, port: { ...port, depth: 0 } }, script);
  if (source !== "none" && (value === undefined || Array.isArray(source.read.value))) {
    throw new Inexpressible(`the default of its input ${input.name} cannot be written in a script`);
  }
  const options = [value === undefined ? "optional: true" : `default: ${value}`];
  const text = portText(port, { side: "input", options }, script);
  if (text === undefined) throw new Inexpressible(`its input ${input.name} carries lists that are too deep`);
  return `${safeKey(input.name)}: ${text}`;
}

/** The value that an InputPort gives by itself, written on it or held by a constant; undefined where all else feeds it. */
function defaultOf(inner: Plan, index: number): Omit<WrittenOn, "port"> | "none" | undefined {
  const { start } = inner.connectors;
  const { functions } = inner.pipeline.modules[index];
  const at = inner.functions[index].findIndex((one) => one.port === "Default");
  const wires = start[index + 1] - start[index];
  if (wires === 0) return at < 0 ? "none" : { read: inner.functions[index][at], written: functions[at] };
  const constant = constantFor(inner, index);
  if (at >= 0 || constant === undefined || !holdsDefault(inner, constant, "")) return undefined;
  return { read: inner.functions[constant][0], written: inner.pipeline.modules[constant].functions[0] };
}

/** The module that alone feeds the default of an InputPort. */
function constantFor({ connectors: { start, source, port } }: Plan, index: number): number | undefined {
  const wire = start[index];
  return start[index + 1] - wire === 1 && port[wire] === "Default" ? source[wire] : undefined;
}

/** Whether a module only holds a value for one other, under that alias. */
export function holdsDefault(plan: Plan, index: number, alias: string): boolean {
  const { label, functions, controlParameters } = plan.pipeline.modules[index];
  const [first, ...more] = functions;
  return label === "" && controlParameters.size === 0 && more.length === 0 && first?.name === "value" &&
    first.parameters.length === 1 && first.parameters[0].alias === alias &&
    plan.definitions[index]?.type?.constant !== undefined &&
    plan.connectors.source.filter((source) => source === index).length === 1 &&
    plan.connectors.start[index + 1] === plan.connectors.start[index];
}

/** Whether its modules use of an InputPort only what comes in. */
export function pipesAlone({ connectors: { source, sourcePort } }: Plan, index: number): boolean {
  return source.every((from, k) => from !== index || sourcePort[k] === "InternalPipe");
}

function outputText(
  { plan, index, inner }: GroupOfPlan,
  { name, returned }: { readonly name: string; readonly returned: readonly GroupPort[] },
  script: ScriptText,
): string {
  const port = plan.ports[index].outputs.get(name)!;
  const plain = returned.find((one) => one.name === name);
  // Where modules inside loop, more comes out than VisTrails says of the port: only a Variant may be of any depth.
  const loops = plain !== undefined &&
    inner.listDepth[inner.connectors.source[inner.connectors.start[plain.index]]] > 0;
  const options = plain === undefined ? ["optional: true"] : [];
  const text = portText(loops ? { ...port, types: [Variant] } : port, { side: "output", options }, script);
  if (text === undefined) throw new Inexpressible(`its output ${name} carries lists that are too deep`);
  return `${safeKey(name)}: ${text}`;
}
