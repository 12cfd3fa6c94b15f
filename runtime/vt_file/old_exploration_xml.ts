/** Parameter explorations of schemas up to 1.0.2, which lie as XML in an annotation `__paramexp__`. */
import { InputError } from "../errors.ts";
import { materialise } from "../vistrail/materialise.ts";
import type { StoredFunction } from "../vistrail/stored_workflow.ts";
import type {
  ActionAnnotation,
  ExploredFunction,
  ExploredParameter,
  ParameterExploration,
  Vistrail,
} from "../vistrail/vistrail.ts";
import { long, text } from "./scalars.ts";
import { parseXml, type XmlElement } from "./xml.ts";

const KEY = "__paramexp__";

/** The vistrail with such annotations turned into parameter explorations; those that cannot be read are dropped. */
export function readOldExplorations(vistrail: Vistrail): Vistrail {
  const old = vistrail.actionAnnotations.filter(({ key }) => key === KEY);
  if (old.length === 0) return vistrail;
  const made = old.flatMap((annotation) => explorationsOf(vistrail, annotation));
  const last = Math.max(0, ...vistrail.parameterExplorations.map(({ id }) => id ?? 0));
  return {
    ...vistrail,
    actionAnnotations: vistrail.actionAnnotations.filter(({ key }) => key !== KEY),
    parameterExplorations: [
      ...vistrail.parameterExplorations,
      ...made.map((exploration, i) => ({ ...exploration, id: last + 1 + i })),
    ],
  };
}

interface Place {
  readonly module: number;
  readonly stored: StoredFunction;
}

function explorationsOf(vistrail: Vistrail, { actionId, value, user }: ActionAnnotation): ParameterExploration[] {
  try {
    const root = parseXml(value);
    const places = placesOf(vistrail, actionId);
    return root.children.filter(({ name }) => name === "paramexp").map((element) => ({
      id: null,
      actionId,
      // Those without a name were stored with their date instead.
      name: text(element, "name") === text(element, "date") ? "" : text(element, "name") ?? "",
      date: text(element, "date") || null,
      user,
      dims: text(element, "dims") ?? "",
      layout: text(element, "layout") ?? "",
      functions: element.children.flatMap((child) => exploredFunction(child, places)),
    }));
  } catch (error) {
    if (error instanceof InputError) return [];
    throw error;
  }
}

function placesOf(vistrail: Vistrail, version: number): Map<number, Place> {
  const places = new Map<number, Place>();
  for (const { id, functions } of materialise(vistrail, version).modules) {
    for (const stored of functions) if (stored.id !== null) places.set(stored.id, { module: id, stored });
  }
  return places;
}

function exploredFunction(element: XmlElement, places: ReadonlyMap<number, Place>): ExploredFunction[] {
  const place = places.get(long(element, "id") ?? NaN);
  if (element.name !== "function" || place === undefined) return [];
  return [{
    module: place.module,
    port: place.stored.name ?? "",
    isAlias: long(element, "alias") === 1,
    parameters: element.children.flatMap((child) => exploredParameter(child, place.stored)),
  }];
}

function exploredParameter(element: XmlElement, { parameters }: StoredFunction): ExploredParameter[] {
  const stored = parameters.find(({ id }) => id === long(element, "id"));
  if (element.name !== "param" || stored === undefined) return [];
  const interpolator = text(element, "interp") ?? "";
  const dimension = long(element, "dim") ?? 4;
  return [{ pos: stored.pos ?? 0, interpolator, value: exploredValue(element, interpolator), dimension }];
}

function exploredValue(element: XmlElement, interpolator: string): string {
  const [from, to] = [text(element, "min") ?? "", text(element, "max") ?? ""];
  switch (interpolator) {
    case "Linear Interpolation":
      return `[${from}, ${to}]`;
    case "RGB Interpolation":
    case "HSV Interpolation":
      return `["${from}", "${to}"]`;
    case "List":
      return text(element, "values") ?? "";
    default:
      return text(element, "code") ?? "";
  }
}
