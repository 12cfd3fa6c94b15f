import { equal, match, notEqual } from "node:assert/strict";
import type { AnyDefinition } from "../../../runtime/authoring/module.ts";
import { definitionHash } from "../../../runtime/definition/definition_hash.ts";

type Files = Readonly<Record<string, string>>;

const HEAD = 'import { defineModule, port, types as t, workflow } from "vt";\n';

/** The call that defines a module which computes an expression. */
function module(expression: string, name = "A"): string {
  return `defineModule({ name: "${name}", inputs: { x: port(t.Float) }, outputs: { y: port(t.Float) },
  compute: ({ x }) => ({ y: ${expression} }) })`;
}

function script(expression: string, more = ""): string {
  return `${HEAD}${more}\nexport const A = ${module(expression)};\n`;
}

/** The hash of the export `A` of main.ts, with the files in a folder of their own. */
async function hashOf(files: Files | string, exported = "A"): Promise<string> {
  const folder = Deno.makeTempDirSync();
  try {
    const all = typeof files === "string" ? { "main.ts": files } : files;
    for (const [name, text] of Object.entries(all)) Deno.writeTextFileSync(`${folder}/${name}`, text);
    const main = `file://${folder}/main.ts`;
    const exports: Record<string, AnyDefinition> = await import(main);
    return await definitionHash(exports[exported], { script: main });
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

const SAME: readonly (readonly [what: string, one: string, other: string])[] = [
  ["formatting", script("x + 1"), script("(x\n   +   1 )").replaceAll("\n", "\n\n")],
  ["comments", script("x + 1"), `// first\n${script("x /* more */ + 1")}// last`],
  ["quotes and how numbers are written", script('x + 1000 + "a"'), script("x + 1_000 + 'a'")],
  [
    "types",
    script("f(x)", "function f(a) { return a; }"),
    script(
      "f(x as number)!",
      "interface Of { a: 1 }\ntype N = number;\nfunction f<T extends N>(this: void, a?: T): T { return a!; }",
    ),
  ],
  [
    "renamed types",
    script("x", "type One = 1;\nconst one: One = 1;"),
    script("x", "type Uno = 1;\nconst one: Uno = 1;"),
  ],
  [
    "types of a reached declaration",
    script("one", "type One = 1;\nconst one: One = 1;"),
    script("one", "const one = 1;"),
  ],
  [
    "overloads",
    script("f(x)", "function f(a) { return a; }"),
    script("f(x)", "function f(a: 1): 1;\nfunction f(a) { return a; }"),
  ],
  [
    "braces around one statement",
    script("f(x)", "function f(a) { if (a) return 1; return a; }"),
    script("f(x)", "function f(a) { if (a) { return 1; } return a; }"),
  ],
  ["what it does not reach", script("x"), script("x", "const unused = 1;\nfunction f() { return unused; }")],
  ["another module", script("x"), script("x") + `export const B = ${module("x * 2", "B")};`],
  ["the workflow", script("x"), `${script("x")}export default workflow("w", ({ add }) => { add(A, { x: 1 }); });`],
  [
    "the workflow of a file with effects",
    script("x", "globalThis.name;") + 'export default workflow("w", ({ add }) => { add(A, { x: 1 }); });',
    script("x", "globalThis.name;") + 'export default workflow("w", ({ add }) => { add(A, { x: 2 }); });',
  ],
  ["a namespace of types", script("x"), script("x", "namespace N { export interface I { a: 1 } }")],
  ["blank lines and the place in the file", script("x"), script("x", "\n\n\n")],
];

for (const [what, one, other] of SAME) {
  Deno.test(`definitionHash() is not changed by ${what}`, async () => equal(await hashOf(one), await hashOf(other)));
}

const CHANGED: readonly (readonly [what: string, one: string, other: string])[] = [
  ["its own code", script("x + 1"), script("x + 2")],
  ["a constant", script("x + k", "const k = 1;"), script("x + k", "const k = 2;")],
  [
    "a helper of a helper",
    script("f(x)", "const f = (a) => g(a);\nfunction g(a) { return a; }"),
    script("f(x)", "const f = (a) => g(a);\nfunction g(a) { return -a; }"),
  ],
  [
    "a class",
    script("new C().m(x)", "class C { m(a) { return a; } }"),
    script("new C().m(x)", "class C { m(a) { return -a; } }"),
  ],
  [
    "the base of a class",
    script("new C().m(x)", "class B { m(a) { return a; } }\nclass C extends B {}"),
    script("new C().m(x)", "class B { m(a) { return -a; } }\nclass C extends B {}"),
  ],
  [
    "a private method",
    script("new C().m(x)", "class C { m(a) { return this.#p(a); } #p(a) { return a; } }"),
    script("new C().m(x)", "class C { m(a) { return this.#p(a); } #p(a) { return -a; } }"),
  ],
  ["an enum", script("x + E.a", "enum E { a = 1 }"), script("x + E.a", "enum E { a = 2 }")],
  [
    "a namespace",
    script("x + N.a", "namespace N { export const a = 1; }"),
    script("x + N.a", "namespace N { export const a = 2; }"),
  ],
  [
    "a decorator",
    script("new C().m(x)", "const d = (m: () => 1, _c: unknown) => m;\nclass C { @d m() { return 1 as const; } }"),
    script(
      "new C().m(x)",
      "const d = (_m: () => 1, _c: unknown) => () => 1 as const;\nclass C { @d m() { return 1 as const; } }",
    ),
  ],
  ["destructuring", script("x + a", "const { a } = { a: 1 };"), script("x + a", "const { a } = { a: 2 };")],
  [
    "the default of a destructuring",
    script("x + a", "const k = 1;\nconst { a = k } = {};"),
    script("x + a", "const k = 2;\nconst { a = k } = {};"),
  ],
  ["an effect of the file", script("x", "globalThis.name = '1';"), script("x", "globalThis.name = '2';")],
  [
    "a loop at the top that fills a table",
    script("table[0]", "const table = [];\nfor (const i of [1]) table.push(i);"),
    script("table[0]", "const table = [];\nfor (const i of [2]) table.push(i);"),
  ],
  [
    "a declaration that changes what it reaches",
    script("table[0]", "const table = [];\nconst _n = table.push(1);"),
    script("table[0]", "const table = [];\nconst _n = table.push(2);"),
  ],
  [
    "one that changes it in a function",
    script("table[0]", "const table = [];\nconst fill = () => table.push(1);\nconst _n = fill();"),
    script("table[0]", "const table = [];\nconst fill = () => table.push(2);\nconst _n = fill();"),
  ],
  ["the name", script("x"), script("x").replace('"A"', '"Other"')],
  ["what a template says", script("`a${x}`"), script("`b${x}`")],
  ["a regular expression", script("/a/.test(x)"), script("/a/i.test(x)")],
  ["a big number", script("1n"), script("2n")],
  [
    "an argument of the function that makes it",
    `${HEAD}const make = (k) => ${module("x + k")};\nexport const A = make(1);`,
    `${HEAD}const make = (k) => ${module("x + k")};\nexport const A = make(2);`,
  ],
  [
    "the function that makes it",
    `${HEAD}const make = (k) => ${module("x + k")};\nexport const A = make(1);`,
    `${HEAD}const make = (k) => ${module("x - k")};\nexport const A = make(1);`,
  ],
  [
    "a wrapper inside the call",
    `${HEAD}const twice = (f) => f;\nexport const A = defineModule({ ...twice({ name: "A", inputs: {}, outputs: {}, compute: () => ({}) }) });`,
    `${HEAD}const twice = (f) => ({ ...f });\nexport const A = defineModule({ ...twice({ name: "A", inputs: {}, outputs: {}, compute: () => ({}) }) });`,
  ],
];

for (const [what, one, other] of CHANGED) {
  Deno.test(`definitionHash() is changed by ${what}`, async () => notEqual(await hashOf(one), await hashOf(other)));
}

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

Deno.test("definitionHash() counts the script whole for what a function of another file makes", async () => {
  const files = (argument: number): Files => ({
    "main.ts": `import { make } from "./lib.ts";\nexport const A = make(${argument});`,
    "lib.ts": `${HEAD}export const make = (k) => ${module("x + k")};`,
  });
  equal(await hashOf(files(1)), await hashOf(files(1)));
  notEqual(await hashOf(files(1)), await hashOf(files(2)));
});

Deno.test("definitionHash() tells two definitions of one line apart by their names", async () => {
  const text = `${HEAD}export const A = ${module("x")}, B = ${module("x", "B")};`;
  notEqual(await hashOf(text), await hashOf(text, "B"));
});

Deno.test("definitionHash() takes the versions of npm packages from the lock file", async () => {
  const files = (version: string): Files => ({
    "main.ts": script("saxes", 'import type * as s from "npm:saxes@^6"; const saxes = () => import("npm:saxes@^6");'),
    "deno.lock": JSON.stringify({ version: "5", specifiers: { "npm:saxes@^6": version } }),
  });
  equal(await hashOf(files("6.0.0")), await hashOf(files("6.0.0")));
  notEqual(await hashOf(files("6.0.0")), await hashOf(files("6.0.1")));
});

Deno.test("definitionHash() holds for this program alone where an import is computed", async () => {
  const text = script("import(x)");
  const inOther = await hashInOtherProgram(text);
  notEqual(await hashOf(text), inOther);
  equal(await hashOf(script("x")), await hashInOtherProgram(script("x")));
});

async function hashInOtherProgram(text: string): Promise<string> {
  const folder = Deno.makeTempDirSync();
  Deno.writeTextFileSync(`${folder}/main.ts`, text);
  const hash = new URL("../../../runtime/definition/definition_hash.ts", import.meta.url);
  const code = `import { A } from "${folder}/main.ts"; import { definitionHash } from "${hash}";
    Deno.stdout.writeSync(new TextEncoder().encode(await definitionHash(A)));`;
  const config = new URL("../../../deno.json", import.meta.url).pathname;
  const args = ["eval", "--quiet", "--ext=ts", "--config", config, code];
  const { stdout } = await new Deno.Command(Deno.execPath(), { args }).output();
  Deno.removeSync(folder, { recursive: true });
  return new TextDecoder().decode(stdout);
}
