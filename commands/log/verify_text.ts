/** What `vt log verify` found, as people read it. */
import type { FileVerdict, VerifiedFile } from "../../runtime/record/verify_file.ts";
import { type Colour, oneLine, type Paint } from "../line/terminal.ts";

const WORDS: Readonly<Record<FileVerdict, readonly [text: string, colour: Colour]>> = {
  unchanged: ["unchanged", "green"],
  changed: ["changed", "red"],
  gone: ["gone", "red"],
  unreadable: ["cannot be read", "red"],
  temporary: ["temporary, gone", "dim"],
  notRecorded: ["not recorded", "yellow"],
};
const WIDTH = 16;
const HASH_DIGITS = 12;

/** One file in a line. The workflow has no module. */
export function verdictLine({ path, at, verdict, hash, now }: VerifiedFile, paint: Paint): string {
  const [text, colour] = WORDS[verdict];
  const where = at.length === 0
    ? "the workflow"
    : at.slice(0, 3).map(({ module, name, port }) => `${name} (${module}) ${port}`).join(", ") +
      (at.length > 3 ? ` and ${at.length - 3} more` : "");
  const change = verdict === "changed" && hash !== undefined && now !== undefined
    ? `; ${hash.slice(0, HASH_DIGITS)} then, ${now.slice(0, HASH_DIGITS)} now`
    : "";
  return `${paint(colour, text.padEnd(WIDTH))}${oneLine(path, 400)}  ${paint("dim", oneLine(where + change, 300))}`;
}

/** How many there are of each. */
export function summaryLine(counts: Readonly<Partial<Record<FileVerdict, number>>>): string {
  const verdicts = Object.keys(WORDS) as FileVerdict[];
  return verdicts.flatMap((verdict) => counts[verdict] ? [`${counts[verdict]} ${WORDS[verdict][0]}`] : []).join(", ");
}
