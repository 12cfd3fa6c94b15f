/** Packages, modules and ports as people and programs read them. */
import type { AnyDefinition } from "../../runtime/authoring/module.ts";
import type { Package } from "../../runtime/authoring/package.ts";
import type { Port } from "../../runtime/authoring/port.ts";
import { supportedExecution, supportText } from "../../runtime/scheme/supported_execution.ts";
import { wrapped } from "../line/help.ts";
import { type Paint } from "../line/terminal.ts";

const WIDTH = 80;

/** The name with the path inside the package before it. */
export function fullName({ namespace, name }: AnyDefinition): string {
  return namespace ? `${namespace}|${name}` : name;
}

/** A package and its modules, a line or few for each. */
export function catalogueText(of: Package, modules: readonly AnyDefinition[], paint: Paint): string {
  const left = Math.min(24, Math.max(0, ...modules.map((module) => fullName(module).length)));
  const lines = modules.flatMap((module) => {
    const name = fullName(module);
    const doc = wrapped(module.doc ?? "", WIDTH - left - 4);
    const first = `  ${paint("cyan", name)}${" ".repeat(Math.max(0, left - name.length))}`;
    const below = doc.map((line) => `${" ".repeat(left + 4)}${line}`.trimEnd());
    return name.length > left ? [first, ...below] : [`${first}  ${doc[0]}`.trimEnd(), ...below.slice(1)];
  });
  return `${paint("bold", of.identifier)} ${of.version}  ${of.name}\n${lines.join("\n")}\n\n`;
}

/** One module with its ports. */
export function moduleText(of: Package, module: AnyDefinition, paint: Paint): string {
  const kinds = [module.abstract && "abstract", module.control && "runs others by itself"].filter(Boolean).join(", ");
  return [
    `${paint("bold", fullName(module))}  ${paint("dim", `${of.identifier} ${of.version}${kinds && `, ${kinds}`}`)}`,
    ...(module.doc ? wrapped(module.doc, WIDTH) : []),
    ...portLines("Inputs", module.inputs, paint),
    ...portLines("Outputs", module.outputs, paint),
    ...(module.dynamicPorts ? ["", "Each one in a pipeline may have ports of its own."] : []),
    ...supportLines(module),
    "",
    "",
  ].join("\n");
}

/** Where it may run besides here. */
function supportLines(module: AnyDefinition): readonly string[] {
  const support = supportedExecution(module);
  const text = supportText(support);
  if (text === "") return [];
  const condition = support.autoselect || support.isPortable ? "" : ", if it is told to";
  return ["", ...wrapped(`May run elsewhere${condition}: ${text}.`, WIDTH)];
}

function portLines(title: string, ports: AnyDefinition["inputs"], paint: Paint): readonly string[] {
  const entries = Object.entries(ports);
  if (entries.length === 0) return [];
  const left = Math.min(24, Math.max(...entries.map(([name]) => name.length)));
  const isInput = title === "Inputs";
  const lines = entries.flatMap(([name, port]) => {
    const facts = [
      typeText(port),
      ...(isInput ? needText(port) : []),
      ...(port.values ? [`one of ${valuesText(port)}`] : []),
    ];
    const text = [facts.join(", "), ...(port.doc ? [port.doc] : [])].join(": ");
    const [first, ...more] = wrapped(text, WIDTH - left - 4);
    const head = `  ${paint("cyan", name)}${" ".repeat(Math.max(0, left - name.length))}`;
    return [`${head}  ${first}`, ...more.map((line) => " ".repeat(left + 4) + line)];
  });
  return ["", paint("bold", title), ...lines];
}

function needText(port: Port): readonly string[] {
  if ("default" in port) return [`default ${defaultText(port)}`];
  return port.optional ? ["optional"] : ["mandatory"];
}

/** `Integer`, a list of such `List of Integer`, a tuple `(Integer, Float)`. */
function typeText({ types, depth }: Port): string {
  const names = types.map(({ name }) => name);
  const text = names.length === 0 ? "no value" : names.length === 1 ? names[0] : `(${names.join(", ")})`;
  return "List of ".repeat(depth) + text;
}

function defaultText(port: Port): string {
  return port.default === undefined ? "none" : valueText(port, port.default);
}

function valuesText(port: Port): string {
  return (port.values ?? []).map((value) => valueText(port, value)).join(", ");
}

/** As the type writes it; texts in quotes, so that an empty one is seen. */
function valueText({ type }: Port, value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  return type?.constant ? type.constant.format(value) : String(value);
}

/** One module as a JSON document. Defaults and values are given as the text that a parameter would have. */
export function moduleData(of: Package, module: AnyDefinition): object {
  const { name, namespace = "", doc = "", inputs, outputs, abstract = false, hidden = false } = module;
  const ports = (each: AnyDefinition["inputs"]) => Object.entries(each).map(([key, port]) => portData(key, port));
  const itself = { package: of.identifier, version: of.version, namespace, name, doc, abstract, hidden };
  const { isPortable: portable, ...support } = supportedExecution(module);
  return { ...itself, supportedExecution: { ...support, portable }, inputs: ports(inputs), outputs: ports(outputs) };
}

function portData(name: string, port: Port): object {
  const { types, depth, optional, values, doc = "" } = port;
  const text = (value: unknown) => typeof value === "string" ? value : valueText(port, value);
  return {
    name,
    types: types.map((type) => `${type.package}:${type.namespace ? `${type.namespace}|` : ""}${type.name}`),
    depth,
    optional,
    doc,
    ...(port.default === undefined ? {} : { default: text(port.default) }),
    ...(values ? { values: values.map(text) } : {}),
  };
}
