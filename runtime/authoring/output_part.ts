/** A part of what a job has written, whatever its handle can tell of that. */
import type { JobHandle, OutputPart, OutputStream } from "./job_steps.ts";

/** At most `length` bytes, from the byte `from` on or the last so many. */
export interface PartOfStream {
  readonly stream: OutputStream;
  readonly from?: number;
  readonly length: number;
}

/** Undefined where jobs of this type do not tell. */
export async function outputPartOf(handle: JobHandle, part: PartOfStream): Promise<OutputPart | undefined> {
  const { stream, ...range } = part;
  if (handle.outputPart !== undefined) return await handle.outputPart(stream, range);
  const whole = stream === "stdout" ? handle.standardOutput : handle.standardError;
  return whole === undefined ? undefined : cut(new TextEncoder().encode(await whole.call(handle)), range);
}

/** The same of an output that is in memory as a whole. */
function cut(bytes: Uint8Array, { from, length }: Omit<PartOfStream, "stream">): OutputPart {
  const start = Math.min(from ?? Math.max(0, bytes.length - length), bytes.length);
  return { bytes: bytes.slice(start, start + length), from: start, size: bytes.length };
}
