/** Sessions of browsers: a signed cookie, so that nothing is kept here, and the token of their forms. */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { Access } from "./access.ts";

/** How long a browser stays signed in. */
export const SESSION_MS = 7 * 24 * 3600 * 1000;

/** A new session, as the text of its cookie: `<until>.<random>.<signature>`. */
export function newSession({ token }: Pick<Access, "token">, now: number): string {
  const random = crypto.getRandomValues(new Uint8Array(16)).toHex();
  const named = `${now + SESSION_MS}.${random}`;
  return `${named}.${signature(`session ${named}`, token)}`;
}

/** Name of the session in a cookie's text; undefined where it is none of ours, or is over. */
export function readSession(text: string, { token }: Pick<Access, "token">, now: number): string | undefined {
  const [until, random, signed, ...more] = text.split(".");
  if (signed === undefined || more.length > 0 || !(Number(until) > now)) return undefined;
  const named = `${until}.${random}`;
  return isSame(signed, signature(`session ${named}`, token)) ? named : undefined;
}

/** What a form has to bring along, so that no other page can send it. */
export function formTokenOf(session: string, { token }: Pick<Access, "token">): string {
  return signature(`form ${session}`, token);
}

/** Compares without telling by its time where they differ. */
export function isSame(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => createHmac("sha256", "compare").update(text).digest());
  return timingSafeEqual(left, right);
}

/** What only who has the token can put under a text. */
export function signature(text: string, token: string): string {
  return createHmac("sha256", token).update(text).digest("hex");
}
