import assert, { deepEqual, equal } from "node:assert/strict";
import { checkWorkflow } from "../../commands/check/check_file.ts";
import { supplierOf } from "../../commands/check/suppliers.ts";
import { drawChecked, drawTotals } from "../../commands/check/text.ts";
import { plain } from "../../commands/line/terminal.ts";
import { UsageError } from "../../runtime/errors.ts";
import { corpusTest } from "../fixtures/corpus.ts";
import {
  action,
  actionAnnotation,
  add,
  addConnection,
  addModule,
  remove,
  vistrailXml,
} from "../fixtures/make_vistrail.ts";
import { vt } from "../support/vt_process.ts";

const VTK = "edu.utah.sci.vistrails.vtk";

function missing(id: number, name: string, identifier = VTK): string {
  return add(id, "module", { id, name, namespace: "", package: identifier, version: "1" });
}

const VISTRAIL = vistrailXml(
  action(1, 0, addModule(0, 0)) + action(2, 1, addModule(1, 1, "String") + addConnection(2, 0, { from: 0, to: 1 })) +
    action(3, 1, missing(10, "vtkActor") + missing(11, "vtkActor") + missing(12, "vtkRenderer")) +
    action(4, 3, missing(13, "Cell\u009b2J", "org.x.spreadsheet")) +
    action(5, 1, remove(14, "module", 7)) + actionAnnotation(1, "__tag__", "plain"),
);

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "vt_test_" });
  try {
    await Deno.writeTextFile(`${folder}/a.xml`, VISTRAIL);
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const CHOSEN = { strict: false, all: false };
const STYLE = { width: 60, paint: plain, brief: true };

Deno.test("checkWorkflow() tells what is missing and what else is wrong", async () => {
  await inFolder(async (folder) => {
    const { ok, versions: [checked] } = await checkWorkflow(`${folder}/a.xml:4`, CHOSEN);
    deepEqual([ok, checked.version, checked.modules], [false, 4, 5]);
    deepEqual(checked.missing, [{
      package: "org.vistrails.vistrails.vtk",
      suppliedBy: "python3-vtk9",
      modules: [{ name: "vtkActor", count: 2 }, { name: "vtkRenderer", count: 1 }],
    }, { package: "org.x.spreadsheet", suppliedBy: null, modules: [{ name: "Cell\u009b2J", count: 1 }] }]);
    equal(checked.problems.length, 5);
    deepEqual(checked.otherProblems.map(({ message }) => message), ["Missing value from port value"]);
  });
});

Deno.test("checkWorkflow() takes modules without a package for basic ones", async () => {
  await inFolder(async (folder) => {
    const modules = add(0, "module", { id: 0, name: "Integer" }) + add(1, "module", { id: 1, name: "Nobody" });
    await Deno.writeTextFile(`${folder}/b.xml`, vistrailXml(action(1, 0, modules)));
    const { versions: [{ missing }] } = await checkWorkflow(`${folder}/b.xml`, CHOSEN);
    deepEqual(missing, [{ package: "", suppliedBy: null, modules: [{ name: "Nobody", count: 1 }] }]);
  });
});

Deno.test("checkWorkflow() checks all tagged versions and leaves; one that cannot be read is one of them", async () => {
  await inFolder(async (folder) => {
    const { ok, versions } = await checkWorkflow(`${folder}/a.xml`, { ...CHOSEN, all: true });
    deepEqual(versions.map(({ version, ok, modules }) => [version, ok, modules]), [
      [1, true, 1],
      [2, false, 2],
      [4, false, 5],
      [5, false, 0],
    ]);
    equal(ok, false);
    assert.match(versions[1].problems[0].message, /^Cannot connect 0\.value \(Integer\)/);
    assert.match(versions[3].problems[0].message, /Illegal delete operation/);
    await assert.rejects(checkWorkflow(`${folder}/a.xml:1`, { ...CHOSEN, all: true }), UsageError);
  });
});

Deno.test("drawChecked() and drawTotals() make a table", async () => {
  await inFolder(async (folder) => {
    const files = [
      { ...await checkWorkflow(`${folder}/a.xml:4`, CHOSEN), file: "folder/with/a/long/name/of/a/file.vt" },
      { ...await checkWorkflow(`${folder}/a.xml:plain`, CHOSEN), file: "b.vt" },
      { ...await checkWorkflow(`${folder}/a.xml`, { ...CHOSEN, all: true }), file: "c.vt" },
      { file: "d.ts", ok: false, typeErrors: "d.ts:1: wrong\nmore\n", versions: [] },
    ];
    const lines = [
      ...files.flatMap((file) => drawChecked(file, { ...STYLE, width: 48 })),
      ...drawTotals({ files, unreadable: 1 }, STYLE),
    ];
    equal(lines.join("\n"), TABLE);
  });
});

const TABLE = `✗ …ong/name/of/a/file.vt  4 of 5 modules missing
    vtk                  3  vtkActor 2, … 1 more
    org.x.spreadsheet    1  Cell 2J
    warning: module 0 (Integer): Missing value …
✓ b.vt                                  1 module
    warning: module 0 (Integer): Missing value …
✗ c.vt                   1 of 4 versions can run
  ✓ 1 plain                             1 module
      warning: module 0 (Integer): Missing valu…
  ✗ 2 plain + 1                        2 modules
      error: module 1 (String): Cannot connect …
      warning: module 0 (Integer): Missing valu…
      warning: module 1 (String): Missing value…
  ✗ 4 plain + 2           4 of 5 modules missing
      vtk                  3  … 2 more
      org.x.spreadsheet    1  Cell 2J
      warning: module 0 (Integer): Missing valu…
  ✗ 5 plain + 1                        0 modules
      error: Illegal delete operation 14 of ver…
✗ d.ts                               type errors
    d.ts:1: wrong
    more

missing package    files  modules  its library
vtk                    2        6  python3-vtk9
org.x.spreadsheet      2        2  not supported
Libraries are Debian packages: a PythonSource can use them, vt itself does not.

5 files: 1 can run, 3 cannot, 1 cannot be read; 6 versions, 14 modules, 8 missing`;

Deno.test("vt check says that a script is not there, and goes on", async () => {
  const { code, stderr } = await vt(["check", "nowhere.ts", "nowhere.vt"]);
  equal(code, 2);
  equal(
    stderr,
    "vt: Cannot open script nowhere.ts: no such file\nvt: nowhere.vt: Cannot open it: there is no such file\n",
  );
});

Deno.test("vt check --json is one document a file", async () => {
  await inFolder(async (folder) => {
    const { code, stdout, stderr } = await vt(["check", `${folder}/a.xml:1`, `${folder}/no.vt`, "--json"]);
    const [document, ...others] = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
    equal(code, 2);
    deepEqual(others, []);
    deepEqual(Object.keys(document), ["file", "ok", "typeErrors", "problems", "version", "name", "modules", "missing"]);
    deepEqual([document.ok, document.typeErrors, document.version, document.name], [true, "", 1, "plain"]);
    assert.match(stderr, /no\.vt: Cannot open it: there is no such file\n$/);
    const all = JSON.parse((await vt(["check", `${folder}/a.xml`, "--json", "--all"])).stdout);
    deepEqual(Object.keys(all), ["file", "ok", "typeErrors", "problems", "versions"]);
    equal(all.problems.length, 8);
  });
});

Deno.test("supplierOf() knows old identifiers and web services", () => {
  equal(supplierOf("edu.utah.sci.vistrails.matplotlib"), "python3-matplotlib");
  equal(supplierOf("SUDS#http$//h/s?wsdl"), "python3-suds");
  equal(supplierOf("__proto__"), undefined);
});

corpusTest("vt check lists all real files within 80 columns", async (corpus) => {
  const files = [...Deno.readDirSync(`${corpus}/pipelines`)].map(({ name }) =>
    `${corpus}/vt/${JSON.parse(Deno.readTextFileSync(`${corpus}/pipelines/${name}`)).file}`
  ).filter((path) => path.includes("/examples/"));
  const { code, stdout, stderr } = await vt(["check", ...files]);
  equal(code, 2);
  equal(stderr, "");
  deepEqual(stdout.split("\n").filter((line) => [...line].length > 80), []);
  assert.match(stdout, /\nvtk +\d+ +\d+ {2}python3-vtk9\n/);
  assert.match(stdout, new RegExp(`\n${files.length} files: \\d+ can run, \\d+ cannot; \\d+ modules, \\d+ missing\n$`));
});
