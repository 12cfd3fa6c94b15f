/** Takes out of what is said the values that travel by their hashes, and puts them back on the other side. */
import { Tuple } from "../../../runtime/python/tuple.ts";
import { RemoteValue } from "../../../runtime/store/remote_value.ts";
import { PathValue } from "../../../runtime/values.ts";

/** Bytes from which a value travels by its hash. */
export const BIG = 65_536;

/** Where a value stood: names and numbers, from the outside in. */
export type Place = readonly (string | number)[];

/** What was taken out. */
export interface Cut {
  readonly place: Place;
  readonly value: unknown;
}

/** Records or lists in each other, so many levels; below are values. */
type Nested = Readonly<Record<string, unknown>> | readonly unknown[];

/** The values at `levels` below that are big, or that mean nothing elsewhere, and the rest without them. */
export function cutOut<T extends Nested>(
  nested: T,
  levels: number,
  isCut: (value: unknown) => boolean = isForTheRoad,
): { readonly rest: T; readonly cuts: Cut[] } {
  if (!isAnyCut(nested, levels, isCut)) return { rest: nested, cuts: [] };
  const cuts: Cut[] = [];
  const rest = cutInside(nested, { levels, place: [], cuts, isCut }) as T;
  return { rest, cuts };
}

/** Most calls have none: nothing is made for them. */
function isAnyCut(value: unknown, levels: number, isCut: (value: unknown) => boolean): boolean {
  if (levels === 0) return isCut(value);
  if (typeof value !== "object" || value === null) return false;
  return (Array.isArray(value) ? value : Object.values(value)).some((part) => isAnyCut(part, levels - 1, isCut));
}

interface Cutting {
  readonly levels: number;
  readonly place: Place;
  readonly cuts: Cut[];
  readonly isCut: (value: unknown) => boolean;
}

function cutInside(value: unknown, { levels, place, cuts, isCut }: Cutting): unknown {
  if (levels === 0) {
    if (!isCut(value)) return value;
    cuts.push({ place, value });
    return null;
  }
  if (typeof value !== "object" || value === null) return value;
  const inside = (key: string | number, item: unknown): unknown =>
    cutInside(item, { levels: levels - 1, place: [...place, key], cuts, isCut });
  const before = cuts.length;
  const changed = Array.isArray(value)
    ? value.map((item, at) => inside(at, item))
    : Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inside(key, item)]));
  return cuts.length === before ? value : changed;
}

/** Puts values where they stood. Throws for a place that is not there. */
export function putBack(nested: unknown, values: Iterable<Cut>): void {
  for (const { place, value } of values) {
    const parent = place.slice(0, -1).reduce<unknown>(childOf, nested);
    const last = place[place.length - 1];
    if (childOf(parent, last) !== null) throw new SyntaxError("Cannot put a value back: its place is taken");
    (parent as Record<string | number, unknown>)[last] = value;
  }
}

function childOf(parent: unknown, key: string | number): unknown {
  if (typeof parent !== "object" || parent === null || !Object.hasOwn(parent, key)) {
    throw new SyntaxError("Cannot put a value back: there is no such place");
  }
  return (parent as Record<string | number, unknown>)[key];
}

/** Whether it takes `BIG` bytes or more, or has something in it that is not the same elsewhere. */
export function isForTheRoad(value: unknown): boolean {
  return room(value, BIG) <= 0;
}

/** Whether it has something in it that is not the same elsewhere. */
export function hasPlaces(value: unknown): boolean {
  return room(value, Infinity) <= 0;
}

/** What remains of `left` bytes; nothing where there is a path or a value that is elsewhere. */
function room(value: unknown, left: number): number {
  if (typeof value === "string") return left - value.length;
  if (typeof value !== "object" || value === null) return left - 8;
  if (ArrayBuffer.isView(value)) return left - value.byteLength;
  if (value instanceof PathValue || value instanceof RemoteValue) return 0;
  let rest = left - 8;
  for (const part of partsOf(value)) {
    if (rest <= 0) return 0;
    rest = room(part, rest);
  }
  return rest;
}

function partsOf(value: object): Iterable<unknown> {
  if (Array.isArray(value)) return value;
  if (value instanceof Map) return [...value.keys(), ...value.values()];
  return value instanceof Tuple ? value.items : Object.values(value);
}
