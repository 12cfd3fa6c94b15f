/** The hash of bytes that are in memory; other things get their turn meanwhile. */
import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import type { Blob } from "./blob.ts";

const AT_ONCE = 8 * 2 ** 20;

/** See the head of the file. */
export async function hashOfParts(parts: readonly Uint8Array[]): Promise<Blob> {
  const hasher = createHash("sha256");
  let size = 0;
  for (const part of parts) {
    for (let at = 0; at < part.length; at += AT_ONCE) {
      hasher.update(part.subarray(at, at + AT_ONCE));
      if (at + AT_ONCE < part.length) await setImmediate();
    }
    size += part.length;
  }
  return { hash: hasher.digest("hex"), size };
}
