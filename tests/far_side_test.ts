import assert from "node:assert/strict";
import { packageSources } from "../far_side.ts";
import { packages } from "../modules/mod.ts";
import { definitionFinder } from "../runtime/scheme/find_definition.ts";

Deno.test("packageSources has every package of this program", async () => {
  assert.deepEqual(Object.keys(packageSources).sort(), packages.map(({ identifier }) => identifier).sort());
  const find = definitionFinder(packageSources);
  for (const { identifier, modules } of packages) {
    for (const module of modules) {
      const { name, namespace = "" } = module;
      assert.equal(await find({ source: { package: identifier }, namespace, name }), module);
    }
  }
});
