/** The values that a parameter exploration tries for one parameter, as VisTrails' interpolators make them. */
import type { PortType } from "../authoring/port_type.ts";
import { InputError } from "../errors.ts";
import { FLOAT } from "../python/constants.ts";
import { parseLiteral } from "../python/literal.ts";
import { isNumber, makeFloat, parseFloatText, parseInteger, truncate } from "../python/numbers.ts";
import { repr, str } from "../python/text.ts";
import { Tuple } from "../python/tuple.ts";

/** Evaluates Python source that defines `value(i)`: its results for 0, 1, … up to `count`, None as null. */
export type CallPython = (source: string, count: number) => Promise<readonly unknown[]>;

/** What is to be interpolated. */
export interface Interpolation {
  /** VisTrails' name of it: `Linear Interpolation`, `RGB Interpolation`, `HSV Interpolation`, `List`, … */
  readonly interpolator: string;
  /** A Python literal, or the source of a function. */
  readonly source: string;
  /** How many values are wanted; a list gives as many as it has. */
  readonly count: number;
  /** Of the parameter; undefined where no package has it. */
  readonly type: PortType | undefined;
  readonly callPython?: CallPython;
}

/** The texts of the values, at least one; throws `InputError` or `PythonError` with the reason when there are none. */
export async function interpolate(interpolation: Interpolation): Promise<readonly string[]> {
  const { interpolator, source, count, type } = interpolation;
  switch (interpolator) {
    case "Linear Interpolation":
      return linear(endsOf(source), count, type);
    case "RGB Interpolation":
      return colors(endsOf(source), count, (from, to) => (u) => mixed(from, to, u));
    case "HSV Interpolation":
      return colors(endsOf(source), count, throughHues);
    case "List":
      return listed(source, type);
    case "User-defined Function":
      return await computed(interpolation);
    default:
      throw new InputError(`there is no interpolation called ${JSON.stringify(interpolator.slice(0, 40))}`);
  }
}

function endsOf(source: string): [from: unknown, to: unknown] {
  const items = itemsOfLiteral(source);
  if (items.length < 2) throw new InputError(`it has ${items.length} values, the first and the last are wanted`);
  return [items[0], items[1]];
}

function itemsOfLiteral(source: string): readonly unknown[] {
  const value = parseLiteral(source);
  if (Array.isArray(value)) return value;
  if (value instanceof Tuple) return value.items;
  throw new InputError("its values are no list");
}

function linear(ends: [unknown, unknown], count: number, type: PortType | undefined): string[] {
  if (type?.name === "Integer") {
    const [first, last] = ends.map((one) => Number(isNumber(one) ? truncate(Number(one)) : parseInteger(str(one))));
    return spread(count, (i, end) => str(truncate(first + (last - first) * i / end)));
  }
  if (type?.name === "Float") {
    const [first, last] = ends.map((one) => isNumber(one) ? Number(one) : Number(parseFloatText(str(one))));
    return spread(count, (i, end) => floatText(first + (last - first) * i / end));
  }
  throw new InputError(
    `only Integer and Float can be interpolated, it is ${type?.name ?? "of a type that is not here"}`,
  );
}

/** `count` texts, one at least, for `i` from 0 up to `end`. */
function spread(count: number, text: (i: number, end: number) => string): string[] {
  return Array.from({ length: Math.max(1, count) }, (_, i) => text(i, Math.max(1, count - 1)));
}

function floatText(value: number): string {
  return FLOAT.format(makeFloat(value));
}

/** Three components. */
type Triple = readonly [number, number, number];

type Path = (from: Triple, to: Triple) => (u: number) => Triple;

function colors([from, to]: [unknown, unknown], count: number, path: Path): string[] {
  const at = path(tripleOf(str(from)), tripleOf(str(to)));
  return spread(count, (i, end) => count <= 1 ? str(from) : at(i / end).map(floatText).join(","));
}

function tripleOf(text: string): Triple {
  const [red, green, blue] = text.split(",", 4).map((part) => Number(parseFloatText(part)));
  if ([red, green, blue].every(Number.isFinite)) return [red, green, blue];
  throw new InputError(`a colour is three numbers with commas between, it is ${repr(text.slice(0, 40))}`);
}

function mixed(from: Triple, to: Triple, u: number): Triple {
  return [from[0] + u * (to[0] - from[0]), from[1] + u * (to[1] - from[1]), from[2] + u * (to[2] - from[2])];
}

/**
 * Goes the shorter way round the circle of hues, upwards where both are as long; a grey takes the hue of the other end.
 */
function throughHues(from: Triple, to: Triple): (u: number) => Triple {
  if ([...from, ...to].some((part) => part < 0)) throw new InputError("a component of a colour is below 0");
  const [fromHue, ...fromRest] = hsvOf(from);
  const [toHue, ...toRest] = hsvOf(to);
  const hue = fromHue ?? toHue ?? 0;
  const way = (toHue ?? hue) - hue;
  const shorter = way > 180 ? way - 360 : way <= -180 ? way + 360 : way;
  return (u) => {
    const [at, saturation, value] = mixed([hue, ...fromRest], [hue + shorter, ...toRest], u);
    return rgbOf([(at + 360) % 360, saturation, value]);
  };
}

/** Hue in degrees, undefined for greys; saturation; value. */
function hsvOf([red, green, blue]: Triple): [hue: number | undefined, saturation: number, value: number] {
  const most = Math.max(red, green, blue);
  const range = most - Math.min(red, green, blue);
  if (range === 0) return [undefined, 0, most];
  const sector = red === most
    ? (green - blue) / range
    : green === most
    ? 2 + (blue - red) / range
    : 4 + (red - green) / range;
  const hue = sector * 60;
  return [hue < 0 ? hue + 360 : hue, range / most, most];
}

function rgbOf([hue, saturation, value]: Triple): Triple {
  if (saturation === 0) return [value, value, value];
  const sector = Math.trunc(hue / 60);
  const rest = hue / 60 - sector;
  const low = value * (1 - saturation);
  const falling = value * (1 - saturation * rest);
  const rising = value * (1 - saturation * (1 - rest));
  const all: Triple[] = [
    [value, rising, low],
    [falling, value, low],
    [low, value, rising],
    [low, falling, value],
    [rising, low, value],
    [value, low, falling],
  ];
  return all[sector];
}

function listed(source: string, type: PortType | undefined): string[] {
  const items = itemsOfLiteral(source);
  if (items.length === 0) throw new InputError("its list is empty");
  return items.map((item) => {
    const constant = type?.constant;
    return constant === undefined ? str(item) : constant.format(constant.parse(str(item)));
  });
}

async function computed({ source, count, type, callPython }: Interpolation): Promise<readonly string[]> {
  if (callPython === undefined) throw new InputError("its values come from a function in Python, which is not there");
  const constant = type?.constant;
  if (constant === undefined) throw new InputError(`it is of type ${type?.name ?? "unknown"}, which cannot be written`);
  const values = await callPython(source, Math.max(1, count));
  if (values.length === 0) throw new InputError("its function gives no values");
  return values.map((given, i) => {
    const value = given ?? constant.default;
    if (constant.validate(value)) return constant.format(value);
    throw new InputError(`its value(${i}) is ${repr(value).slice(0, 40)}, which is no ${type?.name}`);
  });
}
