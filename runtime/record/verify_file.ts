/** Whether a file is still what a record says that it was. */
import { contentHash, fileState } from "../store/file_state.ts";
import { liesInTemporaryFolder } from "../temporary_folder.ts";
import type { RecordedFile } from "./recorded_files.ts";

/**
 * `unchanged`, `changed`; `gone`: nothing lies there, `temporary`: nor could it, since vt removes such files itself;
 * `notRecorded`: something lies there, and the record does not tell its content; `unreadable`: nobody may look.
 */
export type FileVerdict = "unchanged" | "changed" | "gone" | "temporary" | "notRecorded" | "unreadable";

/** What was found. */
export interface VerifiedFile extends RecordedFile {
  readonly verdict: FileVerdict;
  /** The hash now, where it was needed. */
  readonly now?: string;
}

/** Looks at a file. `progress`: hears how many of its bytes have been read, and how many there are. */
export async function verifyFile(
  file: RecordedFile,
  progress: (done: number, total: number) => void = () => {},
): Promise<VerifiedFile> {
  let info: Deno.FileInfo;
  try {
    info = await Deno.stat(file.path);
  } catch (error) {
    if (!meansGone(error)) return { ...file, verdict: "unreadable" };
    if (file.state === "absent") return { ...file, verdict: "unchanged" };
    return { ...file, verdict: liesInTemporaryFolder(file.path) ? "temporary" : "gone" };
  }
  if (file.hash === undefined) return { ...file, verdict: withoutHash(file, info) };
  if (!info.isFile || (file.size !== undefined && info.size !== file.size)) return { ...file, verdict: "changed" };
  try {
    let done = 0;
    const now = await contentHash(file.path, (bytes) => progress(done += bytes.length, info.size));
    return { ...file, verdict: now === file.hash ? "unchanged" : "changed", now };
  } catch {
    return { ...file, verdict: "unreadable" };
  }
}

/** Whether what was thrown says that nothing lies at the path; all else says only that nobody may look. */
export function meansGone(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory;
}

/** Sizes that differ say enough; of equal ones only the time says that nobody wrote it again. */
function withoutHash({ path, state, size }: RecordedFile, info: Deno.FileInfo): FileVerdict {
  if (size !== undefined && info.isFile && info.size !== size) return "changed";
  if (state === undefined) return "notRecorded";
  const now = fileState(path);
  if (now === state) return "unchanged";
  const isTouched = now !== undefined && sizeText(now) !== undefined && sizeText(now) === sizeText(state);
  return isTouched ? "notRecorded" : "changed";
}

function sizeText(state: string): string | undefined {
  return /^\d+ bytes/.exec(state)?.[0];
}
