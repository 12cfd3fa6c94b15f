import { deepEqual, equal, throws } from "node:assert/strict";
import { ConcatenateString, StringFormat } from "../../../modules/basic/mod.ts";
import { placeholders } from "../../../modules/basic/string_format.ts";
import { FakeContext } from "../fake_context.ts";

const context = new FakeContext();
const NONE = { str1: undefined, str2: undefined, str3: undefined, str4: undefined };

Deno.test("ConcatenateString takes a missing text for an empty one", () => {
  deepEqual(ConcatenateString.compute({ ...NONE, str4: "d", str2: "b" }, context), { value: "bd" });
  deepEqual(ConcatenateString.compute(NONE, context), { value: "" });
});

Deno.test("ConcatenateString says which value is no text", () => {
  throws(() => ConcatenateString.compute({ ...NONE, str2: 5 as unknown as string }, context), {
    message: "TypeError: sequence item 1: expected string, int found",
  });
});

Deno.test("StringFormat takes values from ports _0, _1, … and from ports by name", () => {
  const inputs = { format: "{{ {a} {} {b!s}", a: 42, b: 12, _0: "b" };
  deepEqual(StringFormat.compute(inputs, context), { value: "{ 42 b 12" });
  const missing = { format: "{0} {}", _0: 1 };
  throws(() => StringFormat.compute(missing, context), { name: "ModuleError", message: "Missing value from port _1" });
  throws(() => StringFormat.compute({ format: "{x}" }, context), { message: "Missing value from port x" });
});

Deno.test("placeholders() counts {} and finds the greatest number and all names", () => {
  deepEqual(placeholders("{} {} {{}} {name.attr} {name[0]:>5}"), { count: 2, names: new Set(["name"]) });
  equal(placeholders("{3} {1!r}").count, 4);
  throws(() => placeholders("a{b"), { message: "ValueError: substring not found" });
});
