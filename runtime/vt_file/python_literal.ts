/** The Python literals that old files keep in attributes: lists, tuples and dictionaries of texts and numbers. */

/** A list or tuple is an array, a dictionary a `Map`. */
export type PythonLiteral = string | number | boolean | null | PythonLiteral[] | Map<PythonLiteral, PythonLiteral>;

const DEEPEST = 100;
const TOKEN =
  /\s*(?:([[\](){},:])|([uUbBrR]{0,2})('(?:[^'\\\n]|\\[^])*'|"(?:[^"\\\n]|\\[^])*")|([-+]?[0-9.][\w.+-]*)|(\w+))/y;
const ESCAPES = new Map([["n", "\n"], ["t", "\t"], ["r", "\r"], ["0", "\0"], ["a", "\x07"], ["b", "\b"], ["f", "\f"], [
  "v",
  "\v",
], ["\n", ""]]);

/** The value, or `undefined` when the text is no such literal. */
export function parsePythonLiteral(source: string): PythonLiteral | undefined {
  const tokens = tokenize(source);
  if (tokens === undefined) return undefined;
  const reader = { tokens, at: 0 };
  const value = readValue(reader, 0);
  return reader.at === tokens.length ? value : undefined;
}

type Token = { sign: string } | { value: PythonLiteral };

interface TokenReader {
  readonly tokens: readonly Token[];
  at: number;
}

function tokenize(source: string): Token[] | undefined {
  const tokens: Token[] = [];
  const end = source.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const match = TOKEN.exec(source);
    if (match === null) return undefined;
    const [, sign, prefix, quoted, number, word] = match;
    const value = quoted !== undefined
      ? unquote(quoted, prefix)
      : number !== undefined
      ? toNumber(number)
      : word !== undefined
      ? constant(word)
      : undefined;
    if (sign === undefined && value === undefined) return undefined;
    tokens.push(value === undefined ? { sign } : { value });
  }
  return tokens;
}

function unquote(quoted: string, prefix: string): string {
  const inner = quoted.slice(1, -1);
  if (/r/i.test(prefix)) return inner;
  return inner.replace(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|([^]))/g, (whole, byte, unit, letter) => {
    const code = byte ?? unit;
    if (code !== undefined) return String.fromCharCode(parseInt(code, 16));
    return ESCAPES.get(letter) ?? (/[\\'"]/.test(letter) ? letter : whole);
  });
}

function toNumber(written: string): number | undefined {
  const value = Number(written.replace(/[lL]$/, ""));
  return Number.isNaN(value) ? undefined : value;
}

function constant(word: string): PythonLiteral | undefined {
  return word === "None" ? null : word === "True" ? true : word === "False" ? false : undefined;
}

function readValue(reader: TokenReader, depth: number): PythonLiteral | undefined {
  const token = reader.tokens[reader.at++];
  if (token === undefined || depth > DEEPEST) return undefined;
  if ("value" in token) return token.value;
  if (token.sign === "[") return readItems(reader, "]", depth);
  if (token.sign === "(") {
    const items = readItems(reader, ")", depth);
    return items?.length === 1 && !isSign(reader.tokens[reader.at - 2], ",") ? items[0] : items;
  }
  return token.sign === "{" ? readPairs(reader, depth) : undefined;
}

function readItems(reader: TokenReader, close: string, depth: number): PythonLiteral[] | undefined {
  const items: PythonLiteral[] = [];
  while (!isSign(reader.tokens[reader.at], close)) {
    const value = readValue(reader, depth + 1);
    if (value === undefined || !endItem(reader, close)) return undefined;
    items.push(value);
  }
  reader.at++;
  return items;
}

function readPairs(reader: TokenReader, depth: number): PythonLiteral | undefined {
  const pairs = new Map<PythonLiteral, PythonLiteral>();
  while (!isSign(reader.tokens[reader.at], "}")) {
    const key = readValue(reader, depth + 1);
    if (key === undefined || !isSign(reader.tokens[reader.at++], ":")) return undefined;
    const value = readValue(reader, depth + 1);
    if (value === undefined || !endItem(reader, "}")) return undefined;
    pairs.set(key, value);
  }
  reader.at++;
  return pairs;
}

/** Passes over a comma; without one the list has to close here. */
function endItem(reader: TokenReader, close: string): boolean {
  if (isSign(reader.tokens[reader.at], close)) return true;
  return isSign(reader.tokens[reader.at++], ",");
}

function isSign(token: Token | undefined, sign: string): boolean {
  return token !== undefined && "sign" in token && token.sign === sign;
}
