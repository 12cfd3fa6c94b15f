/** What it costs that vt is one file: its size, the first start, and later starts beside `deno run` of the same. */
import { compile } from "../compile.ts";
import { thisTarget } from "../executable/targets.ts";
import { median, printTable, timed } from "./table.ts";

const FIRST_ROUNDS = 5;
const ROUNDS = 25;
const MAIN = decodeURIComponent(new URL("../../main.ts", import.meta.url).pathname);
const SCRIPT = decodeURIComponent(new URL("../../examples/sum_of_squares.ts", import.meta.url).pathname);

/** Prints the tables. */
export async function executable(): Promise<void> {
  const folder = Deno.makeTempDirSync({ prefix: "vt_bench_" });
  try {
    const file = `${folder}/vt`;
    const build = await timed(() => compile({ target: thisTarget(), isSelfContained: true, output: file }));
    const first = await firstStarts(file, folder);
    const size = `${(Deno.statSync(file).size / 1e6).toFixed(1)} MB`;
    printTable("One file", [{
      size,
      unpacked: `${(bytesIn(`${folder}/first`) / 1e6).toFixed(0)} MB`,
      build: `${(build / 1000).toFixed(1)} s`,
      [`first start, median of ${FIRST_ROUNDS}`]: `${(first / 1000).toFixed(2)} s`,
    }]);
    await laterStarts(file, folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

async function firstStarts(file: string, folder: string): Promise<number> {
  const times: number[] = [];
  const cache = `${folder}/first`;
  for (let round = 0; round < FIRST_ROUNDS; round++) {
    if (round > 0) Deno.removeSync(cache, { recursive: true });
    times.push(await timed(() => run(file, ["--version"], { VT_CACHE_DIR: cache })));
  }
  return median(times);
}

/** In turns, so that both have the same machine. */
async function laterStarts(file: string, folder: string): Promise<void> {
  const environment = { VT_CACHE_DIR: `${folder}/first`, VT_STORE: `${folder}/store` };
  const rows = [];
  for (const args of [["--version"], ["run", SCRIPT, "--new"]]) {
    const [source, packed] = [[] as number[], [] as number[]];
    for (let round = 0; round <= ROUNDS; round++) {
      const [a, b] = [
        await timed(() => run(Deno.execPath(), ["run", "-A", "--unstable-kv", MAIN, ...args], environment)),
        await timed(() => run(file, args, environment)),
      ];
      if (round > 0) source.push(a), packed.push(b);
    }
    const [before, after] = [median(source), median(packed)];
    rows.push({
      command: `vt ${args[0]}`,
      "deno run": `${before.toFixed(1)} ms`,
      "one file": `${after.toFixed(1)} ms`,
      difference: `${(after - before).toFixed(1)} ms`,
    });
  }
  printTable(`Later starts, median of ${ROUNDS}`, rows);
}

async function run(command: string, args: readonly string[], env: Record<string, string>): Promise<void> {
  const process = new Deno.Command(command, { args: [...args], env, stdin: "null", stdout: "null", stderr: "null" });
  if (!(await process.output()).success) throw new Error(`${command} ${args.join(" ")} failed`);
}

function bytesIn(folder: string): number {
  return [...Deno.readDirSync(folder)].reduce((sum, { name, isDirectory }) => {
    const path = `${folder}/${name}`;
    return sum + (isDirectory ? bytesIn(path) : Deno.lstatSync(path).size);
  }, 0);
}

if (import.meta.main) await executable();
