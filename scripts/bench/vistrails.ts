/**
 * Opening real files and materialising all their versions. The peer, in the same run: Python's zipfile and ElementTree,
 * which only parse the document.
 */
import { printLine } from "../../commands/line/terminal.ts";
import { selfCommand } from "../../runtime/self_command.ts";
import { materialiseAll } from "../../runtime/vistrail/materialise.ts";
import { openVistrail } from "../../runtime/vt_file/bundle.ts";
import { CORPUS } from "../../tests/fixtures/corpus.ts";
import { median, printTable, timed } from "./table.ts";

const ROUNDS = 5;
/** How many files are opened. */
const FILES = 10;
/** Files whose default versions are run, as `vt run` starts anew for each. */
const RUN = ["vt/examples/gcd.vt", "vt/vistrails/tests/resources/test-list-custom.vt"];

const PYTHON = `
import sys, time, zipfile
from xml.etree import ElementTree
start = time.perf_counter()
ElementTree.fromstring(zipfile.ZipFile(sys.argv[1]).read("vistrail"))
print((time.perf_counter() - start) * 1000)`;

async function inPython(path: string): Promise<number> {
  const { stdout } = await new Deno.Command("python3", { args: ["-c", PYTHON, path] }).output();
  return Number(new TextDecoder().decode(stdout));
}

async function openAndMaterialise(path: string): Promise<number> {
  const { vistrail } = await openVistrail(path);
  let count = 0;
  for (const [_version, workflow] of materialiseAll(vistrail)) count += Math.min(1, workflow.modules.length + 1);
  return count;
}

/** The files below a folder that have the most versions. */
async function longest(folder: string): Promise<string[]> {
  const found: { path: string; actions: number }[] = [];
  const visit = async (path: string): Promise<void> => {
    for (const { name, isDirectory } of Deno.readDirSync(path)) {
      if (isDirectory) await visit(`${path}/${name}`);
      else if (name.endsWith(".vt")) {
        const { vistrail } = await openVistrail(`${path}/${name}`);
        found.push({ path: `${path}/${name}`, actions: vistrail.actions.size });
      }
    }
  };
  await visit(folder);
  return found.toSorted((a, b) => b.actions - a.actions).slice(0, FILES).map(({ path }) => path);
}

/** Milliseconds from start to end of `vt run`, nothing of which is known from before. */
async function timeToRun(path: string): Promise<number> {
  const directory = Deno.makeTempDirSync({ prefix: "vt_bench_" });
  const { command, args } = selfCommand(["run", path, "--quiet", "--store", directory]);
  try {
    return await timed(() => new Deno.Command(command, { args: [...args], stdout: "null", stderr: "null" }).output());
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
}

async function printRuns(): Promise<void> {
  const rows = [];
  for (const name of RUN) {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round++) times.push(await timeToRun(`${CORPUS}/${name}`));
    rows.push({ file: name.slice(3), "vt run, start to end": `${median(times).toFixed(0)} ms` });
  }
  printTable("Running real .vt files", rows);
}

/** Prints the tables; without the corpus, a line that says so. */
export async function vistrails(): Promise<void> {
  if (CORPUS === undefined) return printLine("\nReal .vt files: skipped, the corpus is absent");
  const rows = [];
  for (const path of await longest(`${CORPUS}/vt`)) {
    let versions = 0;
    const [ours, python]: [number[], number[]] = [[], []];
    for (let round = 0; round <= ROUNDS; round++) {
      const took = await timed(async () => versions = await openAndMaterialise(path));
      const peer = await inPython(path);
      if (round > 0) {
        ours.push(took);
        python.push(peer);
      }
    }
    rows.push({
      file: path.slice(CORPUS.length + 4),
      versions: String(versions),
      "open and materialise all": `${median(ours).toFixed(0)} ms`,
      "ElementTree, parse alone": `${median(python).toFixed(0)} ms`,
      ratio: (median(ours) / median(python)).toFixed(1),
    });
  }
  printTable("The real .vt files with the most versions", rows);
  await printRuns();
}

if (import.meta.main) await vistrails();
