import { parseLiteral } from "../../../runtime/python/literal.ts";
import { repr, str } from "../../../runtime/python/text.ts";
import { encodeJson } from "../../../runtime/python/encode.ts";
for (
  const s of [
    "[1, 2]",
    "{1:'a', 1.0: 'b', True: 2}",
    "(1,)",
    "()",
    "1, 2",
    "[1L, 010, 0x10, -5, 1e400, -0.0, 5.0]",
    "['a' 'b' u'\\u00e9' '\\xe9']",
    "'''a\nb'''",
    "[1+2]",
    "[a]",
    "[1,",
    "",
    "{1,2}",
    "'\\xc3\\xa9\\n'",
    "r'\\n'",
    "[[1],#c\n[2]]",
    "-True",
    "[1] 2",
    "09",
    "0",
    "1j",
    "[1.5e3,.5,5.]",
    "'it\\'s'",
    '"\\"x\'"',
    "99999999999999999999",
    "'abc",
  ]
) {
  try {
    const v = parseLiteral(s);
    console.log(JSON.stringify(s), repr(v), str(v), JSON.stringify(encodeJson(v)));
  } catch (e) {
    console.log(JSON.stringify(s), (e as Error).message);
  }
}
const big = "'" + "x".repeat(3e7) + "\\n'";
console.time("big");
console.log((parseLiteral("[" + big + "]") as string[])[0].length);
console.timeEnd("big");
const esc = "'" + "\\n".repeat(1e7) + "'";
console.time("esc");
console.log((parseLiteral(esc) as string).length);
console.timeEnd("esc");
const t3 = "'''" + "x\n".repeat(1e7) + "'''";
console.time("t3");
console.log((parseLiteral(t3) as string).length);
console.timeEnd("t3");
const list = "[" + "1, ".repeat(1e6) + "]";
console.time("list");
console.log((parseLiteral(list) as string).length);
console.timeEnd("list");
console.time("repr");
repr(parseLiteral(list));
console.timeEnd("repr");
const fl = Array.from({ length: 1e5 }, (_, i) => Math.random() * 1e5);
console.time("str 1e5");
for (const f of fl) str(f);
console.timeEnd("str 1e5");
console.time("repr 1e5");
for (const f of fl) repr(f);
console.timeEnd("repr 1e5");
for (
  const f of [
    1e11,
    123456789012,
    0.0001,
    0.00001,
    1e15,
    5e-324,
    1e23,
    0.1,
    1e22,
    1e16,
    1e17,
    123456789.123456789,
    100000,
    -0,
    9.9999999999995,
  ]
) {
  console.log(
    f,
    str(Object.is(f, -0) ? f : (Number.isInteger(f) ? Object(f) : f)),
    repr(Number.isInteger(f) && f !== 0 ? Object(f) : f),
  );
}
