/**
 * Changes annotations in the text of a `<vistrail>` document: what is not changed keeps its bytes, and what is added
 * and then removed leaves none.
 */
import { VistrailFileError } from "../errors.ts";
import { id, named, text as attribute } from "./scalars.ts";
import { parseXml, type XmlElement } from "./xml.ts";
import { escapeAttribute } from "./xml_characters.ts";
import { findAttribute, findPlaces, type RootPlace, type XmlPlace } from "./xml_places.ts";

/** What is said of a version, by whom and when. */
export interface VersionNote {
  readonly version: number;
  /** `__tag__`, `__notes__`, … */
  readonly key: string;
  /** `undefined` removes it. */
  readonly value: string | undefined;
  readonly user: string;
  readonly date: Date;
}

/** Sets the vistrail's own annotation `key`, or removes it where `value` is undefined; gives the changed document. */
export function setAnnotation(xml: string, key: string, value: string | undefined): string {
  const document = readDocument(xml);
  const present = document.children.filter(({ element }) =>
    element.name === "annotation" && attribute(element, "key") === key
  );
  if (value === undefined) return without(xml, present);
  requireSchema(document.root, "0.9.3", `Cannot keep ${key}`);
  const last = present.at(-1);
  if (last !== undefined) return withAttributes(xml, last, { value });
  const added = { name: "annotation", attributes: { id: String(nextAnnotationId(document.root)), key, value } };
  return withChild(document, added, ["action", "tag", "annotation"]);
}

/**
 * Sets or removes what is said of a version. In schemas before 1.0.2 only tags can be, as the elements that they were
 * then. Throws `InputError` for what cannot be written.
 */
export function setVersionNote(xml: string, note: VersionNote): string {
  const { version, key, value } = note;
  const document = readDocument(xml);
  if (isBefore(document.root, "1.0.2") && key === "__tag__") return setOldTag(document, version, value);
  requireSchema(document.root, "1.0.2", `Cannot keep ${key} of a version`);
  const present = document.children.filter(({ element }) =>
    element.name === "actionAnnotation" && id(element, "actionId") === version && attribute(element, "key") === key
  );
  if (value === undefined) return without(xml, present);
  const date = dateText(note.date);
  const last = present.at(-1);
  if (last !== undefined) return withAttributes(xml, last, { value, date, user: note.user });
  const attributes = {
    actionId: String(version),
    date,
    id: String(nextAnnotationId(document.root)),
    key,
    user: note.user,
    value,
  };
  return withChild(document, { name: "actionAnnotation", attributes }, null);
}

/** Local time, as VisTrails writes it. */
export function dateText(date: Date): string {
  const two = (number: number) => String(number).padStart(2, "0");
  const day = [String(date.getFullYear()).padStart(4, "0"), two(date.getMonth() + 1), two(date.getDate())].join("-");
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":")}`;
}

function setOldTag(document: Document, version: number, name: string | undefined): string {
  const { xml, children } = document;
  const present = children.filter(({ element }) => element.name === "tag" && id(element, "id") === version);
  if (name === undefined) return without(xml, present);
  const last = present.at(-1);
  if (last !== undefined) return withAttributes(xml, last, { name });
  return withChild(document, { name: "tag", attributes: { id: String(version), name } }, ["action", "tag"]);
}

interface Child extends XmlPlace {
  readonly element: XmlElement;
}

interface Document {
  readonly xml: string;
  readonly root: XmlElement;
  readonly place: RootPlace;
  readonly children: readonly Child[];
}

function readDocument(xml: string): Document {
  const root = parseXml(xml.replace(/^\ufeff/, ""));
  const place = findPlaces(xml);
  return { xml, root, place, children: place.children.map((child, i) => ({ ...child, element: root.children[i] })) };
}

function requireSchema(root: XmlElement, first: string, action: string): void {
  if (!isBefore(root, first)) return;
  const version = attribute(root, "version") ?? "";
  throw new VistrailFileError(
    `${action}: the schema of the file is ${version}, ${first} is the first that has a place for it`,
  );
}

function isBefore(root: XmlElement, version: string): boolean {
  return (attribute(root, "version") ?? "").localeCompare(version, "en", { numeric: true }) < 0;
}

/** One more than the largest in the scope that all annotations share. */
function nextAnnotationId(root: XmlElement): number {
  let largest = -1;
  const see = (element: XmlElement, name = "id") => largest = Math.max(largest, id(element, name) ?? -1);
  for (const child of root.children) {
    if (child.name === "annotation" || child.name === "actionAnnotation") see(child);
    if (child.name !== "action") continue;
    named(child, "annotation").forEach((annotation) => see(annotation));
    for (const operation of child.children) {
      if (attribute(operation, "what") !== "annotation") continue;
      if (operation.name === "add") see(operation, "objectId");
      if (operation.name === "change") see(operation, "newObjId");
    }
  }
  return largest + 1;
}

/** Cuts elements out, each with the blanks before it. */
function without(xml: string, removed: readonly XmlPlace[]): string {
  const kept: string[] = [];
  let at = 0;
  for (const { start, end } of removed) {
    kept.push(xml.slice(at, start - blanksBefore(xml, start).length));
    at = end;
  }
  return kept.join("") + xml.slice(at);
}

function withAttributes(xml: string, { start, tagEnd }: XmlPlace, values: Record<string, string>): string {
  let tag = xml.slice(start, tagEnd);
  for (const [name, value] of Object.entries(values)) {
    const found = findAttribute(tag, name);
    const nameEnd = tag.search(/[\s/>]/);
    tag = found === undefined
      ? `${tag.slice(0, nameEnd)} ${name}="${escapeAttribute(value)}"${tag.slice(nameEnd)}`
      : `${tag.slice(0, found.start)}"${escapeAttribute(value)}"${tag.slice(found.end)}`;
  }
  return xml.slice(0, start) + tag + xml.slice(tagEnd);
}

/** Adds a child behind the last whose name is one of `after`, or behind all where that is null. */
function withChild(
  { xml, place, children }: Document,
  { name, attributes }: { name: string; attributes: Record<string, string> },
  after: readonly string[] | null,
): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeAttribute(value)}"`).join("");
  const element = `<${name}${written} />`;
  if (place.empty) {
    const rootName = /^[^\s/>]+/.exec(xml.slice(xml.lastIndexOf("<", place.tagEnd) + 1))![0];
    return `${xml.slice(0, place.tagEnd - 2).trimEnd()}>${element}</${rootName}>${xml.slice(place.tagEnd)}`;
  }
  const previous = children.findLast(({ element }) => after === null || after.includes(element.name));
  const at = previous?.end ?? place.tagEnd;
  const model = previous ?? children[0];
  const blanks = model === undefined ? "" : blanksBefore(xml, model.start);
  return xml.slice(0, at) + blanks + element + xml.slice(at);
}

function blanksBefore(text: string, at: number): string {
  let start = at;
  while (/[ \t\r\n]/.test(text[start - 1] ?? "")) start--;
  return text.slice(start, at);
}
