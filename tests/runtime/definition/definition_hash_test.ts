import { equal, notEqual } from "node:assert/strict";
import { type Files, hashOf, HEAD, module, script } from "../../support/definition_scripts.ts";

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
    "main.ts": script("hono", 'import type * as s from "npm:hono@^4"; const hono = () => import("npm:hono@^4");'),
    "deno.lock": JSON.stringify({ version: "5", specifiers: { "npm:hono@^4": version } }),
  });
  equal(await hashOf(files("4.0.0")), await hashOf(files("4.0.0")));
  notEqual(await hashOf(files("4.0.0")), await hashOf(files("4.0.1")));
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
