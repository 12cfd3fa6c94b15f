import { equal, throws } from "node:assert/strict";
import { format } from "../../../runtime/python/format.ts";
import { makeFloat } from "../../../runtime/python/numbers.ts";
import { PathValue } from "../../../runtime/values.ts";

const named = new Map<string, unknown>([["d", new Map<unknown, unknown>([["k", "v"], [1, "one"]])], ["x", 7]]);
const formatted = (text: string, ...positional: unknown[]) => format(text, { positional, named });

const cases: [text: string, given: unknown[], expected: string][] = [
  ["{} {}", [1, "b"], "1 b"],
  ["{1} {0} {x}", ["a", "b"], "b a 7"],
  ["{{{0}}} }}{{", [1], "{1} }{"],
  ["{0:.2f}|{0:10.3f}|{0:<8}|{0:e}", [3.14159], "3.14|     3.142|3.14159 |3.141590e+00"],
  ["{0:5d}|{0:05d}|{0:+d}|{0:=+6d}|{0: d}", [42], "   42|00042|+42|+   42| 42"],
  ["{0:x} {0:X} {0:o} {0:b} {0:#x} {0:#o}", [255], "ff FF 377 11111111 0xff 0o377"],
  ["{0:,} {0:012,} {1:,.2f}", [1234567, 1234567.891], "1,234,567 0,001,234,567 1,234,567.89"],
  ["{0:>5}|{0:*^6}|{0:.1}|{0!r:>6}", ["ab"], "   ab|**ab**|a|  'ab'"],
  ["{0:%} {0:g} {0:.3}", [0.256], "25.600000% 0.256 0.256"],
  ["{0}|{0:10}|{0:d}", [true], "True|         1|1"],
  ["{0:f} {0:c} {0:n}", [65], "65.000000 A 65"],
  ["{0[1]} {d[k]} {d[1]} {0[0][0]}", [[[7], 8]], "8 v one 7"],
  ["{0.real} {1.name}", [5, new PathValue("/p")], "5 /p"],
  ["{0:{1}}", [5, ">4"], "   5"],
  ["{0:10}|{1:.3}", [1.5, makeFloat(100)], "       1.5|1e+02"],
  ["{0}", [2n ** 70n], "1180591620717411303424"],
  ["{0} {0!s} {0:>9}", [[1, "a"]], "[1, 'a'] [1, 'a']  [1, 'a']"],
];

for (const [text, given, expected] of cases) {
  Deno.test(`format() writes ${text}`, () => equal(formatted(text, ...given), expected));
}

const errors: [text: string, given: unknown[], message: string][] = [
  ["a}b", [], "ValueError: Single '}' encountered in format string"],
  ["{0", [1], "ValueError: Single '{' encountered in format string"],
  ["{y}", [], "KeyError: 'y'"],
  ["{ 0}", [1], "KeyError: ' 0'"],
  ["{1}", [1], "IndexError: tuple index out of range"],
  ["{0} {}", [1, 2], "ValueError: cannot switch from manual field specification to automatic field numbering"],
  ["{} {0}", [1, 2], "ValueError: cannot switch from automatic field numbering to manual field specification"],
  ["{0:d}", [makeFloat(3)], "ValueError: Unknown format code 'd' for object of type 'float'"],
  ["{0:d}", ["3"], "ValueError: Unknown format code 'd' for object of type 'str'"],
  ["{0:.2d}", [3], "ValueError: Precision not allowed in integer format specifier"],
  ["{0:+}", ["3"], "ValueError: Sign not allowed in string format specifier"],
  ["{0:05}", ["3"], "ValueError: '=' alignment not allowed in string format specifier"],
  ["{0:c}", [300], "OverflowError: %c arg not in range(0x100)"],
  ["{0.b}", ["s"], "AttributeError: 'str' object has no attribute 'b'"],
  ["{0.constructor}", [[1]], "AttributeError: 'list' object has no attribute 'constructor'"],
  ["{0[9]}", [[1]], "IndexError: list index out of range"],
  ["{0[a]}", [[1]], "TypeError: list indices must be integers, not str"],
  ["{d[z]}", [], "KeyError: 'z'"],
  ["{0!x}", [1], "ValueError: Unknown conversion specifier x"],
  ["{0:999999999}", [1], "ValueError: Too many decimal digits in format string"],
  ["{0:{0:{0}}}", [1], "ValueError: Max string recursion exceeded"],
];

for (const [text, given, message] of errors) {
  Deno.test(`format() refuses ${text} with ${message}`, () => {
    throws(() => formatted(text, ...given), { message });
  });
}
