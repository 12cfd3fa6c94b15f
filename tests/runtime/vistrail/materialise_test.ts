import assert, { deepEqual, equal } from "node:assert/strict";
import { materialise, materialiseAll } from "../../../runtime/vistrail/materialise.ts";
import { readVistrail } from "../../../runtime/vt_file/vistrail_xml.ts";
import { action, add, addConnection, addModule, change, remove, vistrailXml } from "../../fixtures/make_vistrail.ts";

const VALUE = add(2, "function", { id: 0, pos: 0, name: "value" }, "module 0") +
  add(3, "parameter", { id: 0, pos: 0, type: "Integer", val: "1" }, "function 0");
const VISTRAIL = readVistrail(vistrailXml(
  action(1, 0, addModule(0, 0) + addModule(1, 1)) + action(2, 1, VALUE) +
    action(
      3,
      2,
      change(4, "parameter", { id: 1, pos: 0, type: "Integer", val: "2" }, { oldId: 0, parent: "function 0" }),
    ) +
    action(
      4,
      2,
      remove(5, "parameter", 0, "function 0") + remove(6, "function", 0, "module 0") + remove(7, "module", 0),
    ) +
    action(5, 1, addConnection(8, 0, { from: 0, to: 1 })),
));

const values = (version: number) =>
  materialise(VISTRAIL, version).modules.flatMap((m) => m.functions.flatMap((f) => f.parameters.map((p) => p.val)));

Deno.test("materialise() replays adds, changes and deletes along the branch", () => {
  deepEqual([1, 2, 3, 4].map(values), [[], ["1"], ["2"], []]);
  deepEqual(materialise(VISTRAIL, 4).modules.map(({ id }) => id), [1]);
  deepEqual(materialise(VISTRAIL, 5).connections[0].ports.map(({ moduleId }) => moduleId), [0, 1]);
});

Deno.test("materialise() gives the empty workflow for version 0, and refuses others that are not there", () => {
  deepEqual(materialise(VISTRAIL, 0), { modules: [], connections: [] });
  assert.throws(() => materialise(VISTRAIL, 9), /version 9/);
});

Deno.test("materialise() does not share what it builds with other versions", () => {
  deepEqual(values(3), ["2"]);
  deepEqual(values(2), ["1"]);
});

Deno.test("materialiseAll() gives every version as materialise() does, parents first", () => {
  const seen: number[] = [];
  for (const [version, workflow] of materialiseAll(VISTRAIL)) {
    const { parent } = VISTRAIL.actions.get(version)!;
    assert.ok(parent === 0 || seen.includes(parent));
    seen.push(version);
    deepEqual(workflow, materialise(VISTRAIL, version));
  }
  equal(seen.length, 5);
});

Deno.test("materialise() walks a chain of 100,000 versions", () => {
  const chain = Array.from({ length: 100_000 }, (_, i) => action(i + 1, i)).join("");
  equal(materialise(readVistrail(vistrailXml(chain)), 100_000).modules.length, 0);
});

Deno.test("materialise() says of what is not there only as much as a line holds", () => {
  const xml = vistrailXml(action(1, 0, remove(1, `a\n${"x".repeat(5000)}`, 3)));
  assert.throws(() => materialise(readVistrail(xml), 1), ({ message }: Error) => /^[^\n]{20,200}$/.test(message));
});
