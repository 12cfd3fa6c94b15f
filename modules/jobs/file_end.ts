/** The end of a file that may be long. */

/** The last bytes of a file as text, from the first whole character on; what precedes them is not read. */
export async function endOfFile(path: string, longest = 64 * 1024): Promise<string> {
  using file = await Deno.open(path);
  const { size } = await file.stat();
  const start = Math.max(0, size - longest);
  await file.seek(start, Deno.SeekMode.Start);
  const bytes = new Uint8Array(size - start);
  let length = 0;
  while (length < bytes.length) {
    const read = await file.read(bytes.subarray(length));
    if (read === null) break;
    length += read;
  }
  let first = 0;
  while (start > 0 && first < 3 && (bytes[first] & 0xc0) === 0x80) first++;
  return new TextDecoder().decode(bytes.subarray(first, length));
}

/** The last lines of a text, blank ones at its end left out. */
export function lastLines(text: string, count: number): string {
  return text.trimEnd().split("\n").slice(-count).join("\n");
}
