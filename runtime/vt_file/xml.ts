/**
 * A strict reader of XML 1.0, without document types and namespaces. It makes a small tree, in one pass and without
 * recursion. Text and elements of mixed content lose their order; VisTrails keeps everything in attributes.
 */
import { VistrailFileError } from "../errors.ts";
import { elementError } from "./scalars.ts";
import { decodeReferences, findIllegalCharacter, nameAt } from "./xml_characters.ts";
import { decodeXml } from "./xml_source.ts";

/** An element. Line and column, from 1, are those of its `<`. */
export interface XmlElement {
  name: string;
  readonly attributes: Map<string, string>;
  children: XmlElement[];
  /** All character data directly inside, joined. */
  text: string;
  readonly line: number;
  readonly column: number;
}

/** What is still read. */
export interface XmlLimits {
  readonly depth: number;
  readonly elements: number;
  /** In characters, as written. */
  readonly attributeLength: number;
}

const LIMITS: XmlLimits = { depth: 256, elements: 4_000_000, attributeLength: 16 * 2 ** 20 };
const PLAIN_ATTRIBUTE = /[ \t\n]+([A-Za-z_][A-Za-z_0-9]*)="([^"<&\t\n]*)"(?=[ />])/y;
const BLANK = /[ \t\n]*/y;
const DECLARATION =
  /<\?xml[ \t\n]+version[ \t\n]*=[ \t\n]*(?:"1\.[0-9]+"|'1\.[0-9]+')(?:[ \t\n]+encoding[ \t\n]*=[ \t\n]*(?:"([A-Za-z][\w.-]*)"|'([A-Za-z][\w.-]*)'))?(?:[ \t\n]+standalone[ \t\n]*=[ \t\n]*(?:"(?:yes|no)"|'(?:yes|no)'))?[ \t\n]*\?>/y;

/** The root element; throws `VistrailFileError` with line and column. */
export function parseXml(source: Uint8Array | string, limits: Partial<XmlLimits> = {}): XmlElement {
  const roots = new Reader(source, limits).read();
  if (roots.length === 0) throw new VistrailFileError("Cannot read the XML: there is no element", { line: 1 });
  if (roots.length > 1) {
    const { line, column } = roots[1];
    throw new VistrailFileError("Cannot read the XML: there is a second root element", { line, column });
  }
  return roots[0];
}

/** The elements of a document without a root, as VisTrails writes its logs. */
export function parseXmlSequence(source: Uint8Array | string): XmlElement[] {
  return new Reader(source).read();
}

class Reader {
  readonly #text: string;
  readonly #limits: XmlLimits;
  readonly #roots: XmlElement[] = [];
  readonly #open: XmlElement[] = [];
  #count = 0;
  #at = 0;
  #line = 1;
  #lineStart = 0;
  #nextBreak: number;

  constructor(source: Uint8Array | string, limits: Partial<XmlLimits> = {}) {
    this.#text = decodeXml(source);
    this.#limits = { ...LIMITS, ...limits };
    this.#nextBreak = this.#breakAfter(0);
  }

  read(): XmlElement[] {
    const illegal = findIllegalCharacter(this.#text);
    if (illegal >= 0) this.#fail(`the character U+${hex(this.#text.charCodeAt(illegal))} is not allowed`, illegal);
    this.#readDeclaration();
    const text = this.#text;
    while (this.#at < text.length) {
      const start = text.indexOf("<", this.#at);
      this.#readText(start < 0 ? text.length : start);
      if (start < 0) break;
      const code = text.charCodeAt(start + 1);
      if (code === 0x2f) this.#readEndTag();
      else if (code === 0x21) this.#readMarkup();
      else if (code === 0x3f) this.#readInstruction();
      else this.#readStartTag();
    }
    const unclosed = this.#open.at(-1);
    if (unclosed !== undefined) this.#fail(`<${unclosed.name}> of line ${unclosed.line} is not closed`, text.length);
    return this.#roots;
  }

  #readDeclaration(): void {
    if (!/^<\?xml[ \t\n?]/.test(this.#text)) return;
    DECLARATION.lastIndex = 0;
    const match = DECLARATION.exec(this.#text);
    if (match === null) return this.#fail("the XML declaration is malformed");
    const encoding = match[1] ?? match[2] ?? "UTF-8";
    if (!/^(utf-8|us-ascii|ascii)$/i.test(encoding)) {
      this.#fail(`its encoding is ${encoding}, only UTF-8 and US-ASCII are read`);
    }
    this.#at = match[0].length;
  }

  #readText(end: number): void {
    if (end === this.#at) return;
    const parent = this.#open.at(-1);
    const written = this.#text.slice(this.#at, end);
    if (parent === undefined) {
      const stray = written.search(/[^ \t\n]/);
      if (stray >= 0) this.#fail("there is text outside of the root element", this.#at + stray);
    } else {
      const close = written.indexOf("]]>");
      if (close >= 0) this.#fail("]]> is not allowed in text", this.#at + close);
      parent.text += written.includes("&") ? this.#decode(written, this.#at) : written;
    }
    this.#at = end;
  }

  #readStartTag(): void {
    const start = this.#at;
    const name = nameAt(this.#text, start + 1);
    if (name === "") this.#fail("< does not begin a tag here");
    this.#track(start);
    const element: XmlElement = {
      name,
      attributes: new Map(),
      children: [],
      text: "",
      line: this.#line,
      column: start - this.#lineStart + 1,
    };
    this.#enter(element);
    this.#at = start + 1 + name.length;
    const empty = this.#readAttributes(element);
    if (!empty) this.#open.push(element);
  }

  #enter(element: XmlElement): void {
    const { depth, elements } = this.#limits;
    if (this.#open.length >= depth) this.#fail(`elements are nested more than ${depth} deep`);
    if (++this.#count > elements) this.#fail(`there are more than ${elements} elements`);
    (this.#open.at(-1)?.children ?? this.#roots).push(element);
  }

  /** Reads up to and with the `>` of a start tag; true when the element is empty (`/>`). */
  #readAttributes(element: XmlElement): boolean {
    const text = this.#text;
    for (;;) {
      this.#readPlainAttributes(element);
      const before = this.#at;
      this.#skipBlank();
      const code = text.charCodeAt(this.#at);
      if (code === 0x3e) {
        this.#at++;
        return false;
      }
      if (code === 0x2f && text.charCodeAt(this.#at + 1) === 0x3e) {
        this.#at += 2;
        return true;
      }
      if (this.#at === text.length) this.#fail(`the tag <${element.name}> is not complete`);
      if (this.#at === before) this.#fail(`a blank is wanted here in the tag <${element.name}>`);
      this.#readAttribute(element);
    }
  }

  /** The usual form of attributes, many times faster than by single characters while the program is young. */
  #readPlainAttributes({ attributes }: XmlElement): void {
    for (;;) {
      PLAIN_ATTRIBUTE.lastIndex = this.#at;
      const match = PLAIN_ATTRIBUTE.exec(this.#text);
      if (match === null || attributes.has(match[1]) || match[2].length > this.#limits.attributeLength) return;
      attributes.set(match[1], match[2]);
      this.#at = PLAIN_ATTRIBUTE.lastIndex;
    }
  }

  #readAttribute(element: XmlElement): void {
    const start = this.#at;
    const name = nameAt(this.#text, start);
    if (name === "") this.#fail(`an attribute name is wanted here in the tag <${element.name}>`);
    if (element.attributes.has(name)) this.#fail(`attribute ${name} is there twice`);
    this.#at += name.length;
    this.#skipBlank();
    if (this.#text.charCodeAt(this.#at) !== 0x3d) this.#fail(`attribute ${name} has no value`);
    this.#at++;
    this.#skipBlank();
    const quote = this.#text[this.#at];
    if (quote !== '"' && quote !== "'") this.#fail(`the value of attribute ${name} is not quoted`);
    const from = this.#at + 1;
    const end = this.#text.indexOf(quote, from);
    if (end < 0) this.#fail(`the value of attribute ${name} is not closed`);
    if (end - from > this.#limits.attributeLength) {
      this.#fail(`attribute ${name} has ${end - from} characters, at most ${this.#limits.attributeLength} are read`);
    }
    element.attributes.set(name, this.#attributeValue(from, end));
    this.#at = end + 1;
  }

  #attributeValue(from: number, end: number): string {
    const written = this.#text.slice(from, end);
    const special = written.search(/[<&\t\n]/);
    if (special < 0) return written;
    const less = written.indexOf("<", special);
    if (less >= 0) this.#fail("< is not allowed in an attribute value", from + less);
    return this.#decode(written.replaceAll(/[\t\n]/g, " "), from);
  }

  #readEndTag(): void {
    const start = this.#at;
    const element = this.#open.pop();
    const name = nameAt(this.#text, start + 2);
    if (name === "" || element?.name !== name) {
      const wanted = element === undefined ? "no element is open" : `<${element.name}> of line ${element.line} is open`;
      this.#fail(`</${name}> is wrong here, ${wanted}`);
    }
    this.#at = start + 2 + name.length;
    this.#skipBlank();
    if (this.#text.charCodeAt(this.#at) !== 0x3e) this.#fail(`</${name} is not closed by >`);
    this.#at++;
  }

  /** A comment or a CDATA section. */
  #readMarkup(): void {
    const text = this.#text;
    const start = this.#at;
    if (text.startsWith("<!--", start)) {
      const end = text.indexOf("--", start + 4);
      if (end < 0) this.#fail("the comment is not closed");
      if (text.charCodeAt(end + 2) !== 0x3e) this.#fail("-- is not allowed in a comment", end);
      this.#at = end + 3;
    } else if (text.startsWith("<![CDATA[", start)) {
      const parent = this.#open.at(-1);
      const end = text.indexOf("]]>", start);
      if (parent === undefined) return this.#fail("a CDATA section is not allowed outside of the root element");
      if (end < 0) this.#fail("the CDATA section is not closed");
      parent.text += text.slice(start + 9, end);
      this.#at = end + 3;
    } else if (text.startsWith("<!DOCTYPE", start)) {
      this.#fail("a document type declaration (DOCTYPE) is not allowed");
    } else {
      this.#fail("<! begins neither a comment nor a CDATA section");
    }
  }

  #readInstruction(): void {
    const start = this.#at;
    const target = nameAt(this.#text, start + 2);
    const after = start + 2 + target.length;
    if (target === "") this.#fail("a processing instruction has no name");
    if (target.toLowerCase() === "xml") this.#fail("an XML declaration is allowed only at the very beginning");
    const end = this.#text.indexOf("?>", after);
    if (end < 0) this.#fail("the processing instruction is not closed");
    if (end > after && !/[ \t\n]/.test(this.#text[after])) this.#fail("a processing instruction has a malformed name");
    this.#at = end + 2;
  }

  #skipBlank(): void {
    const code = this.#text.charCodeAt(this.#at);
    if (code === 0x20 || code === 0x0a || code === 0x09) {
      BLANK.lastIndex = this.#at;
      BLANK.test(this.#text);
      this.#at = BLANK.lastIndex;
    }
  }

  #decode(written: string, from: number): string {
    return decodeReferences(written, (reference) => {
      const shown = reference.length > 40 ? `${reference.slice(0, 40)}…` : reference;
      return this.#fail(`${JSON.stringify(shown)} is no reference of XML`, from);
    });
  }

  #breakAfter(at: number): number {
    const found = this.#text.indexOf("\n", at);
    return found < 0 ? Infinity : found;
  }

  /** Moves the line count forward to `at`. */
  #track(at: number): void {
    while (this.#nextBreak < at) {
      this.#line++;
      this.#lineStart = this.#nextBreak + 1;
      this.#nextBreak = this.#breakAfter(this.#lineStart);
    }
  }

  #fail(reason: string, at = this.#at): never {
    this.#track(at);
    const column = at - this.#lineStart + 1;
    throw elementError(`Cannot read the XML: ${reason}`, { line: this.#line, column });
  }
}

function hex(code: number): string {
  return code.toString(16).toUpperCase().padStart(4, "0");
}
