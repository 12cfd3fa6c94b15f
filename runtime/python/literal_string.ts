/** String literals of Python 2: prefixes, both quotes, triple quotes, escapes. */
import { bytesOfStr, strOfBytes } from "./bytes.ts";
import { PythonError } from "./error.ts";

const START = /([uU]?|[bB]?)([rR]?)('''|"""|'|")/y;

/** The string literal at a place of the text and where it ends; undefined where none begins. */
export function readStringLiteral(text: string, at: number): { value: string | Uint8Array; end: number } | undefined {
  START.lastIndex = at;
  const start = START.exec(text);
  if (start === null) return undefined;
  const [opening, kind, raw, quote] = start;
  const bodyAt = at + opening.length;
  const end = closingQuote(text, bodyAt, quote);
  const body = text.slice(bodyAt, end).replace(/\r\n?/g, "\n");
  return { value: raw ? body : unescape(body, /u/i.test(kind)), end: end + quote.length };
}

/** Where the quote stands that ends a literal. One regular expression for the whole body would overflow the stack. */
function closingQuote(text: string, at: number, quote: string): number {
  const stops = new RegExp(quote.length === 3 ? `\\\\[^]|${quote}` : `\\\\[^]|\\n|${quote}`, "g");
  stops.lastIndex = at;
  for (;;) {
    const found = stops.exec(text);
    if (found === null || found[0] === "\n") throw new PythonError("SyntaxError", "EOL while scanning string literal");
    if (found[0] === quote) return found.index;
  }
}

const ESCAPE = /\\(?:\n|[0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[^])/g;
const HIGH_BYTE = /\\(?:x[89a-fA-F]|[2-7][0-7]{2})/;
const NAMED = new Map(
  Object.entries({
    "\n": "",
    "\\": "\\",
    "'": "'",
    '"': '"',
    a: "\x07",
    b: "\b",
    f: "\f",
    n: "\n",
    r: "\r",
    t: "\t",
    v: "\v",
  }),
);

function unescape(body: string, unicode: boolean): string | Uint8Array {
  if (!body.includes("\\")) return body;
  if (unicode || !HIGH_BYTE.test(body)) return body.replace(ESCAPE, (escape) => character(escape, unicode));
  // Escapes above 7f are single bytes: the text is taken apart into bytes, one character each, and put together.
  const bytes = Array.from(bytesOfStr(body), (byte) => String.fromCharCode(byte)).join("");
  const unescaped = bytes.replace(ESCAPE, (escape) => character(escape, false));
  return strOfBytes(Uint8Array.from(unescaped, (c) => c.charCodeAt(0)));
}

function character(escape: string, unicode: boolean): string {
  const named = NAMED.get(escape[1]);
  if (named !== undefined) return named;
  const digits = escape.slice(2);
  if (/[0-7]/.test(escape[1])) return String.fromCharCode(parseInt(escape.slice(1), 8) & (unicode ? 0xffff : 0xff));
  if (escape[1] === "x") {
    if (digits === "") throw new PythonError("ValueError", "invalid \\x escape");
    return String.fromCharCode(parseInt(digits, 16));
  }
  if (!unicode || digits === "") return escape;
  const code = parseInt(digits, 16);
  if (code > 0x10ffff) throw new PythonError("SyntaxError", `illegal Unicode character ${escape}`);
  return String.fromCodePoint(code);
}
