/**
 * Opens, shows, plans, hashes damaged and hostile bundles. Each must be handled or refused with an `InputError` of one
 * line, in less than 5 seconds and without eating the memory; all else is printed, with the command that does it again.
 *
 *     deno run -A scripts/fuzz.ts [--count N] [--seed S] [--command-line]
 */
import { readArguments } from "../commands/line/arguments.ts";
import { printLine } from "../commands/line/terminal.ts";
import { tryCommands } from "./fuzz/command_line.ts";
import type { Report } from "./fuzz/part.ts";

/** A mutant that has said nothing for so long hangs. */
const HANGS_MS = 30_000;
const FLAGS = "--v8-flags=--expose-gc,--max-old-space-size=1500";

interface Range {
  readonly first: number;
  readonly count: number;
}

/** Every mutant of the range with what became of it; a process that dies or hangs is replaced. */
async function* tryAll({ first, count }: Range, folder: string): AsyncGenerator<Report> {
  for (let next = first; next < first + count;) {
    let begun = next;
    let ended = next - 1;
    for await (const report of tryPart({ first: next, count: first + count - next }, folder)) {
      if (report.state === "begins") begun = report.seed;
      else {
        ended = report.seed;
        yield report;
      }
    }
    if (ended < begun) {
      yield { seed: begun, state: "found", finding: `the process died, or said nothing for ${HANGS_MS / 1000} s` };
    }
    next = begun + 1;
  }
}

async function* tryPart({ first, count }: Range, folder: string): AsyncGenerator<Report> {
  const part = new URL("fuzz/part.ts", import.meta.url).href;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", FLAGS, part, String(first), String(count), folder],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let rest = "";
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => child.kill("SIGKILL"), HANGS_MS);
  };
  wait();
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    wait();
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    for (const line of lines) yield JSON.parse(line);
  }
  clearTimeout(timer);
  await child.status;
}

async function main(): Promise<number> {
  const { options } = readArguments(Deno.args, {
    count: { type: "string", value: "N", doc: "mutants" },
    seed: { type: "string", value: "S", doc: "of the first" },
    "command-line": { type: "boolean", doc: "through vt show, plan and check instead" },
  });
  const range = { first: Number(options.seed ?? 1), count: Number(options.count ?? 1000) };
  const folder = Deno.makeTempDirSync({ prefix: "vt_fuzz_" });
  const counts = { refused: 0, opened: 0, found: 0 };
  const how = options["command-line"] ? " --command-line" : "";
  const reports = options["command-line"] ? tryCommands(range, folder) : tryAll(range, folder);
  for await (const { seed, state, finding } of reports) {
    if (state === "begins") continue;
    counts[state]++;
    if (state === "found") printLine(`deno run -A scripts/fuzz.ts --seed ${seed} --count 1${how}\n    ${finding}`);
  }
  printLine(`${range.count} mutants: ${counts.opened} opened, ${counts.refused} refused, ${counts.found} findings`);
  if (counts.found === 0) Deno.removeSync(folder, { recursive: true });
  return counts.found === 0 ? 0 : 1;
}

if (import.meta.main) Deno.exit(await main());
