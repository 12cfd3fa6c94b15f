/** Characters, names and references of XML 1.0. */
import { InputError } from "../errors.ts";

const NAME_START = ":A-Z_a-z\\u{C0}-\\u{D6}\\u{D8}-\\u{F6}\\u{F8}-\\u{2FF}\\u{370}-\\u{37D}\\u{37F}-\\u{1FFF}" +
  "\\u{200C}-\\u{200D}\\u{2070}-\\u{218F}\\u{2C00}-\\u{2FEF}\\u{3001}-\\u{D7FF}\\u{F900}-\\u{FDCF}\\u{FDF0}-\\u{FFFD}" +
  "\\u{10000}-\\u{EFFFF}";
const NAME = new RegExp(`[${NAME_START}][${NAME_START}\\-.0-9\\u{B7}\\u{300}-\\u{36F}\\u{203F}-\\u{2040}]*`, "uy");
const ILLEGAL = /[^\t\n\r -\ufffd]/;
const ENTITIES = new Map([["lt", "<"], ["gt", ">"], ["amp", "&"], ["apos", "'"], ["quot", '"']]);

/** Index of the first character that XML forbids, −1 without one. */
export function findIllegalCharacter(text: string): number {
  return text.search(ILLEGAL);
}

const NAMED = new Map([["&", "&amp;"], ["<", "&lt;"], [">", "&gt;"], ['"', "&quot;"]]);

/**
 * An attribute's value as it is written; other characters than those of ASCII as references, which any encoding has.
 * Throws `InputError` for characters that XML does not have.
 */
export function escapeAttribute(value: string): string {
  if (/^[\w .:|,()[\]-]*$/.test(value)) return value;
  const illegal = findIllegalCharacter(value);
  if (illegal >= 0 || !value.isWellFormed()) {
    const code = (illegal >= 0 ? value.charCodeAt(illegal) : 0xd800).toString(16).toUpperCase().padStart(4, "0");
    throw new InputError(`Cannot write ${JSON.stringify(value.slice(0, 80))}: XML has no character U+${code}`);
  }
  return value.replace(
    /[&<>"\t\n\r]|[^ -~\t\n\r]/gu,
    (character) => NAMED.get(character) ?? `&#${character.codePointAt(0)};`,
  );
}

/** The name that begins at `at`, `""` where none does. */
export function nameAt(text: string, at: number): string {
  let end = at;
  while (isPlainLetter(text.charCodeAt(end))) end++;
  // Most names are plain letters to their end; a sign ahead decides whether the slow way is needed.
  if (end > at && endsName(text.charCodeAt(end))) return text.slice(at, end);
  NAME.lastIndex = at;
  return NAME.exec(text)?.[0] ?? "";
}

/** Replaces references; `refuse` is called with the first that XML does not have. */
export function decodeReferences(text: string, refuse: (reference: string) => never): string {
  return text.replace(/&([^&;]*;)?/g, (whole, body: string | undefined) => {
    const value = body === undefined ? undefined : reference(body.slice(0, -1));
    return value ?? refuse(whole);
  });
}

function reference(body: string): string | undefined {
  if (!body.startsWith("#")) return ENTITIES.get(body);
  const code = /^#[0-9]+$/.test(body)
    ? parseInt(body.slice(1), 10)
    : /^#x[0-9a-fA-F]+$/.test(body)
    ? parseInt(body.slice(2), 16)
    : NaN;
  const legal = code === 9 || code === 10 || code === 13 || (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
  return legal ? String.fromCodePoint(code) : undefined;
}

function isPlainLetter(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f;
}

/** Blank, `=`, `>` or `/`: none of them goes on with a name. */
function endsName(code: number): boolean {
  return code === 0x3d || code === 0x20 || code === 0x3e || code === 0x2f || code === 0x0a;
}
