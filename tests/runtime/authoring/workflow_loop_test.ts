import { deepEqual, equal, throws } from "node:assert/strict";
import { defineModule, port, ScriptError, types as t, workflow } from "vt";
import type { ModuleOptions } from "vt";

const Step = defineModule({
  name: "Step",
  inputs: { a: port(t.Float), b: port(t.Float), "it's": port(t.Float, { optional: true }) },
  outputs: { a: port(t.Float), b: port(t.Float), more: port(t.Boolean) },
  compute: ({ a, b }) => ({ a, b, more: false }),
});

function controlOf(options: ModuleOptions): ReadonlyMap<string, string> {
  return workflow("test", ({ add }) => void add(Step, { a: 1, b: 1 }, options as ModuleOptions<"a", "a">)).build()
    .pipeline.modules[0].controlParameters;
}

Deno.test("loop is VisTrails' loop_type: a word, or JSON for nested combinations", () => {
  deepEqual([...controlOf({ loop: "pairwise" })], [["loop_type", "pairwise"]]);
  deepEqual([...controlOf({ loop: ["cartesian", "a", ["pairwise", "b", "it's"]] })], [
    ["loop_type", `["cartesian","a",["pairwise","b","it's"]]`],
  ]);
});

Deno.test("while is VisTrails' while_ parameters: one name as it is, several as a Python list", () => {
  deepEqual([...controlOf({ while: { condition: "more" } })], [["while_cond", "more"]]);
  deepEqual([...controlOf({ while: { condition: "more", max: 5, feed: { a: "b" }, delay: 0.5 } })], [
    ["while_cond", "more"],
    ["while_max", "5"],
    ["while_input", "a"],
    ["while_output", "b"],
    ["while_delay", "0.5"],
  ]);
  const swapped = controlOf({ while: { max: 2, feed: { a: "b", b: "a", "it's": "a" } } });
  equal(swapped.get("while_input"), String.raw`['a', 'b', 'it\'s']`);
  equal(swapped.get("while_output"), "['b', 'a', 'a']");
});

Deno.test("options without a loop leave no control parameters", () => {
  equal(controlOf({ label: "x" }).size, 0);
  equal(controlOf({ label: "x" }), controlOf({ cache: true }));
});

Deno.test("loops over what is not there are refused", () => {
  const cases: [ModuleOptions, RegExp][] = [
    [{ loop: ["pairwise", "c"] }, /^Cannot loop Step: no input port c; it has a, b, it's/],
    [{ loop: "zip" as "pairwise" }, /^Cannot loop Step: "zip" given, "cartesian" or "pairwise" wanted/],
    [{ loop: ["cartesian", ["zip" as "pairwise", "a"]] }, /^Cannot loop Step: "zip" given/],
    [{ while: {} }, /^Cannot loop Step: "while" wants a condition, max or both/],
    [{ while: { condition: "done" } }, /^Cannot loop Step: no output port done; it has a, b, more/],
    [{ while: { max: 2, feed: { c: "a" } } }, /^Cannot loop Step: no input port c/],
    [{ while: { max: 2, feed: { a: "c" } } }, /^Cannot loop Step: no output port c/],
    [{ while: { max: 0 } }, /^Cannot loop Step: max is 0, a whole number of at least 1 wanted/],
    [{ while: { max: 1.5 } }, /^Cannot loop Step: max is 1.5/],
    [{ while: { max: 1, delay: -1 } }, /^Cannot loop Step: delay is -1, seconds wanted/],
  ];
  for (const [options, message] of cases) throws(() => controlOf(options), { name: "ScriptError", message });
  throws(() => controlOf({ while: { max: NaN } }), ScriptError);
});
