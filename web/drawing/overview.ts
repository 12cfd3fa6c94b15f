/**
 * A pipeline too large to be drawn module by module: its levels, gathered to bands, in each the modules of one name as
 * one part. A part can be looked into: it is a smaller pipeline.
 */
import { type DrawnConnection, type DrawnModule, type DrawnPipeline, type DrawnState, STATES } from "./drawn.ts";
import { levelsOf } from "./levels.ts";

/** The bands, upstream first, and how many wires lead from parts of one to parts of another. */
export interface Overview {
  readonly bands: readonly Band[];
  readonly flows: readonly Flow[];
  readonly modules: number;
}

/** Levels that lie together, from `first` to `last`. */
export interface Band {
  readonly first: number;
  readonly last: number;
  readonly parts: readonly Part[];
}

/** Modules of one name in one band; `name` is undefined for all of the names that are too many. */
export interface Part {
  readonly id: number;
  readonly name: string | undefined;
  readonly count: number;
  readonly counts: Readonly<Partial<Record<DrawnState, number>>>;
}

/** Wires from one part to another. */
export interface Flow {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

const MOST_BANDS = 40;
const MOST_PARTS = 5;

/** See the head of the file. */
export function overviewOf({ modules, connections }: DrawnPipeline): Overview {
  const { wires, levels } = leveled({ modules, connections });
  const height = levels.reduce((most, level) => Math.max(most, level + 1), 0);
  const perBand = Math.max(1, Math.ceil(height / MOST_BANDS));
  const partOf = new Int32Array(modules.length);
  const bands: Band[] = [];
  let id = 0;
  const bandOf = (i: number): number => Math.floor(levels[i] / perBand);
  const byBand = Map.groupBy(modules.keys(), bandOf);
  for (const band of [...byBand.keys()].sort((a, b) => a - b)) {
    const parts: Part[] = [];
    for (const [name, members] of partsOf(byBand.get(band)!, modules)) {
      for (const i of members) partOf[i] = id;
      parts.push({ id: id++, name, count: members.length, counts: countsOf(members, modules) });
    }
    bands.push({ first: band * perBand, last: Math.min(height, (band + 1) * perBand) - 1, parts });
  }
  const between = wires.filter(([from, to]) => bandOf(from) !== bandOf(to));
  return { bands, flows: flowsOf(between, partOf), modules: modules.length };
}

interface Leveled {
  /** Between modules that are there, by their indexes. */
  readonly wires: readonly (readonly [from: number, to: number])[];
  readonly levels: Int32Array;
}

/** By connections: what is drawn again and again while it runs keeps them. */
const known = new WeakMap<readonly DrawnConnection[], Leveled>();

function leveled({ modules, connections }: DrawnPipeline): Leveled {
  const before = known.get(connections);
  if (before?.levels.length === modules.length) return before;
  const indexes = new Map(modules.map(({ path }, i) => [path, i]));
  const wires: (readonly [number, number])[] = [];
  for (const { from, to } of connections) {
    const [source, fed] = [indexes.get(from), indexes.get(to)];
    if (source !== undefined && fed !== undefined) wires.push([source, fed]);
  }
  const found = { wires, levels: levelsOf(modules.length, wires) };
  known.set(connections, found);
  return found;
}

/** The most frequent names by themselves, all others together. */
function partsOf(
  band: readonly number[],
  modules: readonly DrawnModule[],
): readonly (readonly [name: string | undefined, members: readonly number[]])[] {
  const byName = [...Map.groupBy(band, (i) => modules[i].name)].sort(([, a], [, b]) => b.length - a.length);
  if (byName.length <= MOST_PARTS) return byName;
  const others = byName.slice(MOST_PARTS - 1).flatMap(([, members]) => members);
  return [...byName.slice(0, MOST_PARTS - 1), [undefined, others]];
}

function countsOf(members: readonly number[], modules: readonly DrawnModule[]): Part["counts"] {
  const counts: Partial<Record<DrawnState, number>> = {};
  for (const i of members) {
    const state = modules[i].status?.state;
    if (state !== undefined) counts[state] = (counts[state] ?? 0) + 1;
  }
  return Object.fromEntries(STATES.flatMap((state) => counts[state] === undefined ? [] : [[state, counts[state]]]));
}

function flowsOf(wires: readonly (readonly [number, number])[], partOf: Int32Array): Flow[] {
  const counts = new Map<number, { from: number; to: number; count: number }>();
  for (const [source, fed] of wires) {
    const [from, to] = [partOf[source], partOf[fed]];
    if (from === to) continue;
    const key = from * partOf.length + to;
    const flow = counts.get(key);
    if (flow === undefined) counts.set(key, { from, to, count: 1 });
    else flow.count++;
  }
  return [...counts.values()];
}

/** What of a pipeline to look into. */
export interface Section {
  /** Levels, both included. */
  readonly first: number;
  readonly last: number;
  /** Modules of this name alone. */
  readonly name?: string;
  /** Beginning with this one, counted from 0. */
  readonly from: number;
}

/** At most `most` modules of a section with the wires among them, and how many there are in all. */
export function sectionOf(
  { modules, connections }: DrawnPipeline,
  { first, last, name, from }: Section,
  most: number,
): { readonly pipeline: DrawnPipeline; readonly count: number } {
  const { levels } = leveled({ modules, connections });
  const inside = modules.filter((module, i) =>
    levels[i] >= first && levels[i] <= last && (name === undefined || module.name === name)
  );
  const shown = inside.slice(from, from + most);
  const paths = new Set(shown.map(({ path }) => path));
  const kept = connections.filter((one) => paths.has(one.from) && paths.has(one.to));
  return { pipeline: { modules: shown, connections: kept }, count: inside.length };
}
