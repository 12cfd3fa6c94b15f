/** Texts in URLs, as Python's urllib writes and reads them. */
import { python } from "vt";

/** `quote_plus`: blanks become `+`, all but letters, digits and `_.-` become `%XX`. */
export function quotePlus(text: string | Uint8Array): string {
  const parts = Array.from(python.bytesOfStr(text), (byte) => {
    const character = String.fromCharCode(byte);
    if (/[\w.-]/.test(character)) return character;
    return character === " " ? "+" : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  });
  return parts.join("");
}

/** `unquote_plus`: what is no `%XX` stays as it is; the result is bytes where they are no UTF-8. */
export function unquotePlus(text: string | Uint8Array): string | Uint8Array {
  const bytes = python.bytesOfStr(text);
  const read: number[] = [];
  for (let i = 0; i < bytes.length; i++) {
    const code = bytes[i] === 0x25 ? String.fromCharCode(...bytes.subarray(i + 1, i + 3)) : "";
    if (/^[\da-f]{2}$/i.test(code)) {
      read.push(parseInt(code, 16));
      i += 2;
    } else {
      read.push(bytes[i] === 0x2b ? 0x20 : bytes[i]);
    }
  }
  return python.strOfBytes(Uint8Array.from(read));
}
