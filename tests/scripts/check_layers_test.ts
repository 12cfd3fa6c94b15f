import assert from "node:assert/strict";
import { circles, importsOf, wrongWith } from "../../scripts/check_layers.ts";

Deno.test("importsOf() finds every kind of import, with its line", () => {
  const source = `/** import { a } from "./no.ts"; */
import { a, type B } from "./a.ts";
import type { C } from "../web/c.ts";
// import "./no.ts";
import {
  type D,
  type E,
} from "./d.ts";
import "./e.ts";
import map from "../deno.json" with { type: "json" };
import { port } from "vt";
import assert from "node:assert/strict";
export * from "./f.ts";
const g = await import("./g.ts");
`;
  const found = importsOf("commands/x.ts", source).map((
    { to, line, typeOnly, dynamic },
  ) => [to, line, typeOnly, dynamic]);
  assert.deepEqual(found, [
    ["commands/a.ts", 2, false, false],
    ["web/c.ts", 3, true, false],
    ["commands/d.ts", 5, true, false],
    ["commands/e.ts", 9, false, false],
    ["runtime/mod.ts", 11, false, false],
    ["commands/f.ts", 13, false, false],
    ["commands/g.ts", 14, false, true],
  ]);
});

Deno.test("wrongWith() lets data fall downward only", () => {
  const wrong = (from: string, to: string, typeOnly = false) =>
    wrongWith({ from, to, line: 1, typeOnly, dynamic: false });
  assert.equal(wrong("commands/log.ts", "runtime/store/store.ts"), undefined);
  assert.equal(wrong("main.ts", "commands/log.ts"), undefined);
  assert.equal(wrong("tests/main_test.ts", "main.ts"), undefined);
  assert.equal(wrong("runtime/store/store.ts", "commands/log.ts", true), "runtime must not import commands");
  assert.equal(wrong("schemes/ssh.ts", "modules/mod.ts"), "schemes must not import modules");
  assert.equal(wrong("commands/log.ts", "main.ts"), "commands must not import main");
  assert.equal(wrong("commands/log.ts", "scripts/test.ts"), "commands must not import scripts");
  assert.match(wrong("modules/basic/mod.ts", "runtime/store/store.ts") ?? "", /no authoring part/);
  assert.equal(wrong("modules/basic/mod.ts", "runtime/authoring/port.ts"), undefined);
  assert.match(wrong("runtime/errors.ts", "runtime/store/store.ts") ?? "", /stands above/);
  assert.equal(wrong("runtime/errors.ts", "runtime/store/store.ts", true), undefined);
});

Deno.test("circles() names the imports that make them, and no others", () => {
  const value = (from: string, to: string) => ({ from, to, line: 1, typeOnly: false, dynamic: false });
  const imports = [value("a", "b"), value("b", "c"), value("c", "b"), value("c", "d"), {
    ...value("d", "a"),
    typeOnly: true,
  }];
  assert.deepEqual(circles(imports).map(({ from, to }) => from + to), ["bc", "cb"]);
});
