/** Words that stand first behind a command, such as `check` in `vt jobs check`. */
import { UsageError } from "../../runtime/errors.ts";
import { nearest } from "../../runtime/nearest.ts";

/** The word of that name; throws `UsageError` where there is none. What is no word may be meant for `list`. */
export function wordOf<W>(command: string, words: Readonly<Record<string, W>>, name: string): W {
  if (Object.hasOwn(words, name)) return words[name];
  const meant = nearest(name, Object.keys(words)) ?? `list ${name}`;
  throw new UsageError(`Unknown word ${name}: did you mean vt ${command} ${meant}?`);
}

/** Throws `UsageError` for an option that only other words take; `word`: `jobs check`. All take --json and --store. */
export function refuseOptionsOfOthers(
  word: string,
  taken: readonly string[],
  given: Readonly<Record<string, unknown>>,
): void {
  for (const [option, value] of Object.entries(given)) {
    const isTaken = option === "json" || option === "store" || taken.includes(option);
    if (!isTaken && value !== false && value !== undefined) {
      throw new UsageError(`Option --${option} is none of vt ${word}`);
    }
  }
}
