/** Where two texts of a script do different things: the smallest pieces of syntax that tell, formatting left aside. */
import { parseScript } from "./parse.ts";
import { essenceOf } from "./script_file.ts";
import { counts, isErased, isSyntax, pieceOf, type Syntax, unwrapped } from "./syntax.ts";

/** A piece of code that became another; one of the two is missing where there was, or is, nothing. */
export interface CodeChange {
  readonly before?: string;
  readonly now?: string;
}

/** Expressions up to so many characters are shown as a whole. */
const SHORT = 40;

/**
 * The changes from one text to the other, in the order of the text; `url` says by its ending which language it is.
 * Undefined where one of them cannot be read.
 */
export async function codeChanges(before: string, now: string, url: string): Promise<CodeChange[] | undefined> {
  try {
    const [old, young] = await Promise.all([Code.of(before, url), Code.of(now, url)]);
    const comparison = new Comparison(old, young);
    comparison.lists(old.body, young.body);
    return comparison.changes;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}

class Code {
  private constructor(readonly body: readonly Syntax[], readonly source: string) {}

  static async of(source: string, url: string): Promise<Code> {
    const { body, comments } = await parseScript(source, url);
    let bare = source;
    for (const { start, end } of comments) bare = bare.slice(0, start) + " ".repeat(end - start) + bare.slice(end);
    return new Code(essenceOf(body), bare);
  }

  /** The text from the first to the last of these, on one line. */
  textOf(items: readonly Syntax[]): string | undefined {
    if (items.length === 0) return undefined;
    return this.source.slice(Number(items[0].start), Number(items.at(-1)!.end)).replace(/\s+/g, " ").trim();
  }
}

class Comparison {
  readonly changes: CodeChange[] = [];
  readonly #before: Code;
  readonly #now: Code;

  constructor(before: Code, now: Code) {
    this.#before = before;
    this.#now = now;
  }

  /** Compares items one by one where there are as many, those left aside that are the same at the ends. */
  lists(before: readonly Syntax[], now: readonly Syntax[]): void {
    const [a, b] = [before.filter(isKept), now.filter(isKept)];
    const isSame = (i: number, j: number): boolean => meaning(a[i]) === meaning(b[j]);
    const most = Math.min(a.length, b.length);
    let start = 0;
    while (start < most && isSame(start, start)) start++;
    let end = 0;
    while (end < most - start && isSame(a.length - 1 - end, b.length - 1 - end)) end++;
    const [left, right] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
    if (left.length === right.length) left.forEach((one, i) => this.#syntax(one, right[i]));
    else this.#changed(left, right);
  }

  #syntax(before: Syntax, now: Syntax): void {
    const [a, b] = [unwrapped(before), unwrapped(now)];
    if (meaning(a) === meaning(b)) return;
    const isShort = [this.#before.textOf([a]), this.#now.textOf([b])].every((text) => text!.length <= SHORT);
    const isExpression = !/^Class|(Statement|Declaration|Declarator)$/.test(a.type);
    if (a.type !== b.type || (isShort && isExpression) || !this.#parts(a, b)) this.#changed([a], [b]);
  }

  /** Compares part by part; false where the difference lies in none of them. */
  #parts(a: Syntax, b: Syntax): boolean {
    const found = this.changes.length;
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const [before, now] = [counts(a, key) ? a[key] : undefined, counts(b, key) ? b[key] : undefined];
      if (Array.isArray(before) && Array.isArray(now)) {
        if ([...before, ...now].every(isSyntax)) this.lists(before, now);
        else if (meaningOf(before) !== meaningOf(now)) return this.#giveUp(found);
      } else if (isSyntax(before) && isSyntax(now)) this.#syntax(before, now);
      else if (meaningOf(before) !== meaningOf(now)) return this.#giveUp(found);
    }
    return this.changes.length > found;
  }

  #giveUp(found: number): false {
    this.changes.length = found;
    return false;
  }

  #changed(before: readonly Syntax[], now: readonly Syntax[]): void {
    this.changes.push({ before: this.#before.textOf(before), now: this.#now.textOf(now) });
  }
}

function isKept(syntax: Syntax): boolean {
  return !isErased(syntax);
}

function meaning(syntax: Syntax): string {
  return pieceOf(syntax).text;
}

function meaningOf(part: unknown): string {
  if (isSyntax(part)) return meaning(part);
  return Array.isArray(part) ? part.map(meaningOf).join(" ") : JSON.stringify(part ?? null);
}
