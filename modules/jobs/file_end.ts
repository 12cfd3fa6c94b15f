/** Parts of a file that may be long. */
import type { OutputPart } from "vt";

/** At most `length` bytes of a file from the byte `from` on, or the last so many; the others are not read. */
export async function partOfFile(
  path: string,
  { from, length }: { readonly from?: number; readonly length: number },
): Promise<OutputPart> {
  using file = await Deno.open(path);
  const { size } = await file.stat();
  const start = Math.min(from ?? Math.max(0, size - length), size);
  await file.seek(start, Deno.SeekMode.Start);
  const bytes = new Uint8Array(Math.min(length, size - start));
  let filled = 0;
  while (filled < bytes.length) {
    const read = await file.read(bytes.subarray(filled));
    if (read === null) break;
    filled += read;
  }
  return { bytes: bytes.subarray(0, filled), from: start, size };
}

/** The last bytes of a file as text, from the first whole character on. */
export async function endOfFile(path: string, longest = 64 * 1024): Promise<string> {
  const { bytes, from } = await partOfFile(path, { length: longest });
  let first = 0;
  while (from > 0 && first < 3 && (bytes[first] & 0xc0) === 0x80) first++;
  return new TextDecoder().decode(bytes.subarray(first));
}

/** The last lines of a text, blank ones at its end left out. */
export function lastLines(text: string, count: number): string {
  return text.trimEnd().split("\n").slice(-count).join("\n");
}
