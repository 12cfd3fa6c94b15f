/** A planned pipeline as a workflow script. */
import type { Port } from "../authoring/port.ts";
import type { PortType } from "../authoring/port_type.ts";
import { Variant } from "../authoring/types.ts";
import { InputError } from "../errors.ts";
import { isGroupPort } from "./group_ports.ts";
import type { Plan } from "./plan.ts";
import { defineGroup, holdsDefault, isPlain, pipesAlone } from "./script_group.ts";
import { type Boundary, writeModules } from "./script_modules.ts";
import { typeText } from "./script_port.ts";
import { indented, LITERAL_BREAK, type ScriptPackages, ScriptText } from "./script_text.ts";
import { valueText } from "./script_values.ts";

/** What the script is called. */
export interface ScriptTitle {
  /** Of the workflow. */
  readonly name: string;
  /** Where it comes from, in one line. */
  readonly comment: string;
}

/** The script of a plan without errors. Throws `InputError` that names all modules that no script can have. */
export function scriptFromPlan(plan: Plan, title: ScriptTitle, packages: ScriptPackages): string {
  const script = new ScriptText(packages);
  script.face("workflow");
  const settings = findSettings(plan, script);
  const { statements, output } = writeModules(plan, settings, { script, defineGroup });
  if (script.problems.length > 0) {
    throw new InputError(`Cannot write ${title.name} as a script: ${script.problems.join("; ")}`);
  }
  const results = settings.outputs.map(({ name, source, port }) =>
    `output(${JSON.stringify(name)}, ${output(source, port)});`
  );
  const body = [
    ...[...script.parameters.values()].map(({ statement }) => statement),
    ...script.groups.inside,
    ...settings.statements,
    ...statements,
    ...results,
  ];
  const tools = ["add", "input", "merge", "output", "parameter"].filter((tool) =>
    body.some((statement) => new RegExp(`(^|[^.\\w])${tool}\\(`, "m").test(statement))
  );
  return [
    `/** ${title.comment.replaceAll(/\*\/|\p{Cc}/gu, " ")} */`,
    ...script.imports(),
    "",
    ...script.groups.outside.flatMap((group) => [group, ""]),
    `export default workflow(${JSON.stringify(title.name)}, (${
      tools.length === 0 ? "" : `{ ${tools.join(", ")} }`
    }) => {`,
    ...body.map(indented),
    "});",
    "",
  ].join("\n").replaceAll(LITERAL_BREAK, "\n");
}

interface Settings extends Boundary {
  /** Those that make the inputs. */
  readonly statements: readonly string[];
  readonly outputs: readonly { readonly name: string; readonly source: number; readonly port: string }[];
}

/** The InputPorts and OutputPorts that are inputs and outputs of a script; others are modules like any. */
function findSettings(plan: Plan, script: ScriptText): Settings {
  const names = new Set(
    plan.pipeline.modules.flatMap(({ functions }) =>
      functions.flatMap(({ parameters }) => parameters.map(({ alias }) => alias))
    ),
  );
  const left = new Set<number>();
  const inputs = new Map<number, string>();
  const statements: string[] = [];
  for (const index of portModules(plan, "InputPort")) {
    const found = inputOf(plan, index, script);
    if (found === undefined || (names.has(found.name) && found.constant === undefined) || left.has(index)) continue;
    const variable = script.variable(plan.pipeline.modules[index].label, found.name);
    statements.push(`const ${variable} = input(${[JSON.stringify(found.name), ...found.args].join(", ")});`);
    names.add(found.name);
    inputs.set(index, variable);
    if (found.constant !== undefined) left.add(found.constant);
  }
  const outputs = new Map<string, Settings["outputs"][number]>();
  for (const index of portModules(plan, "OutputPort")) {
    const found = outputOf(plan, index);
    if (found === undefined || outputs.has(found.name)) continue;
    outputs.set(found.name, found);
    left.add(index);
  }
  return { inputs, left, statements, outputs: [...outputs.values()] };
}

interface FoundInput {
  readonly name: string;
  /** Its type and its value. */
  readonly args: readonly string[];
  /** The module that holds the value. */
  readonly constant?: number;
}

function inputOf(plan: Plan, index: number, script: ScriptText): FoundInput | undefined {
  const module = plan.pipeline.modules[index];
  const name = plan.functions[index].find(({ port }) => port === "name")?.value;
  const isBare = module.functions.length === 1 && isPlain(plan, index) && pipesAlone(plan, index);
  if (!isBare || typeof name !== "string" || module.portSpecs.some((spec) => spec.name !== "InternalPipe")) {
    return undefined;
  }
  const { types: [type, ...more], depth } = pipeOf(plan, index);
  const typed = type && more.length === 0 && depth === 0 ? typeText(type, script) : undefined;
  if (typed === undefined) return undefined;
  const { start, source, port } = plan.connectors;
  const wires = start[index + 1] - start[index];
  if (wires === 0) return type.constant && { name, args: [typed] };
  const constant = source[start[index]];
  if (wires > 1 || port[start[index]] !== "Default" || !holdsDefault(plan, constant, name)) return undefined;
  const value = defaultText(plan, constant, { type, script });
  return value === undefined ? undefined : { name, args: [typed, value], constant };
}

/** What an InputPort takes: it may say so itself, else what it feeds does. */
function pipeOf(plan: Plan, index: number): Port {
  const { source, port: fed, start } = plan.connectors;
  const own = plan.ports[index].outputs.get("InternalPipe")!;
  const wire = source.indexOf(index);
  if (own.types[0] !== Variant || wire < 0) return own;
  const module = start.findLastIndex((first) => first <= wire);
  return plan.ports[module].inputs.get(fed[wire])!;
}

function defaultText(
  plan: Plan,
  index: number,
  { type, script }: { readonly type: PortType; readonly script: ScriptText },
): string | undefined {
  const [written] = plan.pipeline.modules[index].functions;
  const own = plan.definitions[index]!.type;
  if (type !== Variant && type !== own) return undefined;
  const plain = { ...written, parameters: written.parameters.map((one) => ({ ...one, alias: "" })) };
  const port = plan.ports[index].inputs.get("value")!;
  return valueText({ port, read: plan.functions[index][0], written: plain }, script);
}

function outputOf(plan: Plan, index: number): Settings["outputs"][number] | undefined {
  const { start, source, sourcePort } = plan.connectors;
  const name = plan.functions[index].find(({ port }) => port === "name")?.value;
  const isAlone = start[index + 1] - start[index] === 1 && !source.includes(index);
  const isBare = plan.pipeline.modules[index].functions.length === 1 && isPlain(plan, index);
  if (!isAlone || !isBare || typeof name !== "string") return undefined;
  return { name, source: source[start[index]], port: sourcePort[start[index]] };
}

function portModules({ pipeline: { modules } }: Plan, kind: "InputPort" | "OutputPort"): number[] {
  return [...modules.keys()].filter((index) => isGroupPort(modules[index], kind));
}
