import { deepEqual, equal } from "node:assert/strict";
import { type CodeChange, codeChanges } from "../../../runtime/definition/code_changes.ts";

const LONG = "aVeryLongNameThatMakesTheExpressionLongerThanFortyCharacters";

const CASES: readonly (readonly [what: string, before: string, now: string, changes: readonly CodeChange[]])[] = [
  ["nothing but how it is written", "const a = (x: number) => x; // one", "const a = (x) => (x);", []],
  ["an expression", "function f(x) { return x * 2; }", "function f(x) { return x * 3; }", [
    { before: "x * 2", now: "x * 3" },
  ]],
  ["an expression with a comment", "const a = 1 /* one */ + 2;", "const a = 1 + 3;", [{
    before: "1 + 2",
    now: "1 + 3",
  }]],
  ["several places", `f(1); ${LONG}(2); f(3);`, `f(0); ${LONG}(2); f(4);`, [
    { before: "f(1)", now: "f(0)" },
    { before: "f(3)", now: "f(4)" },
  ]],
  ["a part of a long expression", `${LONG}(1, 2);`, `${LONG}(1, 3);`, [{ before: "2", now: "3" }]],
  [
    "a statement that is new",
    "function f(x) { g(x); return x + x + x + x + x; }",
    "function f(x) { return x + x + x + x + x; }",
    [
      { before: "g(x);", now: undefined },
    ],
  ],
  ["another operator of a long expression", `${LONG} + 1;`, `${LONG} - 1;`, [
    { before: `${LONG} + 1`, now: `${LONG} - 1` },
  ]],
  ["the kind of a function", "async function f() {}", "function f() {}", [
    { before: "async function f() {}", now: "function f() {}" },
  ]],
  ["a member of a class", "class A { a = [1]; b() { return 1; } }", "class A { a = [2]; b() { return 1; } }", [
    { before: "[1]", now: "[2]" },
  ]],
];

for (const [what, before, now, changes] of CASES) {
  Deno.test(`codeChanges() finds ${what}`, async () => {
    deepEqual(await codeChanges(before, now, "a.ts"), changes);
  });
}

Deno.test("codeChanges() leaves out what builds workflows", async () => {
  const text = 'import { workflow } from "vt";\nf(1);\nexport default workflow("w", () => g(1));';
  deepEqual(await codeChanges(text, text.replace("g(1)", "g(2)"), "a.ts"), []);
  deepEqual(await codeChanges(text, text.replace("f(1)", "f(2)"), "a.ts"), [{ before: "f(1)", now: "f(2)" }]);
});

Deno.test("codeChanges() says nothing of what it cannot read", async () => {
  equal(await codeChanges("f(1)", "f(", "a.ts"), undefined);
});
