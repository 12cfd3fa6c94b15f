/**
 * Codes of links that let one browser in, once and within a day. They are signed with the token, so that any vt of the same
 * person can make one; the monitor remembers those that were used, and takes none that is older than itself.
 */
import { isSame, signature } from "../../web/safety/session.ts";

const VALID_MS = 24 * 3600 * 1000;

/** A new code: `<made>.<random>.<signature>`. */
export function makeCode(token: string, now: number): string {
  const named = `${now}.${crypto.getRandomValues(new Uint8Array(16)).toHex()}`;
  return `${named}.${signature(`link ${named}`, token)}`;
}

/** What a monitor knows of the codes that it was shown. */
export class OneTimeCodes {
  readonly #token: string;
  readonly #since: number;
  readonly #used = new Set<string>();

  /** `since`: when the monitor began, milliseconds since 1970. */
  constructor(token: string, since: number) {
    this.#token = token;
    this.#since = since;
  }

  /** Whether the code is good now; it is no more. */
  readonly redeem = (code: string, now: number = Date.now()): boolean => {
    const [made, random, signed, ...more] = code.split(".");
    if (signed === undefined || more.length > 0) return false;
    if (!isSame(signed, signature(`link ${made}.${random}`, this.#token))) return false;
    if (Number(made) < this.#since || Number(made) + VALID_MS < now || this.#used.has(random)) return false;
    this.#used.add(random);
    return true;
  };
}
