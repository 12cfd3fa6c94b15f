/** Texts from outside as they may stand in a message. */

/** The text on one line, without what would steer a terminal, cut to `width` characters. */
export function oneLine(text: string, width: number): string {
  const clean = text.replace(/[\s\p{Cc}]+/gu, " ").trim();
  return clean.length <= width ? clean : `${clean.slice(0, Math.max(0, width - 1))}…`;
}
