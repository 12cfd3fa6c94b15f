/** What an agent writes first through a pipe that others may have written into: a shell greets, a module system warns. */
import { PREAMBLE } from "../protocol.ts";
import { restOf } from "./rest_of.ts";

/** Bytes that others may write before it. */
const MOST_BEFORE = 2 ** 20;

const WANTED = new TextEncoder().encode(PREAMBLE);

/** What comes after it; undefined where it does not come. */
export async function afterPreamble(
  stream: ReadableStream<Uint8Array>,
): Promise<ReadableStream<Uint8Array> | undefined> {
  const reader = stream.getReader();
  let before = new Uint8Array();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    const joined = new Uint8Array(before.length + read.value.length);
    joined.set(before);
    joined.set(read.value, before.length);
    before = joined;
    const at = indexOf(before);
    if (at >= 0) return restOf(before.subarray(at + WANTED.length), reader);
    if (before.length > MOST_BEFORE) break;
  }
  await reader.cancel();
  return undefined;
}

function indexOf(bytes: Uint8Array): number {
  for (let at = bytes.indexOf(WANTED[0]); at >= 0; at = bytes.indexOf(WANTED[0], at + 1)) {
    if (at + WANTED.length <= bytes.length && WANTED.every((byte, i) => bytes[at + i] === byte)) return at;
  }
  return -1;
}
