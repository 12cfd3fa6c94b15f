/** Python 2's `str` is bytes. Here it is a string where the bytes are UTF-8, and a Uint8Array where they are not. */

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** The `str` of these bytes. */
export function strOfBytes(bytes: Uint8Array): string | Uint8Array {
  try {
    return utf8.decode(bytes);
  } catch {
    return bytes;
  }
}

/** The bytes of a `str`. */
export function bytesOfStr(text: string | Uint8Array): Uint8Array {
  return typeof text === "string" ? encoder.encode(text) : text;
}

/** Whether a value is a `str` of Python's. */
export function isStr(value: unknown): value is string | Uint8Array {
  return typeof value === "string" || value instanceof Uint8Array;
}
