/** Texts as bytes in the encodings that files come in. */
import { python } from "vt";

/** Python's names of an encoding are many; blanks, `_` and case do not matter. */
const NAMES: Readonly<Record<string, string>> = {
  utf8: "utf-8",
  u8: "utf-8",
  ascii: "ascii",
  usascii: "ascii",
  latin1: "latin-1",
  latin: "latin-1",
  l1: "latin-1",
  iso88591: "latin-1",
};

/** The text that the bytes are. */
export function decodeText(bytes: Uint8Array, encoding: string): string {
  const name = currentName(encoding);
  if (name === "latin-1") return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  const wrong = name === "ascii" ? bytes.findIndex((byte) => byte > 0x7f) : -1;
  try {
    if (wrong === -1) return new TextDecoder(name, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof RangeError) throw unknown(encoding, error);
  }
  const what = wrong === -1 ? "invalid bytes" : `byte 0x${bytes[wrong].toString(16)} in position ${wrong}`;
  throw new python.PythonError("UnicodeDecodeError", `'${name}' codec can't decode ${what}`);
}

/** The bytes of the text; of the others only UTF-8, Latin-1 and ASCII can be written. */
export function encodeText(text: string, encoding: string): Uint8Array {
  const name = currentName(encoding);
  if (name === "utf-8") return new TextEncoder().encode(text);
  const most = name === "ascii" ? 0x7f : name === "latin-1" ? 0xff : undefined;
  if (most === undefined) throw unknown(encoding);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > most) {
      const what = `'${name}' codec can't encode character in position ${i}: ordinal not in range(${most + 1})`;
      throw new python.PythonError("UnicodeEncodeError", what);
    }
    bytes[i] = code;
  }
  return bytes;
}

function currentName(encoding: string): string {
  const plain = encoding.toLowerCase().replace(/[-_ ]/g, "");
  return Object.hasOwn(NAMES, plain) ? NAMES[plain] : encoding.toLowerCase();
}

function unknown(encoding: string, cause?: Error): Error {
  return new python.PythonError("LookupError", `unknown encoding: ${encoding}`, { cause });
}
