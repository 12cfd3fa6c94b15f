/** Where the elements of a document stand in its text, so that one can be changed and all else be left as it is. */

/** A child of the root element, by offsets in the text. */
export interface XmlPlace {
  /** Of its `<`. */
  readonly start: number;
  /** Behind its start tag. */
  readonly tagEnd: number;
  /** Behind all of it. */
  readonly end: number;
}

/** Where a root element stands, with its children in their order. */
export interface RootPlace {
  readonly tagEnd: number;
  /** The root is written `<root/>`: there is no end tag. */
  readonly empty: boolean;
  readonly children: readonly XmlPlace[];
}

/** Finds the root and its children. The text must be one that `parseXml` accepts; line ends of any kind may stand in it. */
export function findPlaces(text: string): RootPlace {
  const children: XmlPlace[] = [];
  let root = { tagEnd: 0, empty: false };
  let open = { start: 0, tagEnd: 0 };
  let depth = 0;
  for (let at = text.indexOf("<"); at >= 0;) {
    const end = markupEnd(text, at);
    const second = text[at + 1];
    if (second === "/") {
      depth--;
      if (depth === 1) children.push({ ...open, end });
    } else if (second !== "!" && second !== "?") {
      const empty = text[end - 2] === "/";
      if (depth === 0) root = { tagEnd: end, empty };
      if (depth === 1) open = { start: at, tagEnd: end };
      if (depth === 1 && empty) children.push({ ...open, end });
      if (!empty) depth++;
    }
    at = text.indexOf("<", end);
  }
  return { ...root, children };
}

/** Behind the tag, comment, CDATA section or instruction that begins at `at`. */
function markupEnd(text: string, at: number): number {
  for (const [open, close] of [["<!--", "-->"], ["<![CDATA[", "]]>"], ["<?", "?>"]]) {
    if (text.startsWith(open, at)) return text.indexOf(close, at + open.length) + close.length;
  }
  for (let next = at + 1;; next++) {
    const sign = text[next];
    if (sign === ">") return next + 1;
    if (sign === '"' || sign === "'") next = text.indexOf(sign, next + 1);
  }
}

/** Where the value of an attribute stands in a start tag, with its quotes; undefined when the tag does not have it. */
export function findAttribute(tag: string, name: string): { readonly start: number; readonly end: number } | undefined {
  const pattern = /[ \t\r\n]([^ \t\r\n=]+)[ \t\r\n]*=[ \t\r\n]*(?=(["']))/g;
  for (let match = pattern.exec(tag); match !== null; match = pattern.exec(tag)) {
    const start = pattern.lastIndex;
    const end = tag.indexOf(match[2], start + 1) + 1;
    if (match[1] === name) return { start, end };
    pattern.lastIndex = end;
  }
  return undefined;
}
