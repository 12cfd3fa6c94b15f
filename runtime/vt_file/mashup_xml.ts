/** Reads mashup trails: small apps over chosen parameters of a version, with the versions of each app. */
import { elementError, id, long, named, text } from "./scalars.ts";
import { parseXml, type XmlElement } from "./xml.ts";

/** The versions of an app. */
export interface MashupTrail {
  /** Uuid. */
  readonly id: string;
  /** The version of the vistrail that it is built on. */
  readonly version: number | null;
  readonly mashups: readonly Mashup[];
}

/** One version of an app, complete in itself. */
export interface Mashup {
  /** The action's id, by which it is named. */
  readonly id: number;
  readonly tag: string;
  readonly name: string;
  readonly aliases: readonly MashupAlias[];
}

/** A parameter that the app shows. */
export interface MashupAlias {
  readonly name: string;
  /** Id and kind of the object whose value is set. */
  readonly target: { readonly what: string; readonly id: number | null; readonly module: number | null };
  readonly type: string;
  readonly value: string;
  readonly widget: string;
  /** Of the values that make sense; `""` where nothing is said. */
  readonly minimum: string;
  readonly maximum: string;
  readonly valueList: string;
}

/** Reads a `<mashuptrail>`; throws `VistrailFileError`. */
export function readMashupTrail(source: Uint8Array | string): MashupTrail {
  const root = parseXml(source);
  if (root.name !== "mashuptrail") {
    throw elementError(`Cannot read the mashup trail: the root element is <${root.name}>`, root);
  }
  const tags = new Map<number | null, string>();
  for (const annotation of named(root, "actionAnnotation")) {
    if (text(annotation, "key") === "__tag__") tags.set(id(annotation, "action_id"), text(annotation, "value") ?? "");
  }
  return {
    id: text(root, "id") ?? "",
    version: long(root, "vtVersion"),
    mashups: named(root, "action").flatMap((action) =>
      named(action, "mashup").map((mashup) => readMashup(action, mashup, tags))
    ),
  };
}

function readMashup(action: XmlElement, mashup: XmlElement, tags: ReadonlyMap<number | null, string>): Mashup {
  const actionId = id(action, "id");
  return {
    id: actionId ?? 0,
    tag: tags.get(actionId) ?? "",
    name: text(mashup, "name") ?? "",
    aliases: named(mashup, "alias").flatMap((alias) => named(alias, "component").map((part) => readAlias(alias, part))),
  };
}

function readAlias(alias: XmlElement, component: XmlElement): MashupAlias {
  return {
    name: text(alias, "name") ?? "",
    target: { what: text(component, "vttype") ?? "", id: id(component, "vtid"), module: id(component, "vtmid") },
    type: text(component, "type") ?? "",
    value: text(component, "val") ?? "",
    widget: text(component, "widget") ?? "",
    minimum: text(component, "minVal") ?? "",
    maximum: text(component, "maxVal") ?? "",
    valueList: text(component, "valueList") ?? "",
  };
}
