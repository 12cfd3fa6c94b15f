/** Parameter explorations: the pipelines that a vistrail asks for, with values spread along up to four dimensions. */
import { InputError } from "../errors.ts";
import { nearest } from "../nearest.ts";
import { oneLine } from "../one_line.ts";
import { PythonError } from "../python/error.ts";
import { parseLiteral } from "../python/literal.ts";
import type { ExploredParameter, ParameterExploration } from "../vistrail/vistrail.ts";
import { type CallPython, interpolate } from "./interpolation.ts";
import type { Pipeline, PipelineModule, TypeName } from "./pipeline.ts";
import type { Registry } from "./registry.ts";

/** One of the pipelines, with its place, counted from 0. Cells of different frames share column, row and sheet. */
export interface Cell {
  readonly column: number;
  readonly row: number;
  readonly sheet: number;
  readonly frame: number;
  /** What sets it apart from the others. */
  readonly values: readonly ExploredValue[];
  readonly pipeline: Pipeline;
}

/** The text of one component of a port's value. */
export interface ExploredValue {
  readonly module: number;
  readonly port: string;
  readonly pos: number;
  readonly text: string;
}

/** What is needed beside the pipeline. */
export interface ExploreOptions {
  readonly registry: Registry;
  /** Without it, values that a Python function computes are an error. */
  readonly callPython?: CallPython;
}

const MOST_CELLS = 10_000;

/** Modules in all cells together, and values of parameters in all cells together. */
const MOST_IN_CELLS = 10_000_000;

/** Values of all parameters, before they are combined into cells. */
const MOST_VALUES = 1_000_000;

/** Characters of a name in a message. */
const NAME_WIDTH = 80;

/** The exploration of that name or number; throws `InputError` when there is none. */
export function explorationNamed(all: readonly ParameterExploration[], text: string): ParameterExploration {
  const wanted = text.trim();
  const latest = (found: readonly ParameterExploration[]) => found.toSorted((a, b) => (a.id ?? 0) - (b.id ?? 0)).at(-1);
  const found = latest(all.filter(({ name }) => name !== "" && name === wanted)) ??
    latest(all.filter(({ id }) => String(id) === wanted));
  if (found !== undefined) return found;
  const titles = all.map(({ id, name }) => name === "" ? String(id) : `${quoted(name)} (${id})`);
  const shown = titles.slice(0, 8).join(", ") + (titles.length > 8 ? `, … (${titles.length})` : "");
  const meant = nearest(wanted, all.map(({ name }) => name).filter((name) => name !== ""));
  const hint = meant === undefined ? "" : `, did you mean ${quoted(meant)}`;
  const there = all.length === 0 ? "the vistrail has none" : `the vistrail has ${shown}${hint}`;
  throw new InputError(`Cannot find parameter exploration ${quoted(text)}: ${there}`);
}

/**
 * The pipelines in VisTrails' order: columns first, then rows, sheets, frames. `pipeline` is that of the exploration's
 * version as it is stored, before upgrades and the values of variables: explored variables are taken out of it.
 * Throws `InputError` when a parameter cannot be explored.
 */
export async function exploredPipelines(
  pipeline: Pipeline,
  exploration: ParameterExploration,
  options: ExploreOptions,
): Promise<readonly Cell[]> {
  const axes = await axesOf(pipeline, exploration, options);
  const sizes = axes.map((axis) => axis.reduce((size, { texts }) => Math.min(size, texts.length), Infinity));
  const [columns, rows, sheets, frames] = sizes.map((size) => size === Infinity ? 1 : size);
  const count = columns * rows * sheets * frames;
  checkCount(count, axes.flat().length, pipeline);
  const base = explorable(pipeline, axes.flat());
  return Array.from({ length: count }, (_, k) => {
    const place = [
      k % columns,
      Math.trunc(k / columns) % rows,
      Math.trunc(k / (columns * rows)) % sheets,
      Math.trunc(k / (columns * rows * sheets)),
    ];
    const [column, row, sheet, frame] = place;
    const values = axes.flatMap((axis, dimension) =>
      axis.map(({ module, port, pos, texts }) => ({ module, port, pos, text: texts[place[dimension]] }))
    );
    return { column, row, sheet, frame, values, pipeline: withValues(base, values) };
  });
}

function checkCount(count: number, parameters: number, { modules }: Pipeline): void {
  if (count <= MOST_CELLS && count * Math.max(parameters, modules.length) <= MOST_IN_CELLS) return;
  const size = `${count} pipelines of ${modules.length} modules with ${parameters} parameters`;
  const most = `at most ${MOST_CELLS} with ${MOST_IN_CELLS} modules or parameters in all are made`;
  throw new InputError(`Cannot explore: it makes ${size}, ${most}`);
}

/** What changes along one dimension. */
interface Explored {
  readonly module: number;
  readonly port: string;
  readonly pos: number;
  readonly texts: readonly string[];
  /** Of all components of the port's value. */
  readonly components: readonly Component[];
}

interface Component {
  readonly type: TypeName;
  readonly default: string;
}

async function axesOf(
  pipeline: Pipeline,
  exploration: ParameterExploration,
  options: ExploreOptions,
): Promise<readonly Explored[][]> {
  const sizes = sizesOf(exploration.dims);
  const axes: Explored[][] = [[], [], [], []];
  const modules = new Map(pipeline.modules.map((module) => [module.id, module]));
  let room = MOST_VALUES;
  for (const { module: id, port, parameters } of exploration.functions) {
    const explored = parameters.filter(({ dimension }) => axes[dimension] !== undefined);
    if (explored.length === 0) continue;
    const module = modules.get(id);
    if (module === undefined) throw new InputError(`Cannot explore ${portText(port, { id })}: it is not there`);
    const components = componentsOf(module, port, options.registry);
    for (const parameter of explored) {
      const count = sizes[parameter.dimension] ?? 1;
      const texts = await textsOf(parameter, { module, port, components, count, room }, options);
      room -= texts.length;
      axes[parameter.dimension].push({ module: id, port, pos: parameter.pos, texts, components });
    }
  }
  if (axes.every((axis) => axis.length === 0)) throw new InputError("Cannot explore: no parameter has a dimension");
  return axes;
}

interface Place {
  readonly module: PipelineModule;
  readonly port: string;
  readonly components: readonly Component[];
  /** Length of the dimension. */
  readonly count: number;
  /** How many values there may be. */
  readonly room: number;
}

async function textsOf(
  { pos, interpolator, value }: ExploredParameter,
  { module, port, components, count, room }: Place,
  { registry, callPython }: ExploreOptions,
): Promise<readonly string[]> {
  try {
    if (components[pos] === undefined) {
      throw new InputError(`it has ${components.length} components, not number ${pos}`);
    }
    if (count > MOST_CELLS) throw new InputError(`${count} values are wanted, at most ${MOST_CELLS} are made`);
    const type = registry.type(components[pos].type);
    if (interpolator !== "List" && count > room) throw tooMany();
    const texts = await interpolate({ interpolator, source: unescaped(value), count, type, callPython });
    if (texts.length > room) throw tooMany();
    return texts;
  } catch (error) {
    if (!(error instanceof InputError || error instanceof PythonError)) throw error;
    throw new InputError(`Cannot explore ${portText(port, module)}: ${error.message}`, { cause: error });
  }
}

function tooMany(): InputError {
  return new InputError(`all parameters together have more than ${MOST_VALUES} values`);
}

function portText(port: string, { id, name }: Pick<PipelineModule, "id"> & Partial<PipelineModule>): string {
  const module = name === undefined ? String(id) : `${id} (${oneLine(name, NAME_WIDTH)})`;
  return `port ${oneLine(port, NAME_WIDTH)} of module ${module}`;
}

function quoted(name: string): string {
  return JSON.stringify(oneLine(name, NAME_WIDTH));
}

/** Numbers of columns, rows, sheets and frames. */
function sizesOf(dims: string): readonly number[] {
  const sizes = literalOf(dims);
  if (Array.isArray(sizes) && sizes.every(Number.isSafeInteger)) return sizes;
  throw new InputError(`Cannot explore: its dimensions are ${JSON.stringify(dims.slice(0, 80))}, a list is wanted`);
}

function literalOf(text: string): unknown {
  try {
    return parseLiteral(text);
  } catch {
    return undefined;
  }
}

/** Some files were escaped twice. */
function unescaped(text: string): string {
  const known: Readonly<Record<string, string>> = { "&apos;": "'", "&quot;": '"', "&#xa;": "\n" };
  return text.replace(/&(?:apos|quot|#xa);/g, (entity) => known[entity])
    .replaceAll("&gt;", ">").replaceAll("&lt;", "<").replaceAll("&amp;", "&");
}

/** The components of a port's value: by the port where it is known, else by what is written on it. */
function componentsOf(module: PipelineModule, port: string, registry: Registry): readonly Component[] {
  const known = knownComponents(module, port, registry);
  const written = module.functions.find(({ name }) => name === port)?.parameters;
  if (written !== undefined) {
    return written.map(({ type, text }, i) => ({ type: known?.[i]?.type ?? type, default: text }));
  }
  if (known !== undefined) return known;
  const what = portText(port, module);
  throw new InputError(`Cannot explore ${what}: no package that is here has it, and nothing is written on it`);
}

function knownComponents(module: PipelineModule, port: string, registry: Registry): readonly Component[] | undefined {
  const spec = module.portSpecs.find(({ side, name }) => side === "input" && name === port);
  if (spec !== undefined) return spec.types.map((type) => ({ type, default: "" }));
  const inputs = (module.kind === "module" ? registry.definition(module) : undefined)?.inputs ?? {};
  if (!Object.hasOwn(inputs, port)) return undefined;
  const { types, default: value } = inputs[port];
  return types.map((type) => ({ type, default: value === undefined ? "" : type.constant?.format(value) ?? "" }));
}

/** The pipeline with a value on every explored port, and without the variables that would take their place. */
function explorable(pipeline: Pipeline, explored: readonly Explored[]): Pipeline {
  const byModule = Map.groupBy(explored, ({ module }) => module);
  const variables = new Set(pipeline.modules.filter(({ id }) => byModule.has(id)).map(({ variable }) => variable));
  const modules = pipeline.modules.map((module) => {
    const { variable, ...rest } = module;
    const kept = variable === undefined || variables.has(variable) ? rest : module;
    const functions = [...module.functions];
    for (const { port, components } of byModule.get(module.id) ?? []) {
      if (functions.some(({ name }) => name === port)) continue;
      functions.push({
        name: port,
        parameters: components.map(({ type, default: text }) => ({ type, text, alias: "" })),
      });
    }
    return { ...kept, functions };
  });
  return { ...pipeline, modules };
}

function withValues(pipeline: Pipeline, values: readonly ExploredValue[]): Pipeline {
  const byModule = Map.groupBy(values, ({ module }) => module);
  const modules = pipeline.modules.map((module) => {
    const texts = byModule.get(module.id);
    if (texts === undefined) return module;
    const functions = [...module.functions];
    for (const { port, pos, text } of texts) {
      const at = functions.findIndex(({ name }) => name === port);
      const parameters = functions[at].parameters.map((one, i) => i === pos ? { ...one, text } : one);
      functions[at] = { ...functions[at], parameters };
    }
    return { ...module, functions };
  });
  return { ...pipeline, modules };
}
