import { equal, match, notEqual } from "node:assert/strict";
import { type Files, hashOf, script } from "../../support/definition_scripts.ts";

const IMPORTS: readonly (readonly [what: string, main: string, file: string, one: string, other: string])[] = [
  [
    "an imported function",
    'import { f } from "./lib.ts";',
    "lib.ts",
    "export const f = (a) => a;",
    "export const f = (a) => -a;",
  ],
  ["a default import", 'import f from "./lib.ts";', "lib.ts", "export default (a) => a;", "export default (a) => -a;"],
  [
    "a default import by name",
    'import f from "./lib.ts";',
    "lib.ts",
    "const g = (a) => a; export default g;",
    "const g = (a) => -a; export default g;",
  ],
  [
    "a default class",
    'import C from "./lib.ts"; const f = (a) => new C().m(a);',
    "lib.ts",
    "export default class { m(a) { return a; } }",
    "export default class { m(a) { return -a; } }",
  ],
  [
    "a namespace import",
    'import * as lib from "./lib.ts"; const f = (a) => lib.g(a);',
    "lib.ts",
    "export const g = (a) => a;",
    "export const g = (a) => -a;",
  ],
  [
    "a renamed export",
    'import { g as f } from "./lib.ts";',
    "lib.ts",
    "const h = (a) => a; export { h as g };",
    "const h = (a) => -a; export { h as g };",
  ],
  [
    "an imported file with effects",
    'import { f } from "./lib.ts";',
    "lib.ts",
    "export let f; f = (a) => a;",
    "export let f; f = (a) => -a;",
  ],
  [
    "a file imported for its effects",
    'import "./lib.ts"; const f = (a) => a;',
    "lib.ts",
    "globalThis.name = '1';",
    "globalThis.name = '2';",
  ],
  [
    "a file that is imported while it runs",
    'const f = async () => (await import("./lib.ts")).g;',
    "lib.ts",
    "export const g = 1;",
    "export const g = 2;",
  ],
  [
    "JSON",
    'import data from "./data.json" with { type: "json" }; const f = () => data;',
    "data.json",
    '{"a":1}',
    '{"a":2}',
  ],
  ["text", 'import data from "./data.txt" with { type: "text" }; const f = () => data;', "data.txt", "a", "b"],
];

for (const [what, main, file, one, other] of IMPORTS) {
  Deno.test(`definitionHash() is changed by ${what}, and not by the folder`, async () => {
    const text = script("f(x)", main);
    const hash = await hashOf({ "main.ts": text, [file]: one });
    equal(hash, await hashOf({ "main.ts": text, [file]: one }));
    notEqual(hash, await hashOf({ "main.ts": text, [file]: other }));
  });
}

Deno.test("definitionHash() looks through re-exports, and only at what is used", async () => {
  const files = (b: string, unused: string): Files => ({
    "main.ts": script("f(x)", 'import { f } from "./index.ts";'),
    "index.ts": 'export * from "./b.ts"; export { c } from "./c.ts";',
    "b.ts": `export const f = (a) => ${b}; export const other = ${unused};`,
    "c.ts": `export const c = ${unused};`,
  });
  const hash = await hashOf(files("a", "1"));
  equal(hash, await hashOf(files("a", "2")));
  notEqual(hash, await hashOf(files("-a", "1")));
});

Deno.test("definitionHash() follows imports in circles", async () => {
  const files = (base: string): Files => ({
    "main.ts": script("even(x)", 'import { even } from "./a.ts";'),
    "a.ts": 'import { odd } from "./b.ts"; export const even = (n) => n === 0 ? true : odd(n - 1);',
    "b.ts": `import { even } from "./a.ts"; export const odd = (n) => n === 0 ? ${base} : even(n - 1);`,
  });
  equal(await hashOf(files("false")), await hashOf(files("false")));
  notEqual(await hashOf(files("false")), await hashOf(files("null")));
});

Deno.test("definitionHash() ends where re-exports lead in a circle", async () => {
  const files = { "main.ts": script("x", 'import * as a from "./a.ts"; void a;'), "a.ts": 'export * from "./b.ts";' };
  match(await hashOf({ ...files, "b.ts": 'export * from "./a.ts"; export const c = 1;' }), /^[0-9a-f]{64}$/);
});
