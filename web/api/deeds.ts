/** What came of deeds, for programs. */
import type { Deed } from "../deeds/deed.ts";
import { Answer } from "./route.ts";

/** Where nothing could be done at all the status says so. */
export function answerDeeds(deeds: readonly Deed[]): Answer {
  const isRefused = deeds.length > 0 && deeds.every(({ outcome }) => outcome === "failed");
  return new Answer(isRefused ? 409 : 200, { deeds });
}
