import { deepEqual, equal } from "node:assert/strict";
import { hashVersions } from "../../../runtime/vistrail/workflow_hash.ts";
import { openVistrail } from "../../../runtime/vt_file/bundle.ts";
import { jobsEdit, jobsText, readJobs, type SavedJobs } from "../../../runtime/vt_file/jobs_annotation.ts";
import { saveVistrail } from "../../../runtime/vt_file/save.ts";
import { readZipDirectory, type ZipDirectory } from "../../../runtime/zip/zip_directory.ts";
import { memorySource } from "../../../runtime/zip/zip_source.ts";
import { corpusTest } from "../../fixtures/corpus.ts";

const NO_JOBS: SavedJobs = { jobs: new Map(), workflows: new Map(), others: new Map() };
const JOBS: SavedJobs = {
  jobs: new Map([["b39", {
    id: "b39",
    parameters: { command: 'echo "a" > b & c\n' },
    name: "Näme",
    start: "2026-11-22T03:08:29.000001",
    finished: false,
    others: new Map(),
  }]]),
  workflows: new Map([["w", {
    version: 1,
    id: "w",
    name: "untitled",
    user: "ada",
    start: "2026-11-22T03:08:29.000001",
    jobs: ["b39"],
    others: new Map(),
  }]]),
  others: new Map(),
};
/** Schemas that have no annotations of the vistrail. */
const TOO_OLD = ["0.8.0", "0.8.1", "0.9.0", "0.9.1", "0.9.2"];
const CHECK_BY_PYTHON = `
import sys, zipfile
for path in sys.stdin.read().split("\\n"):
    assert zipfile.ZipFile(path).testzip() is None, path
    assert b"__jobs__" in zipfile.ZipFile(path).read("vistrail"), path
print("sound")`;

/** All bytes of members but the vistrail: their part of the archive, and their record without where that is. */
function otherMembers(archive: Uint8Array): Map<string, [local: string, record: string]> {
  const { entries, offset }: ZipDirectory = readZipDirectory(memorySource(archive), 10_000);
  const starts = [...entries.map(({ header }) => header), offset].sort((a, b) => a - b);
  return new Map(
    entries.filter(({ name }) => name !== "vistrail").map(({ name, header, record }) => {
      const local = archive.subarray(header, starts[starts.indexOf(header) + 1]);
      const fixed = record.slice();
      fixed.fill(0, 42, 46);
      return [name, [local.toBase64(), fixed.toBase64()]];
    }),
  );
}

function* vtFiles(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    if (isDirectory) yield* vtFiles(`${folder}/${name}`);
    else if (name.endsWith(".vt")) yield `${folder}/${name}`;
  }
}

const xmlOf = async (path: string) => new TextDecoder().decode(await (await openVistrail(path)).read("vistrail"));
const orderOf = (archive: Uint8Array) =>
  readZipDirectory(memorySource(archive), 10_000).entries.map(({ name, method }) => `${method} ${name}`);

async function checkSaved(path: string): Promise<void> {
  const before = Deno.readFileSync(path);
  const [xml, old] = [await xmlOf(path), await openVistrail(path)];
  equal(await saveVistrail(path, { edit: jobsEdit(JOBS) }), true);
  const after = Deno.readFileSync(path);
  const [changedXml, changed] = [await xmlOf(path), await openVistrail(path)];
  const added = /\s*<annotation id="\d+" key="__jobs__" value="[^"]*" \/>/.exec(changedXml)![0];
  equal(changedXml.replace(added, ""), xml, path);
  deepEqual(otherMembers(after), otherMembers(before), path);
  deepEqual(orderOf(after), orderOf(before), path);
  equal(jobsText(readJobs(changed.vistrail)), jobsText(JOBS));
  deepEqual(await hashVersions(changed.vistrail), await hashVersions(old.vistrail), path);
}

async function checkByOthers(paths: readonly string[]): Promise<void> {
  const child = new Deno.Command("python3", { args: ["-c", CHECK_BY_PYTHON], stdin: "piped", stdout: "piped" }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(paths.join("\n")));
  await writer.close();
  equal(new TextDecoder().decode((await child.output()).stdout), "sound\n");
  for (const path of paths) {
    const unzip = await new Deno.Command("unzip", { args: ["-tqq", path] }).output().catch(() => undefined);
    equal(unzip?.code ?? 0, 0, path);
  }
}

corpusTest(
  "jobs that are saved change nothing else of a bundle, and leaves no trace when they are removed",
  async (corpus) => {
    const folder = await Deno.makeTempDir();
    try {
      const files = [...vtFiles(`${corpus}/vt`)].map((from, i) => ({ from, path: `${folder}/${i}.vt` }));
      const saved: string[] = [];
      for (const { from, path } of files) {
        Deno.writeFileSync(path, Deno.readFileSync(from));
        const { schemaVersion } = (await openVistrail(path)).vistrail;
        if (TOO_OLD.includes(schemaVersion)) continue;
        await checkSaved(path);
        saved.push(path);
      }
      equal(saved.length > files.length / 2, true);
      await checkByOthers(saved);
      for (const { from, path } of files) {
        equal(await saveVistrail(path, { edit: jobsEdit(NO_JOBS) }), saved.includes(path));
        deepEqual(await (await openVistrail(path)).read("vistrail"), await (await openVistrail(from)).read("vistrail"));
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);
