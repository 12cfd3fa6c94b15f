/** From the bytes of an XML document to its text. */
import { VistrailFileError } from "../errors.ts";

/** The text with line feeds alone as line ends, without a byte order mark; throws `VistrailFileError`. */
export function decodeXml(source: Uint8Array | string): string {
  const text = typeof source === "string" ? source : decodeUtf8(source);
  return text.includes("\r") ? text.replaceAll(/\r\n?/g, "\n") : text;
}

function decodeUtf8(source: Uint8Array): string {
  if ((source[0] === 0xff && source[1] === 0xfe) || (source[0] === 0xfe && source[1] === 0xff)) {
    throw new VistrailFileError("Cannot read the XML: its encoding is UTF-16, only UTF-8 and US-ASCII are read");
  }
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    return decoder.decode(source);
  } catch {
    throw new VistrailFileError("Cannot read the XML: it is not UTF-8", { line: badLine(source) });
  }
}

/** The line of the first bytes that are not UTF-8: no byte of a longer character is a line feed. */
function badLine(bytes: Uint8Array): number {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for (let line = 1, from = 0;; line++) {
    const found = bytes.indexOf(10, from);
    const end = found < 0 ? bytes.length : found;
    try {
      decoder.decode(bytes.subarray(from, end));
    } catch {
      return line;
    }
    from = end + 1;
  }
}
