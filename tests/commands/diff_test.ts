import { deepEqual, equal } from "node:assert/strict";
import { diff } from "../../commands/diff.ts";
import { action, add, addConnection, addModule, change, remove, vistrailXml } from "../fixtures/make_vistrail.ts";

const parameter = (id: number, val: string) => ({ id, pos: 0, name: "", type: "Integer", val, alias: "" });
const XML = vistrailXml(
  action(
    1,
    0,
    addModule(0, 0) + add(1, "function", { id: 0, pos: 0, name: "value" }, "module 0") +
      add(2, "parameter", parameter(0, "3"), "function 0") + addModule(3, 1, "PythonSource") +
      add(4, "function", { id: 1, pos: 0, name: "source" }, "module 1") +
      add(5, "parameter", parameter(1, "a%0Ab%0A++c"), "function 1"),
  ) +
    action(
      2,
      1,
      change(10, "parameter", parameter(2, "5"), { oldId: 0, parent: "function 0" }) +
        change(11, "parameter", parameter(3, "a%0AB%0A++c%0Ad"), { oldId: 1, parent: "function 1" }) +
        addConnection(12, 0, { from: 0, to: 1 }),
    ) +
    action(
      3,
      2,
      remove(20, "port", 13, "connection 0") + remove(21, "port", 14, "connection 0") + remove(22, "connection", 0) +
        addModule(23, 2, "String"),
    ),
);

/** On lines that have room for the name of the file, wherever temporary ones are. */
async function shown(a: string, b: string, options = {}): Promise<string> {
  const file = await Deno.makeTempFile({ suffix: ".xml" });
  try {
    await Deno.writeTextFile(file, XML);
    return (await diff(`${file}:${a}`, `${file}:${b}`, { width: 1000, ...options })).replaceAll(file, "FILE");
  } finally {
    await Deno.remove(file);
  }
}

Deno.test("diff() shows what changed, programs by lines", async () => {
  equal(
    await shown("1", "2"),
    `FILE, version 1: ROOT + 1 → FILE, version 2: ROOT + 2
modules: 2 changed; connections: 1 added

~ 0 Integer (basic)
      value: "3" → "5"
~ 1 PythonSource (basic)
      source:
        − b
        + B
        + d
+ 0 Integer.value → 1 PythonSource.value`,
  );
});

Deno.test("diff() shows what was added and deleted", async () => {
  equal(
    await shown("3", "1"),
    `FILE, version 3: ROOT + 3 → FILE, version 1: ROOT + 1
modules: 1 deleted, 2 changed

− 2 String (basic)
~ 0 Integer (basic)
      value: "5" → "3"
~ 1 PythonSource (basic)
      source:
        − B
        + b
        − d`,
  );
});

Deno.test("diff() says so where there is no difference", async () => {
  equal((await shown("2", "2")).split("\n")[1], "no difference");
});

Deno.test("diff() gives JSON", async () => {
  const json = JSON.parse(await shown("2", "3", { json: true }));
  deepEqual(json.before, { file: "FILE", version: 2, name: "ROOT + 2" });
  equal(json.equal, false);
  deepEqual(json.modules.added, [{
    id: 2,
    kind: "module",
    package: "org.vistrails.vistrails.basic",
    namespace: "",
    name: "String",
    label: "",
  }]);
  deepEqual(json.connections.deleted, [{
    id: 0,
    source: { module: 0, port: "value" },
    destination: { module: 1, port: "value" },
  }]);
  deepEqual(JSON.parse(await shown("1", "2", { json: true })).modules.changed[0].parameters, [
    { port: "value", before: [[{ text: "3", alias: "" }]], after: [[{ text: "5", alias: "" }]] },
  ]);
});
