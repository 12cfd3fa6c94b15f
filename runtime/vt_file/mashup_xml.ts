/** Reads mashup trails: small apps over chosen parameters of a version, with the versions of each app. */
import type { Mashup, MashupAlias, MashupTrail } from "../vistrail/mashup.ts";
import { elementError, id, long, named, text } from "./scalars.ts";
import { parseXml, type XmlElement } from "./xml.ts";

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
    parameter: id(component, "vtid"),
    type: text(component, "type") ?? "",
    value: text(component, "val") ?? "",
    widget: text(component, "widget") ?? "",
    minimum: text(component, "minVal") ?? "",
    maximum: text(component, "maxVal") ?? "",
    valueList: text(component, "valueList") ?? "",
  };
}
