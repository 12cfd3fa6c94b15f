/** Writes XML as VisTrails does: two blanks a level, all information in attributes, their names in order. */
import { escapeAttribute } from "./xml_characters.ts";

/** An attribute's value; null is written as `""`. */
export type AttributeValue = string | number | null;

/** An element to be written. */
export interface WrittenElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly children?: readonly WrittenElement[];
  /** Stands before the children; VisTrails' own elements have none. */
  readonly text?: string;
}

/** The element and all inside as text. Throws `InputError` for characters that XML does not have. */
export function writeElement(element: WrittenElement): string {
  const lines: string[] = [];
  write(element, "", lines);
  return `${lines.join("\n")}\n`;
}

/** Recursion: no deeper than groups are nested, which their reader and their plan limit. */
function write({ name, attributes, children = [], text = "" }: WrittenElement, indent: string, lines: string[]): void {
  const written = Object.entries(attributes).sort(([a], [b]) => a < b ? -1 : 1)
    .map(([key, value]) => ` ${key}="${escapeAttribute(String(value ?? ""))}"`).join("");
  const start = `${indent}<${name}${written}`;
  if (children.length === 0) {
    lines.push(text === "" ? `${start} />` : `${start}>${escapeAttribute(text)}</${name}>`);
    return;
  }
  lines.push(`${start}>${escapeAttribute(text)}`);
  for (const child of children) write(child, `${indent}  `, lines);
  lines.push(`${indent}</${name}>`);
}
