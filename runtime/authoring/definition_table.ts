/**
 * The definitions of this isolate, by the file that made them and their name: `defineModule` enters them while the
 * file is imported.
 */
import { ScriptError } from "../errors.ts";
import type { AnyDefinition } from "./module.ts";
import { callerOf, placeText, type ScriptPlace } from "./script_place.ts";

export { placeText } from "./script_place.ts";

/** Where a definition stands: the file and line that called `defineModule`. */
export type DefinitionPlace = ScriptPlace;

const places = new WeakMap<AnyDefinition, DefinitionPlace>();
const byPlaceAndName = new Map<string, AnyDefinition>();
let closedBy: string | undefined;

/**
 * Enters a definition; two of one name in one file, and one made while a workflow is built, are errors.
 * `define` is the function that the script called: the definition stands where that call does.
 */
export function enterDefinition(definition: AnyDefinition, define: (...args: never[]) => unknown): void {
  const place = callerOf(define) ?? { url: "unknown:", line: 0 };
  if (closedBy !== undefined) {
    const where = `inside workflow "${closedBy}" (${placeText(place)})`;
    throw new ScriptError(`Cannot define module ${definition.name} ${where}: define it at the top level of the file`);
  }
  const key = keyOf(place.url, definition.namespace ?? "", definition.name);
  const other = byPlaceAndName.get(key);
  if (other !== undefined) {
    throw new ScriptError(
      `Cannot define module ${definition.name} twice: at ${placeText(places.get(other)!)} and at ${placeText(place)}`,
    );
  }
  byPlaceAndName.set(key, definition);
  places.set(definition, place);
}

/** Where the definition stands; undefined for an object that no `defineModule` returned. */
export function placeOf(definition: AnyDefinition): DefinitionPlace | undefined {
  return places.get(definition);
}

/** The definition of that name in a file that was imported. */
export function definitionAt(url: string, namespace: string, name: string): AnyDefinition | undefined {
  return byPlaceAndName.get(keyOf(url, namespace, name));
}

function keyOf(url: string, namespace: string, name: string): string {
  return JSON.stringify([url, namespace, name]);
}

/** Runs `build`, during which nothing may be defined. */
export function whileClosed<T>(workflow: string, build: () => T): T {
  const before = closedBy;
  closedBy = workflow;
  try {
    return build();
  } finally {
    closedBy = before;
  }
}
