/**
 * Runs every test, also the examples in documents and doc comments, and ends with the line `N passed, N failed`.
 *
 * All of them go in two processes side by side, since those of far sides and pages wait for other programs most of the
 * time. What is named in the arguments goes in one, as `deno test` takes it.
 */

const FLAGS = ["test", "-A", "--unstable-kv", "--quiet"];

/** What waits most: it goes beside all the rest. */
const WAITING = ["tests/schemes", "tests/web", "tests/executable_test.ts", "tests/executable_unpacking_test.ts"];

/** How many tests there were. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** What `deno test` said at its end; undefined when it did not come so far. */
export function countsIn(output: string): Counts | undefined {
  // deno test colours its output even in a pipe when FORCE_COLOR is set.
  const text = output.replace(/\p{Cc}\[[\d;]*m/gu, "");
  const ends = [...text.matchAll(/^(?:ok|FAILED) \| (\d+) passed[^|\n]*\| (\d+) failed[^|\n]*(?:\| (\d+) ignored)?/gm)];
  const end = ends.at(-1);
  if (end === undefined) return undefined;
  const [, passed, failed, skipped = "0"] = end;
  return { passed: Number(passed), failed: Number(failed), skipped: Number(skipped) };
}

/** All counts in one line; a process that did not come to its end is one failure. */
export function countsLine(all: readonly (Counts | undefined)[]): string {
  const sum = (of: keyof Counts): number => all.reduce((total, counts) => total + (counts?.[of] ?? 0), 0);
  const broken = all.filter((counts) => counts === undefined).length;
  const skipped = sum("skipped");
  return `${sum("passed")} passed, ${sum("failed") + broken} failed${skipped === 0 ? "" : `, ${skipped} skipped`}`;
}

interface Ended {
  readonly code: number;
  readonly counts: Counts | undefined;
}

/** What is printed: at once, or, of what goes beside it, when that is over. */
class Printer {
  readonly #kept: string[] = [];
  #isOpen: boolean;

  constructor(isOpen: boolean) {
    this.#isOpen = isOpen;
  }

  async print(text: string): Promise<void> {
    if (this.#isOpen) await write(text);
    else this.#kept.push(text);
  }

  async open(): Promise<void> {
    this.#isOpen = true;
    for (const text of this.#kept.splice(0)) await write(text);
  }
}

async function write(text: string): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += await Deno.stdout.write(bytes.subarray(at));
}

async function run(args: readonly string[], printer: Printer): Promise<Ended> {
  const frozen = Deno.env.get("CI") ? ["--frozen"] : [];
  const child = new Deno.Command(Deno.execPath(), {
    args: [...FLAGS, ...frozen, ...args],
    cwd: new URL("..", import.meta.url),
    stdin: "null",
    stdout: "piped",
  }).spawn();
  let output = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    await printer.print(text);
    output = (output + text).slice(-10_000);
  }
  return { code: (await child.status).code, counts: countsIn(output) };
}

/** Those that wait are printed when the others are over, so that the lines of both stay together. */
async function runAll(): Promise<readonly Ended[]> {
  const later = new Printer(false);
  const waiting = run(WAITING, later);
  const others = await run(["--doc", `--ignore=${WAITING.join(",")}`], new Printer(true));
  await later.open();
  return [others, await waiting];
}

async function main(): Promise<number> {
  const ended = Deno.args.length > 0 ? [await run(["--doc", ...Deno.args], new Printer(true))] : await runAll();
  await write(`${countsLine(ended.map(({ counts }) => counts))}\n`);
  return ended.find(({ code }) => code !== 0)?.code ?? 0;
}

if (import.meta.main) Deno.exit(await main());
