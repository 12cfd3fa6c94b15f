/** Where everything of a pipeline is drawn: boxes, ports, wires; groups that are open hold a layout of their own. */
import { arrangeDagre } from "./arrange_dagre.ts";
import { arrangeLevels } from "./arrange_levels.ts";
import { arrangeStored } from "./arrange_stored.ts";
import type { Arrangement } from "./arrangement.ts";
import { boxSize, headHeight, PADDING, type Size } from "./box.ts";
import type { DrawnConnection, DrawnModule, DrawnPipeline, Point } from "./drawn.ts";

/** A pipeline with places for all that is in it. Its upper left corner is at 0, 0. */
export interface Layout extends Size {
  readonly boxes: readonly Box[];
  readonly wires: readonly Wire[];
}

/** A module with its place, given by its upper left corner. */
export interface Box extends Size, Point {
  readonly module: DrawnModule;
  /** Ports that are connected; x from the left of the box. */
  readonly inputs: readonly PortPlace[];
  readonly outputs: readonly PortPlace[];
  /** Of a group that is open: its content, and where that begins, from the corner of the box. */
  readonly inside?: { readonly layout: Layout; readonly at: Point };
}

/** A port at the upper or lower side of a box. */
export interface PortPlace {
  readonly name: string;
  readonly x: number;
}

/** A connection as a curve through points, from an output port down to an input port. */
export interface Wire {
  readonly connection: DrawnConnection;
  readonly points: readonly Point[];
}

/** How to arrange; `stored` counts only where all places are known and no group is open. */
export type ArrangementName = "automatic" | "stored";

/** Boxes in one pipeline up to which the better arrangement is made; above it the one that is linear. */
export const MOST_ARRANGED_WELL = 220;
/** Space around everything. */
const MARGIN = 16;

/** See the head of the file. */
export function layOut(pipeline: DrawnPipeline, arrangement: ArrangementName = "automatic"): Layout {
  const { modules } = pipeline;
  const insides = modules.map(({ inside }) => inside === undefined ? undefined : layOut(inside));
  const sizes = modules.map((module, i) => sizeOf(module, insides[i]));
  const indexes = new Map(modules.map(({ path }, i) => [path, i]));
  const connections = pipeline.connections.filter(({ from, to }) => indexes.has(from) && indexes.has(to));
  const wires = connections.map(({ from, to }) => [indexes.get(from)!, indexes.get(to)!] as const);
  const { centres, bends, rowHeights } = arrange(modules, { sizes, wires }, arrangement);
  const corner = cornerOf(sizes, centres);
  const corners = centres.map(({ x, y }, i) => ({
    x: Math.round(x - sizes[i].width / 2 - corner.x),
    y: Math.round(y - sizes[i].height / 2 - corner.y),
  }));
  const ports = portsOf(connections, { wires, sizes, corners });
  const bottomOf = (i: number): number => corners[i].y + sizes[i].height;
  return {
    width: extent(corners.map(({ x }, i) => x + sizes[i].width)),
    height: extent(corners.map(({ y }, i) => y + sizes[i].height)),
    boxes: modules.map((module, i) => ({
      module,
      ...corners[i],
      ...sizes[i],
      ...ports[i],
      ...(insides[i] && { inside: { layout: insides[i], at: { x: 0, y: headHeight(module) } } }),
    })),
    wires: connections.map((connection, k) => {
      const [from, to] = wires[k];
      const between = bends[k].map(({ x, y }) => ({ x: x - corner.x, y: y - corner.y }));
      const start = { x: corners[from].x + placeOf(ports[from].outputs, connection.output), y: bottomOf(from) };
      const end = { x: corners[to].x + placeOf(ports[to].inputs, connection.input), y: corners[to].y };
      const [below, above] = [from, to].map((i) => ((rowHeights?.[i] ?? sizes[i].height) - sizes[i].height) / 2);
      return { connection, points: pointsOf([start, end], between, { below, above }) };
    }),
  };
}

function sizeOf(module: DrawnModule, inside: Layout | undefined): Size {
  const own = boxSize(module);
  if (inside === undefined) return own;
  return { width: Math.max(own.width, inside.width), height: headHeight(module) + inside.height };
}

function arrange(
  modules: readonly DrawnModule[],
  arranged: Parameters<typeof arrangeDagre>[0],
  wanted: ArrangementName,
): Arrangement {
  const places = modules.flatMap(({ place, inside }) => place === undefined || inside !== undefined ? [] : [place]);
  if (wanted === "stored" && places.length === modules.length) return arrangeStored(arranged, places);
  return modules.length <= MOST_ARRANGED_WELL ? arrangeDagre(arranged) : arrangeLevels(arranged);
}

function cornerOf(sizes: readonly Size[], centres: readonly Point[]): Point {
  const least = (all: readonly number[]): number => all.reduce((a, b) => Math.min(a, b), Infinity);
  if (centres.length === 0) return { x: 0, y: 0 };
  return {
    x: least(centres.map(({ x }, i) => x - sizes[i].width / 2)) - MARGIN,
    y: least(centres.map(({ y }, i) => y - sizes[i].height / 2)) - MARGIN,
  };
}

function extent(ends: readonly number[]): number {
  return Math.ceil(ends.reduce((a, b) => Math.max(a, b), 0) + MARGIN);
}

interface Ports {
  readonly inputs: readonly PortPlace[];
  readonly outputs: readonly PortPlace[];
}

/** Ports stand in the order of what they are connected with, from left to right, so that wires seldom cross. */
function portsOf(
  connections: readonly DrawnConnection[],
  { wires, sizes, corners }: {
    readonly wires: readonly (readonly [number, number])[];
    readonly sizes: readonly Size[];
    readonly corners: readonly Point[];
  },
): readonly Ports[] {
  const inputs = sizes.map(() => new Map<string, number[]>());
  const outputs = sizes.map(() => new Map<string, number[]>());
  const note = (ports: Map<string, number[]>, port: string, x: number): void => {
    const known = ports.get(port);
    if (known === undefined) ports.set(port, [x]);
    else known.push(x);
  };
  for (const [k, { input, output }] of connections.entries()) {
    const [from, to] = wires[k];
    note(inputs[to], input, corners[from].x + sizes[from].width / 2);
    note(outputs[from], output, corners[to].x + sizes[to].width / 2);
  }
  return sizes.map(({ width }, i) => ({ inputs: spread(inputs[i], width), outputs: spread(outputs[i], width) }));
}

function spread(ports: ReadonlyMap<string, readonly number[]>, width: number): PortPlace[] {
  const mean = (all: readonly number[]): number => all.reduce((a, b) => a + b, 0) / all.length;
  const ordered = [...ports].sort(([, a], [, b]) => mean(a) - mean(b));
  const room = width - 2 * PADDING;
  return ordered.map(([name], i) => ({ name, x: Math.round(PADDING + room * (i + 0.5) / ordered.length) }));
}

/** `below`: what is left of its row under the first box, `above`: over the last; wires pass both straight down. */
function pointsOf(
  [start, end]: readonly [Point, Point],
  between: readonly Point[],
  { below, above }: { readonly below: number; readonly above: number },
): Point[] {
  const [leaves, arrives] = [Math.round(start.y + below), Math.round(end.y - above)];
  return [
    start,
    ...below > 4 ? [{ x: start.x, y: leaves }] : [],
    ...between.filter(({ y }) => y > leaves + 8 && y < arrives - 8),
    ...above > 4 ? [{ x: end.x, y: arrives }] : [],
    end,
  ];
}

function placeOf(ports: readonly PortPlace[], name: string): number {
  return ports.find((port) => port.name === name)?.x ?? 0;
}
