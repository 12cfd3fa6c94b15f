import { deepEqual, equal, throws } from "node:assert/strict";
import { parseTypeName, pipelineAt } from "../../../runtime/vistrail/pipeline_at.ts";
import { readVistrail } from "../../../runtime/vt_file/vistrail_xml.ts";
import { action, add, addConnection, addModule, vistrailXml } from "../../fixtures/make_vistrail.ts";
import { BASIC } from "../../support/module_of.ts";

Deno.test("parseTypeName() reads all spellings", () => {
  const cases: [string, string, string, string][] = [
    ["Float", BASIC, "", "Float"],
    [" org.x:Name ", "org.x", "", "Name"],
    ["org.x:a|b|Name", "org.x", "a|b", "Name"],
    ["org.x:Name:a|b", "org.x", "a|b", "Name"],
    ["vtk:vtkActor", "org.vistrails.vistrails.vtk", "", "vtkActor"],
    ["org.x:http://h:80/s.wsdl|Methods|run", "org.x", "http://h:80/s.wsdl|Methods", "run"],
    ["org.x:run:http://h/s.wsdl|Methods", "org.x", "http://h/s.wsdl|Methods", "run"],
    ["SUDS#http$//h/s?wsdl:Types|List", "SUDS#http$//h/s?wsdl", "Types", "List"],
    ["read|CSVFile", BASIC, "read", "CSVFile"],
  ];
  for (const [written, packageId, namespace, name] of cases) {
    deepEqual(parseTypeName(written), { package: packageId, namespace, name }, written);
  }
});

Deno.test("pipelineAt() gives modules with labels, variables, sorted values and ports", () => {
  const operations = addModule(0, 4) +
    add(1, "annotation", { id: 0, key: "__desc__", value: "mine" }, "module 4") +
    add(2, "annotation", { id: 1, key: "__vistrail_var__", value: "uuid" }, "module 4") +
    add(3, "function", { id: 0, pos: 1, name: "second" }, "module 4") +
    add(4, "function", { id: 1, pos: 0, name: "first" }, "module 4") +
    add(5, "parameter", { id: 0, pos: 0, type: "Float", val: "7", alias: "n" }, "function 1") +
    add(6, "controlParameter", { id: 0, name: "loop_type", value: "pairwise" }, "module 4") +
    add(7, "portSpec", { id: 0, type: "output", name: "o", sortKey: 2, optional: 1, depth: 1 }, "module 4") +
    add(8, "portSpec", { id: 1, type: "input", name: "i", sortKey: 1 }, "module 4");
  const { modules: [module] } = pipelineAt(readVistrail(vistrailXml(action(1, 0, operations))), 1);
  deepEqual([module.label, module.variable, module.cache], ["mine", "uuid", true]);
  deepEqual(module.functions.map(({ name }) => name), ["first", "second"]);
  deepEqual(module.functions[0].parameters, [
    { type: { package: BASIC, namespace: "", name: "Float" }, text: "7", alias: "n" },
  ]);
  deepEqual([...module.controlParameters], [["loop_type", "pairwise"]]);
  deepEqual(module.portSpecs.map(({ side, name, depth, optional }) => [side, name, depth, optional]), [
    ["input", "i", 0, false],
    ["output", "o", 1, true],
  ]);
});

Deno.test("pipelineAt() gives connections in the order of their operations", () => {
  const operations = addModule(0, 0) + addModule(1, 1) + addConnection(2, 9, { from: 0, to: 1 }) +
    addConnection(5, 3, { from: 0, to: 1 });
  const { connections } = pipelineAt(readVistrail(vistrailXml(action(1, 0, operations))), 1);
  deepEqual(connections.map(({ id }) => id), [9, 3]);
  deepEqual(connections[0].destination, { module: 1, port: "value" });
});

Deno.test("pipelineAt() caches only where the file says 1", () => {
  const operations = ["1", "0", ""].map((cache, i) => add(i, "module", { id: i, cache })).join("");
  const { modules } = pipelineAt(readVistrail(vistrailXml(action(1, 0, operations))), 1);
  deepEqual(modules.map(({ cache }) => cache), [true, false, false]);
});

Deno.test("pipelineAt() gives groups their content, and sub-workflows only where they are known", () => {
  const inner = '<workflow id=""><module id="7" cache="1" name="Inner" package="p"/></workflow>';
  const group =
    `<add id="0" what="group" objectId="1" parentObjType=""><group id="1" name="Group">${inner}</group></add>`;
  const sub = add(1, "abstraction", { id: 2, name: "Sub", namespace: "u", internalVersion: "1" });
  const vistrail = readVistrail(vistrailXml(action(1, 0, group + sub)));
  const [first, second] = pipelineAt(vistrail, 1).modules;
  equal(first.workflow?.modules[0].name, "Inner");
  equal(second.workflow, undefined);
  const known = readVistrail(vistrailXml(action(1, 0, addModule(0, 5))));
  equal(
    pipelineAt(vistrail, 1, ({ namespace }) => namespace === "u" ? known : undefined).modules[1].workflow?.modules[0]
      .id,
    5,
  );
});

Deno.test("pipelineAt() refuses sub-workflows that are used so often that the whole is too large", () => {
  const using = (name: string) =>
    readVistrail(vistrailXml(action(
      1,
      0,
      [0, 1, 2, 3].map((id) => add(id, "abstraction", { id, name, internalVersion: 1 })).join(""),
    )));
  const levels = new Map(Array.from({ length: 20 }, (_, level) => [`S${level}`, using(`S${level + 1}`)]));
  throws(
    () => pipelineAt(levels.get("S0")!, 1, ({ name }) => levels.get(name)),
    /its sub-workflows have more than 200000 modules/,
  );
  const few = new Map([...levels].slice(17));
  equal(pipelineAt(few.get("S17")!, 1, ({ name }) => few.get(name)).modules[3].workflow?.modules.length, 4);
});
