/** The differences of two pipelines as text. */
import type { Connection, Pipeline, PipelineModule, PortRef } from "../../runtime/pipeline/pipeline.ts";
import type { ModuleDiff, ParameterChange, PipelineDiff, PortValue } from "../../runtime/vistrail/diff.ts";
import { type Colour, oneLine, type Paint } from "../line/terminal.ts";
import { decoded, moduleName, shortPackage } from "../show/pipeline.ts";
import { diffLines } from "./lines.ts";

/** Changed lines of a program that are shown. */
const MOST_LINES = 40;

interface Style {
  readonly indent: string;
  readonly width: number;
  readonly paint: Paint;
}

/** Lines of text: modules first, those of groups under them, then connections. */
export function drawDiff(diff: PipelineDiff, width: number, paint: Paint): string[] {
  return draw(diff, { indent: "", width, paint });
}

function draw(diff: PipelineDiff, style: Style): string[] {
  return [
    ...diff.deleted.map((module) => line("−", headline(module), style)),
    ...diff.added.map((module) => line("+", headline(module), style)),
    ...diff.changed.flatMap((change) => [line("~", changedHeadline(change), style), ...details(change, style)]),
    ...connectionTexts(diff.deletedConnections, diff.a).map((text) => line("−", text, style)),
    ...connectionTexts(diff.addedConnections, diff.b).map((text) => line("+", text, style)),
  ];
}

const COLOURS = new Map<string, Colour>([["+", "green"], ["−", "red"], ["~", "yellow"]]);

function line(sign: string, text: string, { indent, width, paint }: Style): string {
  const shown = `${sign} ${oneLine(text, width - indent.length - 2)}`;
  const colour = COLOURS.get(sign);
  return indent + (colour === undefined ? shown : paint(colour, shown));
}

function headline(module: PipelineModule): string {
  const label = module.label === "" ? "" : ` “${module.label}”`;
  const kind = module.kind === "module" ? shortPackage(module.package) : module.kind;
  return `${module.id} ${moduleName(module)}${label} (${kind})`;
}

function changedHeadline({ before, after }: ModuleDiff): string {
  return headline(after) + (before.id === after.id ? "" : `, was ${before.id}`);
}

function connectionTexts(connections: readonly Connection[], { modules }: Pipeline): string[] {
  const names = new Map(modules.map(({ id, name }) => [id, name]));
  const end = ({ module, port }: PortRef) => `${module} ${names.get(module) ?? "?"}.${port}`;
  return connections.map(({ source, destination }) => `${end(source)} → ${end(destination)}`);
}

function details({ parameters, settings, content }: ModuleDiff, style: Style): string[] {
  const inner = { ...style, indent: `${style.indent}    ` };
  return [
    ...settings.map(({ name, before, after }) => line(" ", changeText(name, before, after), inner)),
    ...parameters.flatMap((change) => parameterLines(change, inner)),
    ...(content === undefined ? [] : draw(content, { ...style, indent: `${style.indent}  │ ` })),
  ];
}

function changeText(name: string, before: string | undefined, after: string | undefined): string {
  if (before === undefined) return `${name} = ${after}, new`;
  return after === undefined ? `${name}: ${before}, removed` : `${name}: ${before} → ${after}`;
}

function parameterLines({ port, before, after }: ParameterChange, style: Style): string[] {
  const [old, now] = [before, after].map((values) => programOf(port, values));
  if (old !== undefined && now !== undefined && (old.length > 1 || now.length > 1)) {
    return [line(" ", `${port}:`, style), ...programLines(old, now, { ...style, indent: `${style.indent}    ` })];
  }
  return [line(" ", changeText(port, valuesText(port, before), valuesText(port, after)), style)];
}

/** Undefined without values; several stand side by side. */
function valuesText(port: string, values: readonly PortValue[]): string | undefined {
  if (values.length === 0) return undefined;
  return values.map((components) => {
    const texts = components.map(({ text, alias }) =>
      JSON.stringify(plainText(port, text)) + (alias === "" ? "" : ` (${alias})`)
    );
    return texts.length === 1 ? texts[0] : `(${texts.join(", ")})`;
  }).join(", ");
}

/** The lines of a port's only text. */
function programOf(port: string, values: readonly PortValue[]): string[] | undefined {
  if (values.length !== 1 || values[0].length !== 1) return undefined;
  return plainText(port, values[0][0].text).split(/\r\n?|\n/);
}

/** Programs are stored percent-encoded. */
function plainText(port: string, text: string): string {
  return port === "source" ? decoded(text) : text;
}

function programLines(before: readonly string[], after: readonly string[], style: Style): string[] {
  const changes = diffLines(before, after);
  const more = changes.length > MOST_LINES ? [line(" ", `… ${changes.length - MOST_LINES} more lines`, style)] : [];
  return [...changes.slice(0, MOST_LINES).map(({ sign, text }) => programLine(sign, text, style)), ...more];
}

/** Keeps the indentation, which `oneLine` would not. */
function programLine(sign: string, text: string, style: Style): string {
  const blanks = /^[ \t]*/.exec(text)![0].replaceAll("\t", "    ").slice(0, 80);
  const { indent, width, paint } = style;
  return indent +
    paint(COLOURS.get(sign)!, `${sign} ${blanks}${oneLine(text, width - indent.length - 2 - blanks.length)}`);
}
