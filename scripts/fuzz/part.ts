/**
 * Tries mutants one after another and says so, a line of JSON each: `fuzz.ts` starts it and watches, since what goes
 * wrong may end this process or never come back.
 *
 *     deno run -A --v8-flags=--expose-gc,--max-old-space-size=1500 scripts/fuzz/part.ts FIRST COUNT FOLDER
 */
import { printLine } from "../../commands/line/terminal.ts";
import { CORPUS } from "../../tests/fixtures/corpus.ts";
import { exercise, Finding } from "./exercise.ts";
import { makeMutant } from "./mutant.ts";
import { readSources, type Source } from "./sources.ts";

/** What became of a mutant. `done` without a `finding`: it was handled as it should be. */
export interface Report {
  readonly seed: number;
  readonly state: "begins" | "refused" | "opened" | "found";
  readonly finding?: string;
}

const LONGEST_MS = 5000;
const MOST_BYTES = 600 * 2 ** 20;
const CHECK_EVERY = 1000;
const MOST_GROWTH = 40 * 2 ** 20;

/** Makes the mutant of a seed in `folder` and does all with it; a file that led to a finding stays there. */
export async function tryMutant(seed: number, sources: readonly Source[], folder: string): Promise<Report> {
  const { bytes, extension, source } = await makeMutant(seed, sources);
  const path = `${folder}/${seed}${extension}`;
  Deno.writeFileSync(path, bytes);
  const before = usedMemory();
  try {
    const { state, time } = await timed(path);
    const bytes = usedMemory() - before;
    // Other programs may have made it slow: a second time decides.
    const least = time > LONGEST_MS ? Math.min(time, (await timed(path)).time) : time;
    if (least > LONGEST_MS) throw new Finding(`it took ${Math.round(least)} ms`);
    if (bytes > MOST_BYTES) throw new Finding(`it took ${bytes} bytes of memory`);
    Deno.removeSync(path);
    return { seed, state };
  } catch (error) {
    const text = error instanceof Finding ? error.message : error instanceof Error ? error.stack : String(error);
    return { seed, state: "found", finding: `${path} (${source}): ${text}` };
  }
}

async function timed(path: string): Promise<{ state: "refused" | "opened"; time: number }> {
  const start = performance.now();
  const state = await exercise(path);
  return { state, time: performance.now() - start };
}

function usedMemory(): number {
  const { heapUsed, external } = Deno.memoryUsage();
  return heapUsed + external;
}

async function main([first, count, folder]: readonly string[]): Promise<void> {
  const sources = await readSources(CORPUS);
  let kept: number | undefined;
  for (let seed = Number(first); seed < Number(first) + Number(count); seed++) {
    printLine(JSON.stringify({ seed, state: "begins" } satisfies Report));
    printLine(JSON.stringify(await tryMutant(seed, sources, folder)));
    if ((seed - Number(first)) % CHECK_EVERY !== CHECK_EVERY - 1) continue;
    await collectGarbage();
    const used = usedMemory();
    kept ??= used;
    if (used - kept <= MOST_GROWTH) continue;
    const finding = `memory grew by ${used - kept} bytes since the first ${CHECK_EVERY}`;
    printLine(JSON.stringify({ seed, state: "found", finding } satisfies Report));
    kept = used;
  }
}

/** Twice: what streams hold is let go only a little later. */
async function collectGarbage(): Promise<void> {
  const collect: unknown = Reflect.get(globalThis, "gc");
  if (typeof collect !== "function") return;
  collect();
  await new Promise((resolve) => setTimeout(resolve, 200));
  collect();
}

if (import.meta.main) await main(Deno.args);
