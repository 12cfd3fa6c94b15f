import { deepEqual, equal, match } from "node:assert/strict";
import { removeTree } from "../../../modules/persistence/content.ts";
import { vt } from "../../support/vt_process.ts";

/** A PythonSource makes a file, which is kept, and shown. */
const SCRIPT = `
import { port, types as t, withPorts, workflow } from "vt";
import { PythonSource, StandardOutput } from "vt/basic";
import { PersistentIntermediateFile } from "vt/persistence";
const source = \`
f = self.interpreter.filePool.create_file(suffix='.txt')
open(f.name, 'w').write('made')
print('it runs')
file = f\`;
const Make = withPorts(PythonSource, { outputs: { file: port(t.File) } });
export default workflow("kept", ({ add }) => {
  add(StandardOutput, { value: add(PersistentIntermediateFile, { value: add(Make, { source }).file }).value });
});
`;

/** The same as a vistrail of the time when the package was called persistence.exp. */
async function oldVistrail(folder: string): Promise<string> {
  const path = `${folder}/old.xml`;
  Deno.writeTextFileSync(`${folder}/new.ts`, SCRIPT);
  const { code, stderr } = await vt(["export", `${folder}/new.ts`, "-o", path]);
  equal(code, 0, stderr);
  const text = Deno.readTextFileSync(path);
  Deno.writeTextFileSync(
    path,
    text.replaceAll("PersistentIntermediateFile", "ManagedIntermediateFile")
      .replaceAll("org.vistrails.vistrails.persistence", "edu.utah.sci.vistrails.persistence.exp")
      .replaceAll('"0.3.2"', '"0.1.2"'),
  );
  match(
    Deno.readTextFileSync(path),
    /ManagedIntermediateFile.*persistence\.exp|persistence\.exp.*ManagedIntermediateFile/,
  );
  return path;
}

Deno.test("in a later run a vistrail of persistence.exp takes the kept file, and its source does not run", async () => {
  const folder = Deno.makeTempDirSync();
  using _removed = { [Symbol.dispose]: () => removeTree(folder) };
  const vistrail = await oldVistrail(folder);
  const outputs: string[] = [];
  for (const states of [["completed", "completed", "completed"], ["notRun", "completed", "completed"]]) {
    const ran = await vt(["run", vistrail, "--store", `${folder}/store`, "--json"]);
    equal(ran.code, 0, ran.stdout + ran.stderr);
    const { modules, stdout } = JSON.parse(ran.stdout);
    deepEqual(["0", "1", "2"].map((id) => modules[id].status), states);
    outputs.push(stdout);
  }
  deepEqual(outputs, ["it runs\nmade\n", "made\n"]);
  const { stdout } = await vt(["log", "show", "--json", "--store", `${folder}/store`]);
  match(stdout, /persistent_id/);
  match(stdout, /persistent_version/);
});
