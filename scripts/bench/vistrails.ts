/**
 * Opening real files and materialising all their versions. The peer, in the same run: Python's zipfile and ElementTree,
 * which only parse the document.
 */
import { openVistrail } from "../../runtime/vt_file/bundle.ts";
import { materialiseAll } from "../../runtime/vistrail/materialise.ts";
import { CORPUS } from "../../tests/fixtures/corpus.ts";
import { printLine } from "../../commands/terminal.ts";
import { median, printTable, timed } from "./table.ts";

const ROUNDS = 5;
const LARGEST = ["vt/examples/lung.vt", "vt/examples/brain_vistrail.vt", "vt/contrib/stem/mycurrent.vt"];

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

/** Prints the table; without the corpus, a line that says so. */
export async function vistrails(): Promise<void> {
  if (CORPUS === undefined) return printLine("\nReal .vt files: skipped, the corpus is absent");
  const rows = [];
  for (const name of LARGEST) {
    const path = `${CORPUS}/${name}`;
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
      file: name.slice(3),
      versions: String(versions),
      "open and materialise all": `${median(ours).toFixed(0)} ms`,
      "ElementTree, parse alone": `${median(python).toFixed(0)} ms`,
      ratio: (median(ours) / median(python)).toFixed(1),
    });
  }
  printTable("Real .vt files", rows);
}

if (import.meta.main) await vistrails();
