import { deepEqual, equal, match } from "node:assert/strict";
import { exportWorkflow } from "../../commands/export.ts";
import { openWorkflow } from "../../commands/open/open_workflow.ts";
import { showPipeline } from "../../commands/show.ts";
import { writeFile } from "../../runtime/vt_file/write_file.ts";
import { inFolder } from "../support/in_folder.ts";
import { vt } from "../support/vt_process.ts";

const SOURCE = 'const half: number = n / 2;\no = [half, `${half % 2}% of "n" & <more>`];\nconsole.log("halved");';

const SCRIPT = `import { port, types as t, withPorts, workflow } from "vt";
import { TypeScriptSource } from "vt/basic";
const Halves = withPorts(TypeScriptSource, { inputs: { n: port(t.Float) }, outputs: { o: port(t.List) } });
export default workflow("halves", ({ add, input, output }) => {
  output("halves", add(Halves, { n: input("n", t.Float, 6), source: ${JSON.stringify(SOURCE)} }).o);
});
`;

const OPTIONS = { set: new Map<string, string>(), strict: false };

async function exported(from: string, to: string): Promise<string> {
  const { parts } = await exportWorkflow({ from, to, ...OPTIONS });
  await writeFile(to, parts, { force: false });
  return await Deno.readTextFile(to);
}

Deno.test("a TypeScriptSource goes from a script into a file, and back with its text as it was", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/a.ts`, SCRIPT);
    const xml = await exported(`${folder}/a.ts`, `${folder}/a.xml`);
    const quoted = xml.replace(/val="const[^"]*"/, () => `val="${encodeURIComponent(SOURCE)}"`);
    equal(quoted === xml, false);
    await Deno.writeTextFile(`${folder}/quoted.xml`, quoted);
    const back = await exported(`${folder}/a.xml:`, `${folder}/back.ts`);
    equal((await exported(`${folder}/quoted.xml:`, `${folder}/quoted.ts`)).replace("quoted.xml", "a.xml"), back);
    for (const file of ["a.ts", "a.xml", "quoted.xml", "back.ts"]) {
      const { stdout } = await vt(["run", `${folder}/${file}`, "--json", "--outputs", "--no-save"], {
        VT_STORE: `${folder}/store`,
      });
      const run = JSON.parse(stdout);
      const source = Object.values<{ name: string; outputs: object }>(run.modules).find(({ name }) =>
        name === "TypeScriptSource"
      );
      deepEqual([source?.outputs, run.stdout], [{ o: [3, '1% of "n" & <more>'] }, "halved\n"]);
    }
  }));

Deno.test("vt show shows the lines of a source, of a script and of a file", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/a.ts`, SCRIPT);
    await exported(`${folder}/a.ts`, `${folder}/a.xml`);
    for (const file of [`${folder}/a.ts`, `${folder}/a.xml:`]) {
      match(
        showPipeline((await openWorkflow(file, new Map())).pipeline, "title"),
        / {7}source:\n {9}\| const half: number = n \/ 2;\n {9}\| o = \[half, `[^\n]*\n {9}\| console\.log/,
      );
    }
  }));
