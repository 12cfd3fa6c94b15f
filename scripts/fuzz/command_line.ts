/** Gives mutants to vt as a person does: the exit code is 0 or 2, there is no stack trace, and it does not take long. */
import { CORPUS } from "../../tests/fixtures/corpus.ts";
import { makeMutant } from "./mutant.ts";
import type { Report } from "./part.ts";
import { readSources, type Source } from "./sources.ts";

const MAIN = new URL("../../main.ts", import.meta.url).href;
const CONFIG = decodeURIComponent(new URL("../../deno.json", import.meta.url).pathname);
const COMMANDS = [["show", ""], ["show", ":"], ["show", "", "--json"], ["check", "", "--all"], ["plan", ""]];
const LONGEST_MS = 5000;
const AT_ONCE = 2;

/** Every mutant of the range; a file that led to a finding stays in `folder`. */
export async function* tryCommands(
  { first, count }: { readonly first: number; readonly count: number },
  folder: string,
): AsyncGenerator<Report> {
  const sources = await readSources(CORPUS);
  for (let seed = first; seed < first + count; seed += AT_ONCE) {
    const seeds = Array.from({ length: Math.min(AT_ONCE, first + count - seed) }, (_, i) => seed + i);
    yield* await Promise.all(seeds.map((seed) => tryMutant(seed, sources, folder)));
  }
}

async function tryMutant(seed: number, sources: readonly Source[], folder: string): Promise<Report> {
  const { bytes, extension, source } = await makeMutant(seed, sources);
  const path = `${folder}/${seed}${extension}`;
  Deno.writeFileSync(path, bytes);
  const codes = new Set<number>();
  for (const [name, version, ...options] of COMMANDS) {
    const { code, finding } = await run([name, path + version, ...options]);
    if (finding !== undefined) {
      return { seed, state: "found", finding: `vt ${name} ${path}${version} (${source}): ${finding}` };
    }
    codes.add(code);
  }
  Deno.removeSync(path);
  return { seed, state: codes.has(0) ? "opened" : "refused" };
}

async function run(args: readonly string[]): Promise<{ code: number; finding?: string }> {
  const start = performance.now();
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--config", CONFIG, MAIN, ...args],
    stdin: "null",
    signal: AbortSignal.timeout(2 * LONGEST_MS),
  }).output();
  const time = performance.now() - start;
  const messages = new TextDecoder().decode(stderr);
  if (time > LONGEST_MS) return { code, finding: `it took ${Math.round(time)} ms` };
  if (code !== 0 && code !== 2) return { code, finding: `exit code ${code}: ${messages.slice(0, 2000)}` };
  if (/^\s+at .*:\d+:\d+\)?$/m.test(messages)) return { code, finding: `a stack trace: ${messages.slice(0, 2000)}` };
  return { code };
}
