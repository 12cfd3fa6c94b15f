import { equal, throws } from "node:assert/strict";
import { parseLiteral } from "../../../runtime/python/literal.ts";
import { repr } from "../../../runtime/python/text.ts";

const cases: Record<string, string> = {
  "[]": "[]",
  " [1, 'a', None, True,\n False] # all": "[1, 'a', None, True, False]",
  "()": "()",
  "(1)": "1",
  "(1,)": "(1,)",
  "1, 2,": "(1, 2)",
  "{'a': {1: (2, [3])}, }": "{'a': {1: (2, [3])}}",
  "[010, 0x1F, 0o17, 0b11, 0, 00, 5L, -7]": "[8, 31, 15, 3, 0, 0, 5, -7]",
  "99999999999999999999": "99999999999999999999L",
  "[1., .5, 1e3, 1e400, -0.0, - 2]": "[1.0, 0.5, 1000.0, inf, -0.0, -2]",
  "['it''s', \"it's\", '\"']": `['its', "it's", '"']`,
  "u'\\u00e9' b'x' r'\\n' '''a\n'b'''": `"\\xc3\\xa9x\\\\na\\n'b"`,
  "'\\t\\x41\\101\\q\\\n!\\\\'": "'\\tAA\\\\q!\\\\'",
  "'\\xc3\\xa9'": "'\\xc3\\xa9'",
  "'\\xe9'": "'\\xe9'",
};

for (const [text, expected] of Object.entries(cases)) {
  Deno.test(`parseLiteral() reads ${JSON.stringify(text)}`, () => equal(repr(parseLiteral(text)), expected));
}

for (const text of ["[a]", "[1+2]", "-True", "f(1)", "'a' % 1", "1 < 2", "__import__('os')"]) {
  Deno.test(`parseLiteral() takes ${text} for no literal`, () => {
    throws(() => parseLiteral(text), { message: /^(ValueError: malformed string|SyntaxError: .*)$/ });
  });
}

for (const text of ["", "[1,", "'abc", "'a\nb'", "[1] 2", "{1: }", "09", "1a", "]", "(1 2)", "'\\x4'"]) {
  Deno.test(`parseLiteral() refuses ${JSON.stringify(text)}`, () => {
    throws(() => parseLiteral(text), { message: /^(SyntaxError|ValueError): / });
  });
}

Deno.test("parseLiteral() gives strings that are no UTF-8 as bytes", () => {
  equal(parseLiteral("'\\xe9'") instanceof Uint8Array, true);
  equal(parseLiteral("'\\xc3\\xa9'"), "é");
});

Deno.test("parseLiteral() refuses brackets that nest too deeply, without a stack overflow", () => {
  throws(() => parseLiteral("[".repeat(1e6)), { message: /^MemoryError: / });
  equal(repr(parseLiteral("[".repeat(400) + "]".repeat(400))).length, 800);
});

Deno.test("parseLiteral() reads megabytes in a time that grows with their number", () => {
  equal(parseLiteral(`'${"x".repeat(2e6)}\\n'`), `${"x".repeat(2e6)}\n`);
  equal((parseLiteral(`[${"'a', ".repeat(2e5)}]`) as unknown[]).length, 2e5);
  equal(parseLiteral("'a' ".repeat(1e5)), "a".repeat(1e5));
  equal(parseLiteral(" ".repeat(1e7) + "#\n".repeat(1e6) + "1"), 1);
  throws(() => parseLiteral(`0x${"f".repeat(1e6)}`), { message: /^SyntaxError: / });
});
