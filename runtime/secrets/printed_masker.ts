/** Masks a text that comes in pieces, also a secret that is spread over several of them. */
import { MASK, type Masker } from "./masker.ts";

/** See the head of the file. */
export class PrintedMasker {
  readonly #masker: Masker;
  readonly #longest: number;
  readonly #beginnings: ReadonlySet<string>;
  #held = "";

  constructor(masker: Masker) {
    this.#masker = masker;
    this.#longest = masker.forms[0].length;
    this.#beginnings = new Set(masker.forms.map((form) => form[0]));
  }

  /** What of the text so far may be shown; an end that may be the beginning of a secret waits for the next piece. */
  take(piece: string): string {
    const text = this.#held + piece;
    let shown = "";
    let end = 0;
    for (const { index, 0: found } of this.#masker.find(text)) {
      shown += text.slice(end, index) + MASK;
      end = index + found.length;
    }
    const from = this.#heldFrom(text, end);
    this.#held = text.slice(from);
    return shown + text.slice(end, from);
  }

  /** What was held back: it was no secret. */
  rest(): string {
    const held = this.#held;
    this.#held = "";
    return held;
  }

  #heldFrom(text: string, end: number): number {
    for (let at = Math.max(end, text.length - this.#longest + 1); at < text.length; at++) {
      if (!this.#beginnings.has(text[at])) continue;
      const tail = text.slice(at);
      if (this.#masker.forms.some((form) => form.startsWith(tail))) return at;
    }
    return text.length;
  }
}
