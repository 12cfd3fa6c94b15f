/** How VisTrails' files write their values as attributes. An absent attribute is `null`. */
import { VistrailFileError } from "../errors.ts";
import type { XmlElement } from "./xml.ts";

const INTEGER = /^\s*[+-]?[0-9]+\s*$/;

/** A text as it stands. */
export function text(element: XmlElement, name: string): string | null {
  return element.attributes.get(name) ?? null;
}

/** A number whose bad values VisTrails reads as −1 (its `long`). */
export function long(element: XmlElement, name: string): number | null {
  return integer(element, name, -1);
}

/** A number whose bad values VisTrails reads as 0, but `False` as −1 (its `int`). */
export function int(element: XmlElement, name: string): number | null {
  return integer(element, name, text(element, name) === "False" ? -1 : 0);
}

/** A number with a fraction; bad values read as absent. */
export function float(element: XmlElement, name: string): number | null {
  const value = text(element, name)?.trim() ?? "";
  return value === "" || Number.isNaN(Number(value)) ? null : Number(value);
}

/** An id: absent, empty, or an integer that a number holds exactly. */
export function id(element: XmlElement, name: string): number | null {
  const value = text(element, name);
  if (value === null || value === "") return null;
  const number = Number(value);
  if (!INTEGER.test(value) || !Number.isSafeInteger(number)) {
    throw badId(element, name, "is no integer that can be an id");
  }
  return number;
}

/** An id that has to be there. */
export function requiredId(element: XmlElement, name: string): number {
  const value = id(element, name);
  if (value === null) throw badId(element, name, "is missing");
  return value;
}

/** The children of one name. */
export function named(parent: XmlElement, name: string): XmlElement[] {
  return parent.children.filter((child) => child.name === name);
}

/** Names of elements and attributes, which reasons hold, may be of any length. */
const LONGEST_REASON = 300;

/** An error that names the element's place. */
export function elementError(reason: string, { line, column }: Pick<XmlElement, "line" | "column">): VistrailFileError {
  const shown = reason.length > LONGEST_REASON ? `${reason.slice(0, LONGEST_REASON)}…` : reason;
  return new VistrailFileError(shown, { line, column });
}

function badId(element: XmlElement, name: string, problem: string): VistrailFileError {
  const value = text(element, name);
  const shown = value === null || value === "" ? "" : ` ${JSON.stringify(value.slice(0, 40))}`;
  return elementError(`Cannot read <${element.name}>: ${name}${shown} ${problem}`, element);
}

function integer(element: XmlElement, name: string, bad: number): number | null {
  const value = text(element, name);
  if (value === null || value === "") return null;
  return INTEGER.test(value) && Number.isSafeInteger(Number(value)) ? Number(value) : bad;
}
