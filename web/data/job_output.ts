/** A part of what a job has written: from its end, or from where the part before begins, never all of it. */
import type { OutputPart, OutputStream } from "../../runtime/authoring/job_steps.ts";
import { outputPartOf } from "../../runtime/authoring/output_part.ts";
import { messageOf } from "../../runtime/errors.ts";
import type { JobOfWorkflow } from "../../runtime/jobs/job_questions.ts";
import type { MonitorServices } from "../services.ts";

/** See the head of the file. Positions are bytes. */
export interface ShownOutput {
  readonly stream: OutputStream;
  readonly text: string;
  /** Where the text begins and ends in the output, which has `size` bytes. */
  readonly from: number;
  readonly to: number;
  readonly size: number;
  /** Why there is no text: the job's type does not tell, or nothing is there yet. */
  readonly problem?: string;
}

/** Which part: the last bytes, those that end at `before`, or those that begin at `from`. */
export interface PartWanted {
  readonly stream: OutputStream;
  readonly from?: number;
  readonly before?: number;
  readonly length: number;
}

/** A page does not wait longer for a handle. */
const PATIENCE_MS = 5000;

/** Reads a part, cut so that it begins with a line where a line begins in it. */
export async function readOutput(
  { questions, mask }: Pick<MonitorServices, "questions" | "mask">,
  of: JobOfWorkflow,
  wanted: PartWanted,
): Promise<ShownOutput> {
  const { stream } = wanted;
  try {
    const part = await questions.use(of, (handle) => outputPartOf(handle, { stream, ...rangeOf(wanted) }), {
      deadlineMs: PATIENCE_MS,
    });
    if (part === undefined) return without(stream, `Jobs of the type ${of.job.definition?.name ?? "?"} do not give it`);
    return shown(part, wanted, mask);
  } catch (error) {
    return without(stream, mask(`Cannot show it: ${messageOf(error)}`));
  }
}

function rangeOf({ from, before, length }: PartWanted): { from?: number; length: number } {
  if (before === undefined) return { from, length };
  const start = Math.max(0, before - length);
  return { from: start, length: before - start };
}

const NEWLINE = 10;

function shown(
  { bytes, from, size }: OutputPart,
  { stream, from: asked }: PartWanted,
  mask: MonitorServices["mask"],
): ShownOutput {
  // Who names the beginning goes on where a part ended.
  const isWhole = from === 0 || asked !== undefined;
  const start = isWhole ? 0 : bytes.indexOf(NEWLINE) + 1 || firstCharacter(bytes);
  const end = bytes.length - cutCharacter(bytes);
  const text = mask(new TextDecoder().decode(bytes.subarray(start, end)));
  return { stream, text, from: from + start, to: from + end, size };
}

/** Where the first whole character of UTF-8 begins. */
function firstCharacter(bytes: Uint8Array): number {
  let first = 0;
  while (first < 3 && (bytes[first] & 0xc0) === 0x80) first++;
  return first;
}

/** Bytes at the end that belong to a character of UTF-8 that is not all there. */
function cutCharacter(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back];
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? back : 0;
  }
  return 0;
}

function without(stream: OutputStream, problem: string): ShownOutput {
  return { stream, text: "", from: 0, to: 0, size: 0, problem };
}
