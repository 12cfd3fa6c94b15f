/**
 * Kills vt at a random durable write, before or after it, continues, kills it again while it recovers, and continues to
 * the end: no job may be lost, none submitted twice, no module run again whose result was on disk. Also with a full and
 * with a broken disk.
 *
 *     deno run -A scripts/crash_test.ts [--disk] [--seeds N] [--seed S]
 *
 * With `--disk` the store lies on a small file system that fills up instead, which takes root.
 */
import { printLine } from "../commands/line/terminal.ts";

const ROOT = decodeURIComponent(new URL("..", import.meta.url).pathname);
const FAULTS = ["killBefore", "killAfter", "killBefore", "killAfter", "full", "broken"];
/** A run that is let alone has about so many commits. */
const COMMITS = 45;
const MOST_RUNS = 200;

/** What a seed led to. */
export interface Crashed {
  readonly problems: readonly string[];
  readonly runs: number;
}

interface Place {
  readonly folder: string;
  readonly modules: string;
  readonly jobs: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Runs the workflow of one seed to its end. */
export async function crash(seed: number): Promise<Crashed> {
  const random = numbersFrom(seed);
  const folder = Deno.makeTempDirSync({ prefix: "vt_crash_" });
  const place = placeIn(folder);
  try {
    for (let i = 0; i < 2; i++) {
      const fault = FAULTS[Math.floor(random() * FAULTS.length)];
      await run(place, fault, 1 + Math.floor(random() * COMMITS));
    }
    for (let runs = 1; runs <= MOST_RUNS; runs++) {
      const { code, message } = await run(place, "none", 0);
      if (code === 0) return { problems: wrongIn(place), runs };
      if (code !== 75 || message.includes("is unknown")) return { problems: [`exit code ${code}: ${message}`], runs };
    }
    return { problems: [`not over after ${MOST_RUNS} runs`], runs: MOST_RUNS };
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** Whether a small file system can be mounted here: it takes root. */
export async function canMount(): Promise<boolean> {
  const folder = Deno.makeTempDirSync({ prefix: "vt_crash_" });
  try {
    return await mounted(folder, () => Promise.resolve(true)).catch(() => false);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/**
 * Runs the workflow with its store on a small file system that fills up, makes room again, and runs it to its end. A job
 * whose own record did not fit either may be unknown: then it waits for a person, and must not be submitted again.
 */
export async function fillUp(seed: number): Promise<Crashed> {
  const random = numbersFrom(seed);
  const folder = Deno.makeTempDirSync({ prefix: "vt_crash_" });
  const place = placeIn(folder);
  const store = `${folder}/store`;
  Deno.mkdirSync(store);
  try {
    return await mounted(store, async () => {
      Deno.writeFileSync(`${store}/filler`, new Uint8Array(DISK - 60_000 - Math.floor(random() * 300_000)));
      await run(place, "none", 0);
      Deno.removeSync(`${store}/filler`);
      for (let runs = 1; runs <= MOST_RUNS; runs++) {
        const { code, message } = await run(place, "none", 0);
        if (code === 0) return { problems: wrongIn(place), runs };
        if (message.includes("is unknown")) {
          return { problems: wrongIn(place).filter((problem) => !problem.includes("lost")), runs };
        }
        if (code !== 75) return { problems: [`exit code ${code}: ${message}`], runs };
      }
      return { problems: [`not over after ${MOST_RUNS} runs`], runs: MOST_RUNS };
    });
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** Bytes of the small file system. */
const DISK = 4_000_000;

async function mounted<T>(folder: string, use: () => Promise<T>): Promise<T> {
  const mount = async (command: string, args: string[]): Promise<void> => {
    const { success, stderr } = await new Deno.Command(command, { args }).output();
    if (!success) throw new Error(`Cannot ${command} ${folder}: ${new TextDecoder().decode(stderr).trim()}`);
  };
  await mount("mount", ["-t", "tmpfs", "-o", `size=${DISK}`, "tmpfs", folder]);
  try {
    return await use();
  } finally {
    await mount("umount", ["-l", folder]);
  }
}

function placeIn(folder: string): Place {
  const [modules, jobs] = [`${folder}/modules`, `${folder}/jobs`];
  for (const ledger of [modules, jobs]) Deno.writeTextFileSync(ledger, "");
  const environment = { CRASH_MODULES: modules, CRASH_JOBS: jobs, VT_STORE: `${folder}/store`, NO_COLOR: "1" };
  return { folder, modules, jobs, environment };
}

async function run(place: Place, fault: string, nth: number): Promise<{ code: number; message: string }> {
  const vt = ["run", `${ROOT}scripts/crash/workflow.ts`, "--quiet"];
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", `${ROOT}scripts/crash/faulty_vt.ts`, fault, String(nth), place.modules, ...vt],
    env: { ...place.environment },
    stdout: "null",
  }).output();
  return { code, message: new TextDecoder().decode(stderr).trim() };
}

function wrongIn({ modules, jobs }: Place): string[] {
  const problems: string[] = [];
  const lines = Deno.readTextFileSync(jobs).split("\n").filter((line) => line !== "").sort();
  const wanted = ["up-0", "up-1", "up-2", "up-3-1", "up-3-2", "up-3-3"];
  for (const name of wanted) {
    const count = lines.filter((line) => line === name).length;
    if (count === 0) problems.push(`job ${name} was lost`);
    if (count > 1) problems.push(`job ${name} was submitted ${count} times`);
  }
  const durable = new Set<string>();
  for (const line of Deno.readTextFileSync(modules).split("\n")) {
    const [what, name] = line.split(" ");
    if (what === "durable") durable.add(name);
    if (what === "ran" && durable.has(name)) {
      problems.push(`module ${name} was run again though its result was on disk`);
    }
  }
  return problems;
}

/** Numbers from 0 to 1 that depend on the seed alone (mulberry32). */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

async function main(args: readonly string[]): Promise<number> {
  const option = (name: string): number | undefined =>
    args.includes(name) ? Number(args[args.indexOf(name) + 1]) : undefined;
  const test = args.includes("--disk") ? fillUp : crash;
  const only = option("--seed");
  const seeds = only === undefined ? Array.from({ length: option("--seeds") ?? 20 }, (_, i) => i + 1) : [only];
  let failed = 0;
  for (const seed of seeds) {
    const { problems } = await test(seed);
    if (problems.length === 0) continue;
    failed++;
    printLine(`seed ${seed}: ${problems.join("; ")}`);
    printLine(`  deno run -A scripts/crash_test.ts${test === fillUp ? " --disk" : ""} --seed ${seed}`);
  }
  printLine(`${seeds.length - failed} seeds passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
