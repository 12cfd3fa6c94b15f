/** `ast.literal_eval` of Python 2: the text of List and Dictionary parameters. */
import { add, subtract } from "./arithmetic.ts";
import { makeDict } from "./dict.ts";
import { MAX_DEPTH, PythonError } from "./error.ts";
import { readStringLiteral } from "./literal_string.ts";
import { makeFloat, makeInt, parseInteger } from "./numbers.ts";
import { Tuple } from "./tuple.ts";

/** The value that the text writes; a PythonError (`SyntaxError: …`, `ValueError: malformed string`) where it is none. */
export function parseLiteral(text: string): unknown {
  const reader = new LiteralReader(text);
  const value = reader.readSeveral("");
  reader.expectEnd();
  return value;
}

// No pattern repeats a group: on long texts that would overflow the stack.
const SPACE = /[ \t\f\r\n]+|\\\r?\n|#[^\n]*/y;
const SPACE_START = new Set(" \t\f\r\n\\#");
const NAME = /[A-Za-z_][A-Za-z_0-9]*/y;
const INTEGER = /(?:0[xX][0-9a-fA-F]{1,8000}|0[oO][0-7]{1,8000}|0[bB][01]{1,8000}|0[0-7]*|[1-9]\d*)[lL]?(?![\w.])/y;
const FLOAT = /(?:(?:\d+\.\d*|\.\d+)(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+)(?!\w)/y;
const NAMES = new Map<string, unknown>([["None", null], ["True", true], ["False", false]]);

/** Reads values one after the other. Blanks, line breaks and comments may stand between any two parts. */
class LiteralReader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** One value, or a tuple where there are commas; `close` is the bracket that ends it, or the end of the text. */
  readSeveral(close: string): unknown {
    const first = this.#readValue();
    if (!this.#take(",")) return first;
    return new Tuple([first, ...this.#readItems(close, () => this.#readValue())]);
  }

  expectEnd(): void {
    if (this.#peek() !== "") throw this.#unexpected();
  }

  #readValue(): unknown {
    const character = this.#peek();
    if (character === "[") return this.#nested(() => this.#readItems("]", () => this.#readValue()));
    if (character === "{") return this.#nested(() => makeDict(this.#readItems("}", () => this.#readPair())));
    if (character === "(") return this.#nested(() => this.#readParentheses());
    const string = this.#readStrings();
    if (string !== undefined) return string;
    const name = this.#match(NAME);
    if (name !== undefined && !NAMES.has(name)) throw malformed();
    return name === undefined ? this.#readNumber() : NAMES.get(name);
  }

  /** Reads what stands in the bracket that comes next. */
  #nested<T>(read: () => T): T {
    if (++this.#depth > MAX_DEPTH) throw new PythonError("MemoryError", `brackets nested deeper than ${MAX_DEPTH}`);
    this.#at++;
    const value = read();
    this.#depth--;
    return value;
  }

  /** Values with commas between, up to and with the closing bracket. */
  #readItems<T>(close: string, read: () => T): T[] {
    const items: T[] = [];
    while (!this.#takeEnd(close)) {
      items.push(read());
      if (this.#take(",")) continue;
      if (!this.#takeEnd(close)) throw this.#unexpected();
      break;
    }
    return items;
  }

  #readPair(): [unknown, unknown] {
    const key = this.#readValue();
    if (!this.#take(":")) throw this.#unexpected();
    return [key, this.#readValue()];
  }

  #readParentheses(): unknown {
    if (this.#take(")")) return new Tuple([]);
    const first = this.#readValue();
    if (this.#take(")")) return first;
    if (!this.#take(",")) throw this.#unexpected();
    return new Tuple([first, ...this.#readItems(")", () => this.#readValue())]);
  }

  /** String literals that follow each other are one string. */
  #readStrings(): unknown {
    let value: unknown;
    for (;;) {
      this.#peek();
      const found = readStringLiteral(this.#text, this.#at);
      if (found === undefined) return value;
      value = value === undefined ? found.value : add(value, found.value);
      this.#at = found.end;
    }
  }

  #readNumber(): unknown {
    const negative = this.#take("-");
    this.#peek();
    const integer = this.#match(INTEGER);
    const float = integer === undefined ? this.#match(FLOAT) : undefined;
    if (integer === undefined && float === undefined) throw this.#unexpected();
    const value = integer === undefined ? makeFloat(Number(float)) : integerOf(integer);
    if (!negative) return value;
    return integer === undefined ? makeFloat(-Number(float)) : subtract(0, value);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found === null) return undefined;
    this.#at = pattern.lastIndex;
    return found[0];
  }

  /** The next character that is no blank, `""` at the end. */
  #peek(): string {
    let character = this.#text.charAt(this.#at);
    while (SPACE_START.has(character) && this.#match(SPACE) !== undefined) character = this.#text.charAt(this.#at);
    return character;
  }

  #take(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.#at++;
    return true;
  }

  #takeEnd(close: string): boolean {
    return close === "" ? this.#peek() === "" : this.#take(close);
  }

  /** Operators make an expression, which is no literal; anything else no Python. */
  #unexpected(): PythonError {
    const character = this.#peek();
    if (character !== "" && "+-*/%<>=|&^~.(`".includes(character)) return malformed();
    const what = character === "" ? "unexpected EOF while parsing" : `invalid syntax at "${character}"`;
    return new PythonError("SyntaxError", what);
  }
}

function malformed(): PythonError {
  return new PythonError("ValueError", "malformed string");
}

function integerOf(literal: string): number | bigint {
  const digits = literal.replace(/[lL]$/, "");
  if (!/^0[\dxXoObB]/.test(digits)) return parseInteger(digits);
  return makeInt(BigInt(digits.replace(/^0(?=\d)/, "0o")));
}
