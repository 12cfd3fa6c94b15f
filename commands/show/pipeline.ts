/** A pipeline as text: its modules in the order of the data, each with its values and what feeds it. */
import { inDataOrder } from "../../runtime/pipeline/data_order.ts";
import type {
  Connection,
  ModuleFunction,
  Pipeline,
  PipelineModule,
  PortSpec,
  TypeName,
} from "../../runtime/pipeline/pipeline.ts";
import { oneLine, type Paint } from "../line/terminal.ts";

const SOURCE_LINES = 12;

/** Lines of text, no wider than `width` where names allow it. */
export function drawPipeline(pipeline: Pipeline, width: number, paint: Paint): string[] {
  return draw(pipeline, { indent: "", width, paint });
}

/** A package's identifier without what VisTrails' own have in common. */
export function shortPackage(identifier: string): string {
  return identifier.replace(/^(org\.vistrails\.vistrails|edu\.utah\.sci\.vistrails)\./, "");
}

/** A module's name, with its namespace. */
export function moduleName({ namespace, name }: { namespace: string; name: string }): string {
  return namespace === "" ? name : `${namespace}|${name}`;
}

/** A written value in one line, as parameters or as the value that a script gave. */
function valueText({ parameters, value }: ModuleFunction): string {
  if (parameters.length === 0) return value === undefined ? "" : literal(value);
  const texts = parameters.map(({ text }) => text);
  return texts.length === 1 ? texts[0] : `(${texts.join(", ")})`;
}

interface Style {
  readonly indent: string;
  readonly width: number;
  readonly paint: Paint;
}

function draw(pipeline: Pipeline, style: Style): string[] {
  const names = new Map(pipeline.modules.map((module) => [module.id, module.name]));
  const incoming = Map.groupBy(pipeline.connections, ({ destination }) => destination.module);
  return inDataOrder(pipeline).flatMap((module) => [
    headline(module, style),
    ...details(module, { names, incoming: incoming.get(module.id) ?? [], style }),
    ...content(module, style),
  ]);
}

function headline(module: PipelineModule, { indent, width, paint }: Style): string {
  const name = paint("bold", oneLine(moduleName(module), width));
  const label = module.label === "" ? "" : ` ${paint("green", oneLine(`“${module.label}”`, 60))}`;
  const kind = module.kind === "module" ? "" : module.kind === "group" ? "group" : "sub-workflow";
  const uncached = module.cache ? "" : "not cached";
  const origin = kind === "" ? `${shortPackage(module.package)} ${module.version}` : "";
  const remarks = [origin, kind, uncached].map((part) => oneLine(part, 60)).filter((part) => part !== "").join(", ");
  return `${indent}${String(module.id).padStart(3)}  ${name}${label}  ${paint("dim", remarks)}`.trimEnd();
}

interface Surroundings {
  readonly names: ReadonlyMap<number, string>;
  readonly incoming: readonly Connection[];
  readonly style: Style;
}

function details(module: PipelineModule, { names, incoming, style }: Surroundings): string[] {
  const { indent, width } = style;
  const lines = [
    ...module.portSpecs.map((spec) => `${spec.side} ${portSpecText(spec)}`),
    ...[...module.controlParameters].map(([name, value]) => `${name}: ${value}`),
    ...module.functions.filter((f) => sourceOf(f) === undefined).map(functionText),
    ...incoming.map(({ source, destination }) =>
      `${destination.port} ← ${source.module} ${names.get(source.module) ?? "?"}.${source.port}`
    ),
    ...(module.variable === undefined ? [] : [`value = variable ${module.variable}`]),
  ];
  const prefix = `${indent}       `;
  const sources = module.functions.flatMap((f) => sourceLines(sourceOf(f)));
  return [...lines.map((line) => oneLine(line, width - prefix.length)), ...sources].map((line) => prefix + line);
}

function content({ workflow }: PipelineModule, style: Style): string[] {
  return workflow === undefined ? [] : draw(workflow, { ...style, indent: `${style.indent}     │ ` });
}

function functionText(f: ModuleFunction): string {
  const aliases = f.parameters.map(({ alias }) => alias).filter((alias) => alias !== "");
  const named = aliases.length === 0 ? "" : `  (alias ${aliases.join(", ")})`;
  return f.parameters.length === 0 && f.value === undefined ? `${f.name}()` : `${f.name} = ${valueText(f)}${named}`;
}

function portSpecText({ name, types, depth, optional }: PortSpec): string {
  const type = types.map(typeText).join(", ");
  return `${name}: ${types.length === 1 ? type : `(${type})`}${"[]".repeat(Math.min(depth, 8))}${
    optional ? ", optional" : ""
  }`;
}

function typeText(type: TypeName): string {
  return moduleName(type);
}

/** A program of several lines: in files one parameter called `source`, percent-encoded, in scripts a text. */
function sourceOf({ name, parameters, value }: ModuleFunction): string | undefined {
  const text = parameters.length === 1 ? parameters[0].text : value;
  return name === "source" && typeof text === "string" && /%(0A|0D|20)|[\n\r]/i.test(text) ? text : undefined;
}

function sourceLines(text: string | undefined): string[] {
  if (text === undefined) return [];
  const lines = decoded(text).split(/\r\n?|\n/).map((line) => line.trimEnd());
  const shown = lines.slice(0, SOURCE_LINES).map((line) => `  | ${clean(line)}`);
  const more = lines.length > SOURCE_LINES ? [`  | … ${lines.length - SOURCE_LINES} more lines`] : [];
  return ["source:", ...shown, ...more];
}

/** A text as it was before it was percent-encoded, as programs are stored. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Keeps the indentation, which `oneLine` would not. */
function clean(line: string): string {
  const text = line.replaceAll("\t", "    ");
  return text.slice(0, text.length - text.trimStart().length) + oneLine(text, 160);
}

function literal(value: unknown): string {
  try {
    return JSON.stringify(value, (_, inner) => typeof inner === "bigint" ? String(inner) : inner) ?? String(value);
  } catch {
    return String(value);
  }
}
