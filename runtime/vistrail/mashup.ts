/** Mashups: small apps over parameters of a version, which run its pipeline with the values that they are given. */
import { InputError } from "../errors.ts";
import { nearest } from "../nearest.ts";
import type { Pipeline } from "../pipeline/pipeline.ts";
import { itemsOf, parseLiteral, str } from "../python/mod.ts";
import { byPosition, type StoredWorkflow } from "./stored_workflow.ts";

/** The versions of an app. */
export interface MashupTrail {
  /** Uuid. */
  readonly id: string;
  /** The version of the vistrail that it is built on. */
  readonly version: number | null;
  readonly mashups: readonly Mashup[];
}

/** A version of an app, complete in itself. */
export interface Mashup {
  /** The number by which the version goes: its action's id. */
  readonly id: number;
  /** The tag by which it goes, `""` without one. */
  readonly tag: string;
  /** As its maker called it; versions may share it. */
  readonly name: string;
  readonly aliases: readonly MashupAlias[];
}

/** A parameter that the app shows, under a name. */
export interface MashupAlias {
  readonly name: string;
  /** Id of the stored parameter that it stands for. */
  readonly parameter: number | null;
  readonly type: string;
  readonly value: string;
  /** `text`, `slider`, `numericstepper`, `combobox`, … */
  readonly widget: string;
  /** Of a `slider` or `numericstepper`, `""` where nothing is said; in other widgets they mean nothing. */
  readonly minimum: string;
  readonly maximum: string;
  /** Choices of a `combobox`: percent-encoded with commas between, or a Python list; `""` = any. */
  readonly valueList: string;
}

/** A version of an app, and the values that a person gives to some of its parameters, by name. */
export interface MashupSettings {
  readonly mashup: Mashup;
  readonly given: ReadonlyMap<string, string>;
}

/**
 * The pipeline with the app's values and the given ones. `pipeline` is that of the version that the app is built on, as it
 * is stored, `workflow` the same before it became a pipeline. As in VisTrails an alias is passed over whose parameter is
 * gone. Throws `InputError` for a given value that the app's widget would not take, and for an unknown name.
 */
export function mashupPipeline(
  pipeline: Pipeline,
  workflow: StoredWorkflow,
  { mashup: { aliases }, given }: MashupSettings,
): Pipeline {
  checkNames(aliases, given);
  const places = placesOf(workflow);
  const texts = new Map<string, string>();
  for (const alias of aliases) {
    const text = given.get(alias.name);
    if (text !== undefined) checkValue(alias, text);
    const place = places.get(alias.parameter);
    if (place !== undefined) texts.set(place, text ?? alias.value);
    else if (text !== undefined) throw new InputError(`Cannot set ${alias.name}: its parameter is gone`);
  }
  const modules = pipeline.modules.map((module) => ({
    ...module,
    functions: module.functions.map((one, f) => ({
      ...one,
      parameters: one.parameters.map((parameter, p) => ({
        ...parameter,
        text: texts.get(placeText(module.id, f, p)) ?? parameter.text,
      })),
    })),
  }));
  return { ...pipeline, modules };
}

/** Where parameters stand in the pipeline, by their ids: functions and parameters are in order there. */
function placesOf({ modules }: StoredWorkflow): Map<number | null, string> {
  const places = new Map<number | null, string>();
  for (const { id: module, functions } of modules) {
    for (const [f, { parameters }] of functions.toSorted(byPosition).entries()) {
      for (const [p, { id }] of parameters.toSorted(byPosition).entries()) {
        if (id !== null) places.set(id, placeText(module, f, p));
      }
    }
  }
  return places;
}

function placeText(module: number, f: number, p: number): string {
  return `${module} ${f} ${p}`;
}

function checkNames(aliases: readonly MashupAlias[], given: ReadonlyMap<string, string>): void {
  const names = aliases.map(({ name }) => name);
  for (const name of given.keys()) {
    if (names.includes(name)) continue;
    const meant = nearest(name, names);
    const there = names.length === 0 ? "has no parameters" : `has ${names.slice(0, 20).join(", ")}`;
    const hint = meant === undefined ? "" : `, did you mean ${meant}`;
    throw new InputError(`Cannot set ${name}: the mashup ${there}${hint}`);
  }
}

function checkValue({ name, widget, minimum, maximum, valueList }: MashupAlias, text: string): void {
  const wrong = (wanted: string) => new InputError(`Cannot set ${name}: it is ${text}, ${wanted} is wanted`);
  if (widget === "slider" || widget === "numericstepper") {
    const value = numberOf(text);
    if (Number.isNaN(value) || value < numberOf(minimum) || value > numberOf(maximum)) {
      throw wrong(minimum + maximum === "" ? "a number" : `a number from ${minimum} to ${maximum}`);
    }
  }
  const choices = widget === "combobox" ? choicesOf(valueList) : [];
  if (choices.length > 0 && !choices.includes(text)) throw wrong(`one of ${choices.slice(0, 20).join(", ")}`);
}

/** NaN for what is no number: nothing is below or above it. */
function numberOf(text: string): number {
  return text.trim() === "" ? NaN : Number(text);
}

function choicesOf(valueList: string): string[] {
  if (valueList === "") return [];
  if (valueList.startsWith("[")) return literalItems(valueList).map(str);
  return valueList.split(",").map(decoded);
}

function literalItems(text: string): readonly unknown[] {
  try {
    return itemsOf(parseLiteral(text));
  } catch {
    return [];
  }
}

function decoded(quoted: string): string {
  try {
    return decodeURIComponent(quoted.replaceAll("+", " "));
  } catch {
    return quoted;
  }
}
