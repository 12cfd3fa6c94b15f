import { deepEqual, equal, throws } from "node:assert/strict";
import { materialise } from "../../../runtime/vistrail/materialise.ts";
import { annotationsByVersion, prunedVersions, tagsOf } from "../../../runtime/vistrail/vistrail.ts";
import { readVistrail } from "../../../runtime/vt_file/vistrail_xml.ts";
import { action, add, addModule, vistrailXml } from "../../fixtures/make_vistrail.ts";

Deno.test("readVistrail() tells what is absent from what is empty", () => {
  const xml = vistrailXml(action(1, 0, add(0, "module", { id: 4, name: "", cache: "" })));
  const [module] = materialise(readVistrail(xml), 1).modules;
  deepEqual([module.name, module.namespace, module.cache], ["", null, null]);
});

Deno.test("readVistrail() passes over what it does not know", () => {
  const vistrail = readVistrail(vistrailXml(`<future x="1"/>${action(1, 0, "<future/>")}`));
  equal(vistrail.actions.get(1)?.operations.length, 0);
});

Deno.test("readVistrail() orders the operations of an action by their ids", () => {
  const vistrail = readVistrail(vistrailXml(action(1, 0, addModule(5, 1) + addModule(2, 0))));
  deepEqual(vistrail.actions.get(1)?.operations.map(({ id }) => id), [2, 5]);
});

Deno.test("readVistrail() lifts 0.8.0: tags, prune, notes, specs without a package", () => {
  const xml = `<vistrail id="" name="" version="0.8.0" dbHost="">
    <action id="1" prevId="0" date="" session="a session" prune="1" user="ada">
      <annotation id="3" key="notes" value="hm"/>
      ${addModule(0, 0, "ns|inner|Name")}
      ${add(1, "portSpec", { id: 0, name: "f", type: "input", spec: "(File)" }, "module 0")}
    </action><tag id="1" name="first"/></vistrail>`;
  const vistrail = readVistrail(xml);
  deepEqual([...tagsOf(vistrail)], [[1, "first"]]);
  deepEqual([...prunedVersions(vistrail)], [1]);
  deepEqual([...annotationsByVersion(vistrail, "__notes__")], [[1, "hm"]]);
  equal(vistrail.actions.get(1)?.session, null);
  const [module] = materialise(vistrail, 1).modules;
  deepEqual([module.namespace, module.name], ["ns|inner", "Name"]);
  const [{ items, optional, sortKey, depth }] = module.portSpecs;
  deepEqual([optional, sortKey, depth], [0, -1, null]);
  deepEqual([items[0].module, items[0].package, items[0].namespace], ["File", null, ""]);
});

Deno.test("readVistrail() lifts 0.9.3: abstractionRef, in deletes too", () => {
  const reference = add(0, "abstractionRef", { id: 2, name: "Sub", version: "7" });
  const deletion = '<delete id="1" what="abstractionRef" objectId="2" parentObjId="" parentObjType=""/>';
  const vistrail = readVistrail(vistrailXml(action(1, 0, reference) + action(2, 1, deletion), "0.9.3"));
  const [module] = materialise(vistrail, 1).modules;
  deepEqual([module.what, module.internalVersion, module.version], ["abstraction", "7", ""]);
  equal(materialise(vistrail, 2).modules.length, 0);
});

Deno.test("readVistrail() lifts 1.0.1: types with a namespace, defaults and labels of ports", () => {
  const operations = addModule(0, 0) +
    add(1, "function", { id: 0, pos: 0, name: "value" }, "module 0") +
    add(2, "parameter", { id: 0, pos: 0, type: "a.b:ns|Mod", val: "" }, "function 0") +
    add(3, "portSpec", { id: 0, sigstring: "(a.b:Mod:ns,Float)", defaults: "['x']", labels: "one" }, "module 0");
  const [module] = materialise(readVistrail(vistrailXml(action(1, 0, operations), "1.0.1")), 1).modules;
  equal(module.functions[0].parameters[0].type, "a.b:Mod:ns");
  deepEqual(module.portSpecs[0].items.map((item) => [item.package, item.module, item.namespace, item.default]), [
    ["a.b", "Mod", "ns", "x"],
    [null, "Float", "", ""],
  ]);
});

Deno.test("readVistrail() lifts 1.0.2: variables and explorations", () => {
  const operations = addModule(0, 0) + add(1, "function", { id: 4, pos: 0, name: "value" }, "module 0") +
    add(2, "parameter", { id: 9, pos: 0, type: "Float", val: "1" }, "function 4");
  const variables = "{'v': ('uuid', ('a.b', 'Mod', ''), '7')}";
  const paramexp = "<paramexps><paramexp dims='[2]' layout='{}' date='d' name='n'><function id='4' alias='0'>" +
    "<param id='9' dim='0' interp='Linear Interpolation' min='1' max='2'/></function></paramexp></paramexps>";
  const escaped = paramexp.replaceAll("<", "&lt;");
  const vistrail = readVistrail(vistrailXml(
    `${action(1, 0, operations)}<annotation id="0" key="__vistrail_vars__" value="${variables}"/>
     <actionAnnotation id="0" key="__paramexp__" actionId="1" date="" user="ada" value="${escaped}"/>`,
    "1.0.2",
  ));
  deepEqual(vistrail.variables, [
    { name: "v", uuid: "uuid", package: "a.b", module: "Mod", namespace: "", value: "7" },
  ]);
  const [{ name, actionId, functions }] = vistrail.parameterExplorations;
  deepEqual([name, actionId], ["n", 1]);
  deepEqual(functions, [{
    module: 0,
    port: "value",
    isAlias: false,
    parameters: [{ pos: 0, interpolator: "Linear Interpolation", value: "[1, 2]", dimension: 0 }],
  }]);
});

Deno.test("readVistrail() refuses few bytes that would become very many components or variables", () => {
  const spec = add(1, "portSpec", { id: 0, name: "f", type: "input", sigstring: ",".repeat(600_000) }, "module 0");
  equal(readVistrail(vistrailXml(action(1, 0, spec), "1.0.2")).actions.size, 1);
  throws(() => readVistrail(vistrailXml(action(1, 0, spec + spec), "1.0.2")), /more than 1000000 components/);
  const literal = `{${Array.from({ length: 10_001 }, (_, i) => `${i}:0`).join(",")}}`;
  const variables = `<annotation id="1" key="__vistrail_vars__" value="${literal}"/>`;
  throws(() => readVistrail(vistrailXml(variables, "1.0.2")), /more than 10000 variables/);
});
