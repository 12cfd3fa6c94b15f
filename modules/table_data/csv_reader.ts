/** CSV as Python's csv module reads it. */

/** How a CSV file is written. */
export interface CsvDialect {
  /** One character between fields. */
  readonly delimiter: string;
  /** One character around fields that hold what would end them. */
  readonly quote: string;
  /** A quote within quotes is written twice; otherwise a field's quotes end at the next one. */
  readonly doubleQuote: boolean;
  /** Blanks at the beginning of a field do not count. */
  readonly skipInitialSpace: boolean;
}

/** The dialects that have names. */
export const DIALECTS: ReadonlyMap<string, CsvDialect> = new Map([
  ["excel", dialectOf(",")],
  ["excel-tab", dialectOf("\t")],
]);

/** Excel's dialect with another delimiter. */
export function dialectOf(delimiter: string): CsvDialect {
  return { delimiter, quote: '"', doubleQuote: true, skipInitialSpace: false };
}

/** The records of a text from `start` on; an empty line is a record without fields. */
export function readRecords(text: string, dialect: CsvDialect, start = 0): string[][] {
  const reader = new CsvReader(text, dialect, start);
  const records: string[][] = [];
  while (!reader.isAtEnd) records.push(reader.record());
  return records;
}

/** Goes through a text once. */
class CsvReader {
  readonly #text: string;
  readonly #dialect: CsvDialect;
  readonly #delimiter: number;
  #at: number;

  constructor(text: string, dialect: CsvDialect, start: number) {
    this.#text = text;
    this.#dialect = dialect;
    this.#delimiter = dialect.delimiter.charCodeAt(0);
    this.#at = start;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  record(): string[] {
    const fields: string[] = [];
    if (this.#passLineEnd()) return fields;
    do fields.push(this.#field()); while (this.#passDelimiter());
    this.#passLineEnd();
    return fields;
  }

  #field(): string {
    if (this.#dialect.skipInitialSpace) { while (this.#text[this.#at] === " ") this.#at++; }
    return this.#text[this.#at] === this.#dialect.quote ? this.#quotedField() : this.#plainField();
  }

  #plainField(): string {
    const start = this.#at;
    while (this.#at < this.#text.length) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === this.#delimiter || code === 0x0a || code === 0x0d) break;
      this.#at++;
    }
    return this.#text.slice(start, this.#at);
  }

  /** What follows the closing quote belongs to the field as it is; a quote that is never closed holds all the rest. */
  #quotedField(): string {
    const { quote, doubleQuote } = this.#dialect;
    let field = "";
    for (;;) {
      const close = this.#text.indexOf(quote, this.#at + 1);
      field += this.#text.slice(this.#at + 1, close === -1 ? undefined : close);
      this.#at = close === -1 ? this.#text.length : close + 1;
      if (!doubleQuote || this.#text[this.#at] !== quote) return field + this.#plainField();
      field += quote;
    }
  }

  #passDelimiter(): boolean {
    if (this.#text.charCodeAt(this.#at) !== this.#delimiter) return false;
    this.#at++;
    return true;
  }

  #passLineEnd(): boolean {
    const [first, second] = [this.#text[this.#at], this.#text[this.#at + 1]];
    if (first !== "\n" && first !== "\r") return false;
    this.#at += first === "\r" && second === "\n" ? 2 : 1;
    return true;
  }
}
