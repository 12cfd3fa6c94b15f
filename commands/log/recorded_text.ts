/** A recorded value as people read it. */
import type { RecordedValue } from "../../runtime/record/log.ts";
import { oneLine } from "../line/terminal.ts";

/** The value in at most so many signs; of what is not in the record, the file or the type, and how its hash begins. */
export function recordedText(recorded: RecordedValue, width: number): string {
  if ("value" in recorded) return oneLine(JSON.stringify(recorded.value) ?? "null", width);
  const { type, path, size, hash } = recorded;
  const what = path ?? (size === undefined ? type : `${type} of ${size}`);
  return oneLine([what, hash === undefined ? "" : `(${hash.slice(0, 12)})`].filter(Boolean).join(" "), width);
}
