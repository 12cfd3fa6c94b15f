/** Codes that let one browser in, once. */

/** See the head of the file. */
export class OneTimeCodes {
  readonly #codes = new Set<string>();

  /** A code that nobody has used. */
  make(): string {
    const code = crypto.getRandomValues(new Uint8Array(24)).toHex();
    this.#codes.add(code);
    return code;
  }

  /** Whether the code is good; it is no more. */
  readonly redeem = (code: string): boolean => this.#codes.delete(code);
}
