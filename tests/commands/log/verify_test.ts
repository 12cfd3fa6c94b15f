/** `vt log verify` on real files. */
import assert from "node:assert/strict";
import { action, addModule, vistrailXml } from "../../fixtures/make_vistrail.ts";
import { makeZip } from "../../fixtures/make_zip.ts";
import { temporaryPlace } from "../../support/recorded_run.ts";
import { type Finished, vt } from "../../support/vt_process.ts";

const SCRIPT = `
import { defineModule, PathValue, port, types as t, workflow } from "vt";
import { Directory, File } from "vt/basic";
export const Copy = defineModule({
  name: "Copy",
  inputs: { from: port(t.File), to: port(t.String) },
  outputs: { file: port(t.File), draft: port(t.File), both: port(t.List), place: port(t.Directory) },
  compute: ({ from, to }, context) => {
    Deno.copyFileSync(from.name, to);
    return { file: new PathValue(to), draft: new PathValue(context.temporaryPath("file")), both: [new PathValue(to + "2")], place: new PathValue("FOLDER/place") };
  },
});
export default workflow("copies", ({ add }) => {
  const file = add(File, { value: new PathValue("FOLDER/wired") });
  add(Copy, { from: file.value, to: "FOLDER/a" });
  add(Copy, { from: new PathValue("FOLDER/written"), to: "FOLDER/b" });
  add(Directory, { value: new PathValue("FOLDER/folder") });
});
`;

interface Verified {
  readonly counts: Readonly<Record<string, number>>;
  readonly files: readonly { path: string; verdict: string; at: readonly { port: string }[] }[];
}

class Stage implements Disposable {
  readonly #place = temporaryPlace();
  readonly folder = Deno.realPathSync(this.#place.directory);

  constructor() {
    this.write("wf.ts", SCRIPT.replaceAll("FOLDER", this.folder));
    for (const name of ["wired", "written", "a2", "b2"]) this.write(name, name);
    for (const name of ["folder", "place"]) Deno.mkdirSync(`${this.folder}/${name}`);
  }

  write(name: string, text: string): void {
    Deno.writeTextFileSync(`${this.folder}/${name}`, text);
  }

  run(...args: string[]): Promise<Finished> {
    return vt(args, { VT_STORE: `${this.folder}/store` });
  }

  /** The code and the verdicts by the names of files; those of temporary ones under `draft`. */
  async verify(named?: string): Promise<[code: number, verdicts: Record<string, string>]> {
    const { code, stdout, stderr } = await this.run("log", "verify", ...named === undefined ? [] : [named], "--json");
    assert.equal(stderr, "");
    const { files, counts }: Verified = JSON.parse(stdout);
    assert.equal(Object.values(counts).reduce((sum, count) => sum + count), files.length);
    const name = (path: string): string => path.startsWith(this.folder) ? path.slice(this.folder.length + 1) : "draft";
    return [code, Object.fromEntries(files.map(({ path, verdict }) => [name(path), verdict]))];
  }

  [Symbol.dispose](): void {
    this.#place[Symbol.dispose]();
  }
}

const UNCHANGED = {
  "wf.ts": "unchanged",
  wired: "unchanged",
  written: "unchanged",
  a: "unchanged",
  b: "unchanged",
  a2: "unchanged",
  b2: "unchanged",
  place: "notRecorded",
  folder: "unchanged",
  draft: "temporary",
};

Deno.test("vt log verify tells of each file of an execution whether it is what it was", async () => {
  using stage = new Stage();
  assert.equal((await stage.run("run", `${stage.folder}/wf.ts`, "-q")).code, 0);
  assert.deepEqual(await stage.verify(), [0, UNCHANGED]);
  stage.write("wired", "WIRED"); // as long as it was
  stage.write("a", "longer");
  Deno.removeSync(`${stage.folder}/written`);
  const changed = { ...UNCHANGED, wired: "changed", a: "changed", written: "gone" };
  assert.deepEqual(await stage.verify(), [1, changed]);
  const { code, stdout } = await stage.run("log", "verify");
  assert.equal(code, 1);
  assert.match(stdout, /^unchanged +.*\/wf\.ts {2}the workflow\n/);
  assert.match(stdout, /^changed +\/.*\/wired {2}File \(0\) value; [0-9a-f]{12} then, [0-9a-f]{12} now$/m);
  assert.match(stdout, /^gone +\/.*\/written {2}Copy \(2\) from$/m);
  assert.match(stdout, /\n5 unchanged, 2 changed, 1 gone, 2 temporary, gone, 1 not recorded\n$/);
});

Deno.test("vt log verify tells whether the workflow is what it was, formatting aside", async () => {
  using stage = new Stage();
  await stage.run("run", `${stage.folder}/wf.ts`, "-q");
  const script = SCRIPT.replaceAll("FOLDER", stage.folder);
  stage.write("wf.ts", `// New.\n${script}`);
  assert.deepEqual(await stage.verify(), [0, UNCHANGED]);
  stage.write("wf.ts", script.replace('"file"', '"file", ".txt"'));
  assert.deepEqual(await stage.verify(), [1, { ...UNCHANGED, "wf.ts": "changed" }]);
  Deno.removeSync(`${stage.folder}/wf.ts`);
  assert.deepEqual(await stage.verify(), [1, { ...UNCHANGED, "wf.ts": "gone" }]);
  Deno.symlinkSync("wf.ts", `${stage.folder}/wf.ts`); // nobody can tell what is behind a link to itself
  assert.deepEqual(await stage.verify(), [1, { ...UNCHANGED, "wf.ts": "unreadable" }]);
});

Deno.test("vt log verify verifies a version of a file by itself, also from the log in the file", async () => {
  using stage = new Stage();
  const file = `${stage.folder}/a.vt`;
  const write = (more: string): void =>
    Deno.writeFileSync(file, makeZip([{ name: "vistrail", data: vistrailXml(action(1, 0, addModule(0, 0)) + more) }]));
  write("");
  await stage.run("run", `${file}:1`, "-q");
  assert.deepEqual(await stage.verify(), [0, { "a.vt": "unchanged" }]);
  write(action(2, 1, addModule(1, 1)));
  assert.deepEqual(await stage.verify(), [0, { "a.vt": "unchanged" }]);
  Deno.writeFileSync(file, makeZip([{ name: "vistrail", data: vistrailXml(action(1, 0, addModule(0, 7))) }]));
  assert.deepEqual(await stage.verify(), [1, { "a.vt": "changed" }]);
  await stage.run("run", `${file}:1`, "-q", "--save", "always");
  assert.deepEqual(await stage.verify(`${file}#1`), [0, { "a.vt": "unchanged" }]);
  stage.write("b.xml", '<log version="1.0.4"><workflowExec parentVersion="1"/></log>');
  assert.deepEqual(await stage.verify(`${stage.folder}/b.xml`), [0, { "b.xml": "notRecorded" }]);
});
