/**
 * Rewrites a `<vistrail>` of an older schema, step by step, as 1.0.4 has it. A step says what changed on the way to its
 * version; what a later schema no longer has is left where it stands, since readers pass over what they do not know.
 */
import { VistrailFileError } from "../errors.ts";
import { PythonError } from "../python/error.ts";
import { parseLiteral } from "../python/literal.ts";
import { Tuple } from "../python/tuple.ts";
import { elementError, named, text } from "./scalars.ts";
import type { XmlElement } from "./xml.ts";

type Lift = (root: XmlElement) => void;

const STEPS: readonly [version: string, lift?: Lift][] = [
  ["0.8.0"],
  ["0.8.1"],
  ["0.9.0"],
  ["0.9.1", splitNamespaces],
  ["0.9.2"],
  ["0.9.3", renameNotes],
  ["0.9.4", renameAbstractionRefs],
  ["0.9.5", renameSpecs],
  ["1.0.0"],
  ["1.0.1"],
  ["1.0.2", makeActionAnnotations],
  ["1.0.3", makeItemsAndVariables],
  ["1.0.4"],
];

/** Lifts the element in place; throws `VistrailFileError` when its schema version is not one that is read. */
export function liftVistrail(root: XmlElement): void {
  const version = text(root, "version");
  const from = STEPS.findIndex(([name]) => name === version);
  if (from < 0) throw unreadable(root, version);
  for (const [, lift] of STEPS.slice(from + 1)) lift?.(root);
}

function unreadable(root: XmlElement, version: string | null): VistrailFileError {
  if (version === null || version === "") {
    return elementError("Cannot read the vistrail: its schema version is missing", root);
  }
  const shown = JSON.stringify(version.slice(0, 40));
  const problem = /^0\.[0-7](\.|$)/.test(version)
    ? "is older than 0.8.0, the first that is read"
    : isNewer(version)
    ? "was created by a newer version of VisTrails, 1.0.4 is the last that is read"
    : "is unknown";
  return elementError(`Cannot read the vistrail: its schema version ${shown} ${problem}`, root);
}

function isNewer(version: string): boolean {
  if (!/^[0-9]{1,6}(\.[0-9]{1,6})*$/.test(version)) return false;
  return version.localeCompare("1.0.4", "en", { numeric: true }) > 0;
}

function splitNamespaces(root: XmlElement): void {
  for (const module of operationData(root, "module")) {
    const name = text(module, "name") ?? "";
    const bar = name.lastIndexOf("|");
    if (bar < 0) continue;
    module.attributes.set("namespace", name.slice(0, bar));
    module.attributes.set("name", name.slice(bar + 1));
  }
}

function renameNotes(root: XmlElement): void {
  for (const action of named(root, "action")) {
    for (const annotation of named(action, "annotation")) {
      if (text(annotation, "key") === "notes") annotation.attributes.set("key", "__notes__");
    }
  }
}

/** Deletes too, which VisTrails forgets. */
function renameAbstractionRefs(root: XmlElement): void {
  for (const operation of operations(root)) {
    for (const name of ["what", "parentObjType"]) {
      if (text(operation, name) === "abstractionRef") operation.attributes.set(name, "abstraction");
    }
    for (const reference of named(operation, "abstractionRef")) {
      reference.name = "abstraction";
      reference.attributes.set("internalVersion", text(reference, "version") ?? "");
      reference.attributes.set("version", "");
    }
  }
  root.children = root.children.filter((child) => child.name !== "abstraction");
}

function renameSpecs(root: XmlElement): void {
  for (const port of [...operationData(root, "port"), ...within(root, "port")]) rename(port, "spec", "signature");
  for (const spec of portSpecs(root)) {
    rename(spec, "spec", "sigstring");
    spec.attributes.set("optional", "0").set("sortKey", "-1");
  }
}

const MOVED = ["__notes__", "__thumb__", "__upgrade__"];

function makeActionAnnotations(root: XmlElement): void {
  const made: XmlElement[] = [];
  const annotate = (actionId: string, key: string, value: string, id = "") =>
    made.push(element("actionAnnotation", root, { id, key, value, actionId, date: "", user: "" }));
  for (const tag of named(root, "tag")) annotate(text(tag, "id") ?? "", "__tag__", text(tag, "name") ?? "");
  for (const action of named(root, "action")) {
    const actionId = text(action, "id") ?? "";
    if (text(action, "prune") === "1") annotate(actionId, "__prune__", "True");
    for (const annotation of named(action, "annotation")) {
      const key = text(annotation, "key") ?? "";
      if (MOVED.includes(key)) annotate(actionId, key, text(annotation, "value") ?? "", text(annotation, "id") ?? "");
    }
    action.children = action.children.filter((child) =>
      child.name !== "annotation" || !MOVED.includes(text(child, "key") ?? "")
    );
  }
  root.children = [...root.children.filter((child) => child.name !== "tag"), ...made];
  for (const parameter of operationData(root, "parameter")) {
    parameter.attributes.set("type", threePieces(text(parameter, "type") ?? ""));
  }
}

/** `package:namespace|Name` as `package:Name:namespace`. */
function threePieces(type: string): string {
  const colon = type.indexOf(":");
  const bar = type.lastIndexOf("|");
  if (colon < 0 || bar < colon) return type;
  const rest = type.slice(colon + 1);
  if (rest.includes(":") && !rest.startsWith("http://")) return type;
  return `${type.slice(0, colon)}:${type.slice(bar + 1)}:${type.slice(colon + 1, bar)}`;
}

/** Components of all ports together, and variables: each takes a few signs in the file, and far more here. */
const MOST_ITEMS = 1_000_000;
const MOST_VARIABLES = 10_000;

function makeItemsAndVariables(root: XmlElement): void {
  let items = 0;
  for (const spec of portSpecs(root)) {
    const types = typesOf(spec);
    items += types.length;
    if (items > MOST_ITEMS) {
      throw elementError(`Cannot read the vistrail: its ports have more than ${MOST_ITEMS} components`, spec);
    }
    makeItems(spec, types);
  }
  const kept: XmlElement[] = [];
  for (const child of root.children) {
    const value = child.name === "annotation" && text(child, "key") === "__vistrail_vars__" && text(child, "value");
    if (typeof value === "string") kept.push(...variables(child, value));
    else kept.push(child);
  }
  root.children = kept;
}

function typesOf(spec: XmlElement): string[] {
  const inner = (text(spec, "sigstring") ?? "").trim().replace(/^\(|\)$/g, "");
  return inner === "" ? [] : inner.split(",", MOST_ITEMS + 1);
}

function makeItems(spec: XmlElement, types: readonly string[]): void {
  const [defaults, labels] = [texts(text(spec, "defaults")), texts(text(spec, "labels"))];
  spec.children = spec.children.filter((child) => child.name !== "portSpecItem");
  types.forEach((item, pos) => {
    const pieces = item.trim().split(":");
    const [first, second, namespace = ""] = pieces;
    const made = element("portSpecItem", spec, {
      id: String(pos),
      pos: String(pos),
      module: second ?? first,
      namespace,
      label: labels[pos] ?? "",
      default: defaults[pos] ?? "",
      values: "",
      entryType: "",
    });
    if (second !== undefined) made.attributes.set("package", first);
    spec.children.push(made);
  });
}

/** A Python list of texts, or one text. */
function texts(literal: string | null): string[] {
  const value = literal === null ? undefined : literalOf(literal);
  if (value === undefined || value === null || value instanceof Map) return [];
  return (itemsOf(value) ?? [value]).map((item) => String(item ?? ""));
}

/** `{name: (uuid, (package, module, namespace), value)}` as elements. */
function variables(annotation: XmlElement, literal: string): XmlElement[] {
  const value = literalOf(literal);
  if (!(value instanceof Map)) return [];
  if (value.size > MOST_VARIABLES) {
    throw elementError(`Cannot read the vistrail: it has more than ${MOST_VARIABLES} variables`, annotation);
  }
  const made: XmlElement[] = [];
  for (const [name, definition] of value) {
    const [uuid, type, content] = itemsOf(definition) ?? [];
    const [packageId, module, namespace] = itemsOf(type) ?? [];
    const attributes = { name, uuid, package: packageId, module, namespace, value: content };
    made.push(element("vistrailVariable", annotation, attributes));
  }
  return made;
}

/** The value that a Python literal writes, `undefined` where it is none. */
function literalOf(text: string): unknown {
  try {
    return parseLiteral(text);
  } catch (error) {
    if (error instanceof PythonError) return undefined;
    throw error;
  }
}

/** Items of a list or tuple. */
function itemsOf(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : value instanceof Tuple ? value.items : undefined;
}

function element(
  name: string,
  { line, column }: XmlElement,
  attributes: Record<string, unknown>,
): XmlElement {
  const entries = Object.entries(attributes).map(([key, value]) => [key, String(value ?? "")] as const);
  return { name, attributes: new Map(entries), children: [], text: "", line, column };
}

function rename({ attributes }: XmlElement, from: string, to: string): void {
  const value = attributes.get(from);
  if (value === undefined) return;
  attributes.delete(from);
  attributes.set(to, value);
}

function operations(root: XmlElement): XmlElement[] {
  return named(root, "action").flatMap((action) => action.children.filter((child) => child.name !== "annotation"));
}

/** What operations add or change, of one kind. */
function operationData(root: XmlElement, what: string): XmlElement[] {
  return operations(root).flatMap((operation) => named(operation, what));
}

/** Elements of a kind that lie deeper than the data of an operation: in modules, and in the workflows of groups. */
function within(root: XmlElement, name: string): XmlElement[] {
  const found: XmlElement[] = [];
  const waiting = operations(root).flatMap((operation) => operation.children);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const child of next.children) {
      if (child.name === name) found.push(child);
      waiting.push(child);
    }
  }
  return found;
}

function portSpecs(root: XmlElement): XmlElement[] {
  return [...operationData(root, "portSpec"), ...within(root, "portSpec")];
}
