import { deepEqual, throws } from "node:assert/strict";
import { Tuple } from "vt";
import { Dictionary } from "../../../modules/basic/mod.ts";
import { FakeContext } from "../fake_context.ts";

type Inputs = Parameters<typeof Dictionary.compute>[0];

function compute(inputs: Partial<Inputs>): unknown {
  const all = { value: undefined, addPairs: undefined, addPair: [], ...inputs };
  return Dictionary.compute(all, new FakeContext());
}

Deno.test("Dictionary is empty without inputs", () => {
  deepEqual(compute({}), { value: new Map(), value_as_string: undefined });
});

Deno.test("Dictionary adds pairs to its value, and prints the value alone", () => {
  deepEqual(compute({ value: new Map([["a", 1], ["b", 1]]), addPair: [new Tuple(["a", 2])], addPairs: [["c", 3]] }), {
    value: new Map([["a", 2], ["b", 1], ["c", 3]]),
    value_as_string: "{'a': 1, 'b': 1}",
  });
});

Deno.test("Dictionary says which pair is none", () => {
  const what = "dictionary update sequence element";
  throws(() => compute({ addPairs: [["a", 1], ["b"]] }), {
    message: `ValueError: ${what} #1 has length 1; 2 is required`,
  });
  throws(() => compute({ addPairs: [5] }), { message: /^TypeError: cannot convert .* #0 to a sequence$/ });
  throws(() => compute({ value: [] as unknown as Map<unknown, unknown> }), /Constant failed validation/);
});
