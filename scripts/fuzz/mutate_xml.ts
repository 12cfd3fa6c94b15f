/** Changes to a document: its elements and attributes, its text, its encoding. */
import { parseXmlSequence, type XmlElement } from "../../runtime/vt_file/xml.ts";
import { MARKUP, NAMES, NUMBERS, VALUES } from "./hostile.ts";
import { mutateActions } from "./mutate_actions.ts";
import type { Random } from "./random.ts";

/** The bytes of a sound document, or of a sequence of elements as logs are, after some changes. */
export function mutateXml(bytes: Uint8Array, random: Random): Uint8Array {
  const roots = parseXmlSequence(bytes);
  const all = everyElement(roots);
  if (all.length === 0) return bytes;
  const changes = random.oneIn(8) ? 0 : 1 + random.below(random.oneIn(4) ? 12 : 3);
  for (let i = 0; i < changes; i++) {
    if (random.oneIn(2)) mutateActions(roots[0], all, random);
    else random.pick(CHANGES)(all, random);
  }
  const text = roots.map(written).join("\n");
  return encoded(random.oneIn(5) ? mutateText(text, random) : text, random);
}

/** A part of the text taken out, doubled, or replaced by markup. */
function mutateText(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  const end = Math.min(text.length, at + random.below(random.oneIn(4) ? 2000 : 8));
  const inserted = random.pick([
    () => "",
    () => random.pick(MARKUP),
    () => text.slice(at, end).repeat(2),
    () => String.fromCharCode(random.below(0xd800)),
  ])();
  return text.slice(0, at) + inserted + text.slice(end);
}

function encoded(text: string, random: Random): Uint8Array {
  const bytes = new TextEncoder().encode(random.oneIn(30) ? `<?xml version="1.0" encoding="UTF-8"?>\n${text}` : text);
  if (random.oneIn(40)) return new Uint8Array(Uint16Array.from(`\ufeff${text}`, (unit) => unit.charCodeAt(0)).buffer);
  if (random.oneIn(40)) bytes[random.below(bytes.length)] = 128 + random.below(128);
  return bytes;
}

type Change = (all: readonly XmlElement[], random: Random) => void;

const CHANGES: readonly Change[] = [
  swapValues,
  removeAttribute,
  setHostile,
  setHostile,
  setHostile,
  renameElement,
  removeChild,
  doubleChild,
  moveChild,
  reorderChildren,
  nestChild,
];

function swapValues(all: readonly XmlElement[], random: Random): void {
  const [a, b] = [random.pick(all).attributes, random.pick(all).attributes];
  const names = [...a.keys()].filter((name) => b.has(name));
  if (names.length === 0) return;
  const [name, other] = [random.pick(names), random.pick(names)];
  const value = a.get(name)!;
  a.set(name, b.get(other)!);
  b.set(other, value);
}

function removeAttribute(all: readonly XmlElement[], random: Random): void {
  const { attributes } = random.pick(all);
  if (attributes.size > 0) attributes.delete(random.pick([...attributes.keys()]));
}

function setHostile(all: readonly XmlElement[], random: Random): void {
  const { attributes } = random.pick(all);
  if (attributes.size === 0) return;
  attributes.set(random.pick([...attributes.keys()]), random.pick(random.pick([NAMES, NUMBERS, VALUES])));
}

function renameElement(all: readonly XmlElement[], random: Random): void {
  random.pick(all).name = random.oneIn(4) ? "__proto__" : random.pick(all).name;
}

function parentOfSome(all: readonly XmlElement[], random: Random): XmlElement | undefined {
  const parents = all.filter(({ children }) => children.length > 0);
  return parents.length === 0 ? undefined : random.pick(parents);
}

function removeChild(all: readonly XmlElement[], random: Random): void {
  const parent = parentOfSome(all, random);
  parent?.children.splice(random.below(parent.children.length), 1);
}

function doubleChild(all: readonly XmlElement[], random: Random): void {
  const parent = parentOfSome(all, random);
  if (parent === undefined) return;
  const child = random.pick(parent.children);
  const copies = random.oneIn(20) && size(child) < 20 ? 500 : 1;
  for (let i = 0; i < copies; i++) parent.children.push(child);
}

function moveChild(all: readonly XmlElement[], random: Random): void {
  const parent = parentOfSome(all, random);
  if (parent === undefined) return;
  const [child] = parent.children.splice(random.below(parent.children.length), 1);
  const target = random.pick(all);
  if (!everyElement([child]).includes(target)) target.children.push(child);
}

function reorderChildren(all: readonly XmlElement[], random: Random): void {
  const children = parentOfSome(all, random)?.children ?? [];
  for (let i = children.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [children[i], children[j]] = [children[j], children[i]];
  }
}

/** An element inside itself, often deeper than is read. */
function nestChild(all: readonly XmlElement[], random: Random): void {
  const parent = parentOfSome(all, random);
  if (parent === undefined) return;
  const at = random.below(parent.children.length);
  const child = parent.children[at];
  if (size(child) > 20) return;
  for (let depth = random.below(random.oneIn(4) ? 300 : 8); depth > 0; depth--) {
    const around: XmlElement = { ...child, attributes: new Map(child.attributes), children: [parent.children[at]] };
    parent.children[at] = around;
  }
}

function size(element: XmlElement): number {
  return everyElement([element]).length;
}

function everyElement(roots: readonly XmlElement[]): XmlElement[] {
  const found = [...roots];
  for (let i = 0; i < found.length; i++) for (const child of found[i].children) found.push(child);
  return found;
}

function written({ name, attributes, children, text }: XmlElement): string {
  const own = [...attributes].map(([key, value]) => ` ${key}="${escaped(value)}"`).join("");
  return `<${name}${own}>${escaped(text)}${children.map(written).join("\n")}</${name}>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")
    .replaceAll("\n", "&#10;").replaceAll("\t", "&#9;");
}
