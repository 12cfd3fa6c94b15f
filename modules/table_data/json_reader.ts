/** JSON as Python reads it: objects are dicts that keep the order of their keys, 1.0 is no 1, and integers have any size. */
import { python } from "vt";
import { MAX_DEPTH, tooDeep } from "../../runtime/python/error.ts";
import { parseFloatText } from "../../runtime/python/numbers.ts";

const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const BLANKS = /[ \t\n\r]*/y;
const WORDS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["true", true],
  ["false", false],
  ["null", null],
  ["NaN", NaN],
  ["Infinity", Infinity],
  ["-Infinity", -Infinity],
]);

/** The value of a JSON text; a ValueError of Python's, with line and column, where it is none. */
export function parseJson(text: string): unknown {
  const reader = new JsonReader(text);
  const value = reader.value(0);
  reader.end();
  return value;
}

class JsonReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): unknown {
    if (depth > MAX_DEPTH) throw tooDeep();
    this.#take(BLANKS);
    if (this.#passes("{")) return this.#object(depth);
    if (this.#passes("[")) return this.#list(depth);
    for (const [word, value] of WORDS) if (this.#passes(word)) return value;
    if (this.#text[this.#at] === '"') return this.#string();
    const number = this.#take(NUMBER);
    if (number === undefined) throw this.#wrong("No JSON object could be decoded");
    return /[.eE]/.test(number) ? parseFloatText(number) : python.parseInteger(number);
  }

  end(): void {
    this.#take(BLANKS);
    if (this.#at < this.#text.length) throw this.#wrong("Extra data");
  }

  #object(depth: number): ReadonlyMap<unknown, unknown> {
    const dict = new Map<unknown, unknown>();
    if (this.#closes("}")) return dict;
    do {
      this.#take(BLANKS);
      const key = this.#string();
      this.#take(BLANKS);
      if (!this.#passes(":")) throw this.#wrong("Expecting : delimiter");
      dict.set(key, this.value(depth + 1));
    } while (this.#separated());
    if (!this.#closes("}")) throw this.#wrong("Expecting , delimiter");
    return dict;
  }

  #list(depth: number): readonly unknown[] {
    const list: unknown[] = [];
    if (this.#closes("]")) return list;
    do list.push(this.value(depth + 1)); while (this.#separated());
    if (!this.#closes("]")) throw this.#wrong("Expecting , delimiter");
    return list;
  }

  #string(): string {
    const start = this.#at;
    if (!this.#passes('"')) throw this.#wrong("Expecting string");
    for (; this.#text[this.#at] !== '"'; this.#at += this.#text[this.#at] === "\\" ? 2 : 1) {
      if (this.#at >= this.#text.length) throw this.#wrong("Unterminated string");
    }
    this.#at++;
    try {
      return JSON.parse(this.#text.slice(start, this.#at));
    } catch {
      this.#at = start;
      throw this.#wrong("Invalid control character or escape");
    }
  }

  #separated(): boolean {
    this.#take(BLANKS);
    return this.#passes(",");
  }

  #closes(bracket: string): boolean {
    this.#take(BLANKS);
    return this.#passes(bracket);
  }

  #passes(word: string): boolean {
    if (!this.#text.startsWith(word, this.#at)) return false;
    this.#at += word.length;
    return true;
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  #wrong(what: string): Error {
    const before = this.#text.slice(0, this.#at);
    const line = before.split("\n").length;
    const column = this.#at - before.lastIndexOf("\n");
    return new python.PythonError("ValueError", `${what}: line ${line} column ${column} (char ${this.#at})`);
  }
}
