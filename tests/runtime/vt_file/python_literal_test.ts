import { deepEqual, equal } from "node:assert/strict";
import { parsePythonLiteral } from "../../../runtime/vt_file/python_literal.ts";

Deno.test("parsePythonLiteral() reads lists, tuples, dictionaries and constants", () => {
  deepEqual(parsePythonLiteral("['a', u\"b\", 1, -2.5, None, True, 3L]"), ["a", "b", 1, -2.5, null, true, 3]);
  deepEqual(parsePythonLiteral("('a',)"), ["a"]);
  equal(parsePythonLiteral("('a')"), "a");
  deepEqual(parsePythonLiteral("()"), []);
  deepEqual(parsePythonLiteral("{'__proto__': (1, 2), }"), new Map([["__proto__", [1, 2]]]));
});

Deno.test("parsePythonLiteral() reads escapes", () => {
  equal(parsePythonLiteral(String.raw`'\n\x41\u0042\'\\\q'`), "\nAB'\\\\q");
  equal(parsePythonLiteral(String.raw`r'\n'`), "\\n");
});

Deno.test("parsePythonLiteral() gives undefined for what is no literal", () => {
  for (const text of ["", "f()", "[1", "[1 2]", "{1}", "'a", "1 2", "[,]", "a.b", "[".repeat(10_000)]) {
    equal(parsePythonLiteral(text), undefined, text.slice(0, 10));
  }
});
