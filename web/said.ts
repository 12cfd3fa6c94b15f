/** What came of a deed, shown once on the page that follows: it travels in a cookie, so that nothing is kept here. */
import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { Deed } from "./deeds/deed.ts";
import type { Access } from "./safety/access.ts";
import { isSame, signature } from "./safety/session.ts";

/** What is said to the person. */
export interface Said {
  readonly lines: readonly string[];
  /** Something could not be done. */
  readonly isBad: boolean;
}

/** Lines that are worth reading one by one. */
const MOST_LINES = 4;
const LONGEST_LINE = 300;
const COOKIE_SECONDS = 60;

/** Leaves what came of deeds for the next page. */
export function say(c: Context, access: Access, said: Said): void {
  const text = new TextEncoder().encode(JSON.stringify(said)).toBase64({ alphabet: "base64url" });
  setCookie(c, cookieOf(access), `${text}.${signature(`said ${text}`, access.token)}`, {
    path: "/",
    httpOnly: true,
    sameSite: "Strict",
    secure: access.isSecure,
    maxAge: COOKIE_SECONDS,
  });
}

/** Takes what was left. A look for what is new leaves it for the page. */
export function takeSaid(c: Context, access: Access): Said | undefined {
  const [text, signed] = (getCookie(c, cookieOf(access)) ?? "").split(".");
  if (signed === undefined || c.req.header("x-live") !== undefined) return undefined;
  deleteCookie(c, cookieOf(access), { path: "/", secure: access.isSecure });
  if (!isSame(signed, signature(`said ${text}`, access.token))) return undefined;
  return JSON.parse(new TextDecoder().decode(Uint8Array.fromBase64(text, { alphabet: "base64url" })));
}

/** Deeds in a few lines: what could not be done by itself, the rest counted where it is much. */
export function saidOf(deeds: readonly Deed[]): Said {
  const [bad, good] = [true, false].map((isBad) => deeds.filter(({ outcome }) => (outcome === "failed") === isBad));
  return { lines: [...inLines(bad), ...inLines(good)], isBad: bad.length > 0 };
}

function inLines(deeds: readonly Deed[]): readonly string[] {
  if (deeds.length <= MOST_LINES) return deeds.map(({ text }) => cut(text));
  const groups = Map.groupBy(deeds, ({ outcome }) => outcome);
  if (groups.has("failed")) {
    return [...deeds.slice(0, MOST_LINES).map(({ text }) => cut(text)), `and ${deeds.length - MOST_LINES} more`];
  }
  return [[...groups].map(([outcome, { length }]) => `${length} ${outcome}`).join(", ")];
}

function cut(text: string): string {
  return text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE)}…` : text;
}

function cookieOf({ cookie }: Access): string {
  return `${cookie}-said`;
}
