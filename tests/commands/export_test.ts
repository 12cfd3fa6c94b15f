import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { exportWorkflow } from "../../commands/export.ts";
import { openWorkflow } from "../../commands/open/open_workflow.ts";
import { planWorkflow } from "../../commands/open/plan_workflow.ts";
import { writeFile } from "../../runtime/vt_file/write_file.ts";
import { action, actionAnnotation, addConnection, addModule, vistrailXml } from "../fixtures/make_vistrail.ts";
import { inFolder } from "../support/in_folder.ts";
import { PlanShapes } from "../support/plan_shape.ts";
import { evaluate, type Finished, vt } from "../support/vt_process.ts";

const SCRIPT = `import { group, port, types as t, withPorts, workflow } from "vt";
import { List, StandardOutput, StringFormat } from "vt/basic";
import { Map, Sum } from "vt/control_flow";
import { PythonCalc } from "vt/python_calc";
const Twice = group("Twice", {
  inputs: { x: port(t.Float, { default: 3 }), unused: port(t.String, { optional: true }) },
  outputs: { value: port(t.Float) },
}, ({ x }, { add }) => ({ value: add(PythonCalc, { value1: x, value2: 2, op: "*" }).value }));
export default workflow("all kinds", ({ add, input, output }) => {
  const n = input("n", t.Float, 7);
  const half = add(PythonCalc, { value1: n, value2: 2, op: "/" }, { label: 'half of "n" & <more>' });
  const twice = add(Twice, { x: half.value });
  const list = add(withPorts(List, { inputs: { a: port(t.Variant), b: port(t.Float) } }), {
    value: [1, "two\\n", [true, 0.5]],
    head: ["first", 2],
    a: "a",
    b: 1,
  });
  const looped = add(PythonCalc, { value1: add(List, { value: [1, 2] }).value, value2: 1, op: "+" }, { loop: "pairwise" });
  const once = add(PythonCalc, { value1: 0, value2: 10, op: "*" }, { cache: false });
  const mapped = add(Map, { InputList: [1, 2, 3], FunctionPort: once.self, InputPort: ["value1"], OutputPort: "value" });
  const text = add(withPorts(StringFormat, { inputs: { _0: port(t.Float), name: port(t.String) } }), {
    format: "{} {name}",
    _0: twice.value,
    name: "Ä",
  });
  add(StandardOutput, { value: text.value });
  output("list", list.value);
  output("mapped", mapped.Result);
  output("sum", add(Sum, { InputList: looped.value }).Result);
  output("twice", twice.value);
});
`;

/** Runs `vt export`. */
async function run(...args: string[]): Promise<Finished> {
  return await evaluate(`import { dispatch } from "ROOT/commands/line/dispatch.ts";
    const table = { export: () => import("ROOT/commands/export.ts") };
    Deno.exit(await dispatch(${JSON.stringify(["export", ...args])}, table));`);
}

const OPTIONS = { set: new Map<string, string>(), strict: false };

async function results(file: string, store: string): Promise<Record<string, unknown>> {
  const { stdout, stderr } = await vt(["run", file, "--json", "--outputs", "--no-save", "--store", store]);
  equal(stderr, "");
  return JSON.parse(stdout);
}

/** What came out of the modules of a run, without their ids. */
function outputsIn(run: Record<string, unknown>): string[] {
  const modules = Object.values(run.modules as Record<string, { name: string; status: string; outputs: unknown }>);
  return modules.map(({ name, outputs }) => `${name} ${JSON.stringify(outputs)}`).sort();
}

Deno.test("vt export writes a script as a file that runs the same, and that as a script again", () =>
  inFolder(async (folder) => {
    const [script, file, again] = ["kinds.ts", "kinds.vt", "again.ts"].map((name) => `${folder}/${name}`);
    await Deno.writeTextFile(script, SCRIPT);
    deepEqual(await run(script, "-o", file), { code: 0, stdout: `${file}: 19 modules\n`, stderr: "" });
    equal((await run(`${file}:all kinds`, "-o", again)).stderr, "");
    const [first, second, third] = await Promise.all(
      [script, file, again].map((path) => results(path, `${folder}/store-${path.slice(folder.length + 1)}`)),
    );
    equal(second.stdout, first.stdout);
    deepEqual(third.results, first.results);
    const constants = [ // VisTrails writes no values on ports of any type: they come from modules
      'Float {"value_as_string":"3.0","value":3}',
      'Float {"value_as_string":"7.0","value":7}',
      'Integer {"value_as_string":"2","value":2}',
      'String {"value":"a","value_as_string":"a"}',
      'String {"value":"first","value_as_string":"first"}',
    ];
    deepEqual(outputsIn(second), [...outputsIn(first), ...constants].sort());
  }));

Deno.test("vt export gives every attribute of schema 1.0.4", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/kinds.ts`, SCRIPT);
    await run(`${folder}/kinds.ts`, "-o", `${folder}/kinds.vt`);
    const checker = new URL("../fixtures/check_attributes.py", import.meta.url).pathname;
    const { stdout, stderr } = await new Deno.Command("python3", { args: [checker, `${folder}/kinds.vt`] }).output();
    equal(new TextDecoder().decode(stderr) + new TextDecoder().decode(stdout), "");
  }));

Deno.test("vt export says what VisTrails does not have; --strict refuses it, and no file is replaced unasked", () =>
  inFolder(async (folder) => {
    const file = `${folder}/sum.vt`;
    const script = new URL("../../examples/sum_of_squares.ts", import.meta.url).pathname;
    const strict = await run(script, "-o", file, "--strict");
    equal(strict.code, 2);
    match(
      strict.stderr,
      /VisTrails has no Range of package org\.vt\.basic; no Square of package org\.vt\.script\.sum_of_/,
    );
    const written = await run(script, "-o", file, "--set", "n=12");
    match(written.stderr, /^vt: VisTrails will report missing: Range of package org\.vt\.basic\nvt: .*Square/);
    const again = await run(script, "-o", file);
    deepEqual([again.code, again.stderr], [2, `vt: Cannot write ${file}: it exists, use --force to replace it\n`]);
    equal((await run(script, "-o", file, "--force")).code, 0);
    deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["sum.vt"]);
  }));

Deno.test("exportWorkflow() makes a script's modules, values, wires and names those of the file", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/kinds.ts`, SCRIPT);
    const { parts } = await exportWorkflow({ from: `${folder}/kinds.ts`, to: "a.vt", ...OPTIONS });
    await writeFile(`${folder}/a.vt`, parts, { force: false });
    const opened = await openWorkflow(`${folder}/a.vt:`, new Map([["n", "9"]]));
    equal(opened.source.name, "all kinds");
    const [n, half, group] = opened.pipeline.modules;
    equal(n.portSpecs[0].types[0].name, "Float");
    deepEqual([half.label, half.version], ['half of "n" & <more>', "0.9.2"]);
    deepEqual(half.functions.map(({ name, parameters: [{ type, text }] }) => [name, type.name, text]), [
      ["value2", "Float", "2.0"],
      ["op", "String", "/"],
    ]);
    deepEqual([group.kind, group.label, group.workflow?.modules.length], ["group", "Twice", 5]);
    equal(opened.pipeline.modules.find(({ name }) => name === "Float")?.functions[0].parameters[0].text, "9");
  }));

Deno.test("exportWorkflow() refuses values that no constant of VisTrails holds, and files of other kinds", () =>
  inFolder(async (folder) => {
    const script = `${folder}/bad.ts`;
    await Deno.writeTextFile(
      script,
      `import { workflow } from "vt";
import { StandardOutput } from "vt/basic";
export default workflow("bad", ({ add }) => {
  add(StandardOutput, { value: new Date(0) });
});`,
    );
    const refusal =
      /Cannot export module 0 \(StandardOutput\): no constant of VisTrails holds the value of port value$/;
    await rejects(exportWorkflow({ from: script, to: "a.vt", ...OPTIONS }), { message: refusal });
    await rejects(exportWorkflow({ from: script, to: "b.ts", ...OPTIONS }), { message: /it is a script already$/ });
    await rejects(exportWorkflow({ from: script, to: "b.zip", ...OPTIONS }), { message: /a \.vt, \.xml or \.ts file/ });
  }));

/** Two constants of which the first feeds the second, that with an alias, a label, a loop and a condition. */
const XML = vistrailXml(
  action(
    1,
    0,
    addModule(0, 4) + addModule(1, 7) + addConnection(2, 0, { from: 4, to: 7 }) +
      `<add id="5" what="function" objectId="0" parentObjId="4" parentObjType="module"><function id="0" pos="0" name="value"/></add>
       <add id="6" what="parameter" objectId="0" parentObjId="0" parentObjType="function"><parameter id="0" pos="0" name="" type="org.vistrails.vistrails.basic:Integer" val="0x1F" alias="many"/></add>
       <add id="7" what="annotation" objectId="0" parentObjId="7" parentObjType="module"><annotation id="0" key="__desc__" value="The *last* one"/></add>
       <add id="8" what="controlParameter" objectId="0" parentObjId="7" parentObjType="module"><controlParameter id="0" name="while_max" value="3"/></add>
       <add id="9" what="controlParameter" objectId="1" parentObjId="7" parentObjType="module"><controlParameter id="1" name="while_input" value="['value']"/></add>
       <add id="10" what="controlParameter" objectId="2" parentObjId="7" parentObjType="module"><controlParameter id="2" name="while_output" value="value"/></add>
       <add id="11" what="controlParameter" objectId="3" parentObjId="7" parentObjType="module"><controlParameter id="3" name="job_cache" value="True"/></add>`,
  ),
);

Deno.test("exportWorkflow() writes a version as a script that a person would write", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/two.xml`, XML);
    const { parts } = await exportWorkflow({ from: `${folder}/two.xml:1`, to: "a.ts", ...OPTIONS });
    equal(
      new TextDecoder().decode(parts[0]),
      `/** Exported from two.xml, version 1: ROOT + 1 */
import { types as t, workflow } from "vt";
import { Integer } from "vt/basic";

export default workflow("ROOT + 1", ({ add, parameter }) => {
  const many = parameter("many", t.Integer, 31);
  const integer = add(Integer, { value: many });
  add(Integer, {
    value: integer.value,
  }, { label: "The *last* one", while: { max: 3, feed: { value: "value" } }, jobCache: true });
});
`,
    );
    await writeFile(`${folder}/a.ts`, parts, { force: false });
    const shapes = new PlanShapes();
    const [file, script] = await Promise.all(["two.xml:1", "a.ts"].map(async (name) =>
      planWorkflow(await openWorkflow(`${folder}/${name}`, new Map([["many", "5"]])), { strict: false }).plan
    ));
    equal(shapes.of(script).length, shapes.of(file).length);
    equal(
      shapes.text(shapes.of(script)[0]),
      '[["org.vistrails.vistrails.basic","","Integer"],[["value",5,false]],[],[]]',
    );
  }));

Deno.test("exportWorkflow() names what no script can have, and missing packages", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(
      `${folder}/loop.xml`,
      XML.replace('name="while_max" value="3"', 'name="loop_type" value="x"'),
    );
    await rejects(exportWorkflow({ from: `${folder}/loop.xml`, to: "a.ts", ...OPTIONS }), {
      message: 'Cannot write ROOT + 1 as a script: module 7 (Integer): loop_type "x" is no combination of ports',
    });
    await Deno.writeTextFile(`${folder}/vtk.xml`, XML.replaceAll("vistrails.basic", "vistrails.vtk"));
    await rejects(exportWorkflow({ from: `${folder}/vtk.xml`, to: "a.ts", ...OPTIONS }), {
      message: /Missing package org\.vistrails\.vistrails\.vtk: its module Integer cannot be run/,
    });
  }));

Deno.test("exportWorkflow() writes a version alone as a file: ids, tag and notes stay", () =>
  inFolder(async (folder) => {
    const file = `${folder}/two.xml`;
    const notes = actionAnnotation(1, "__tag__", "two") + actionAnnotation(1, "__notes__", "<p>Both</p>");
    await Deno.writeTextFile(file, XML.replace("</vistrail>", `${notes}</vistrail>`));
    const { parts } = await exportWorkflow({ from: file, to: "other.xml", ...OPTIONS });
    await writeFile(`${folder}/other.xml`, parts, { force: false });
    const [before, after] = await Promise.all([
      openWorkflow(`${file}:`, new Map()),
      openWorkflow(`${folder}/other.xml:`, new Map()),
    ]);
    deepEqual(after.pipeline, before.pipeline);
    equal(after.source.name, "two");
    deepEqual(after.bundle?.vistrail.actionAnnotations.map(({ key, value }) => [key, value]), [
      ["__tag__", "two"],
      ["__notes__", "<p>Both</p>"],
    ]);
  }));
