/** How wide texts are, near enough: nobody measures them before they are in a browser. */

/** How much wider bold letters are. */
export const BOLD = 1.09;

const NARROW = new Set("iljtfrI.,:;|!'()[] ");
const WIDE = new Set("mwMWQO@%—…");

/** Pixels that a text in a sans-serif font takes at most, give or take a little. */
export function textWidth(text: string, fontSize: number): number {
  let em = 0;
  for (const sign of text) em += signWidth(sign);
  return em * fontSize;
}

/** The text, cut to a width in pixels. */
export function cutText(text: string, fontSize: number, width: number): string {
  const clean = text.replace(/[\s\p{Cc}]+/gu, " ").trim();
  let room = width / fontSize;
  let kept = "";
  for (const sign of clean) {
    room -= signWidth(sign);
    if (room < 0) return `${kept.slice(0, -1).trimEnd()}…`;
    kept += sign;
  }
  return kept;
}

/** As wide as the widest of the usual fonts has them. */
function signWidth(sign: string): number {
  if (NARROW.has(sign)) return 0.38;
  if (WIDE.has(sign)) return 0.95;
  if (/[A-Z]/.test(sign)) return 0.7;
  return sign.codePointAt(0)! >= 0x1100 ? 1 : 0.62;
}
