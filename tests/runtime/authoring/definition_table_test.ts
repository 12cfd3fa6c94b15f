import { deepEqual, equal, throws } from "node:assert/strict";
import { defineControlModule, defineModule, port, types as t, type Wait } from "vt";
import { placeOf, placeText, whileClosed } from "../../../runtime/authoring/definition_table.ts";

const parts = { inputs: {}, outputs: { value: port(t.Integer) }, compute: () => ({ value: 1 }) };

/** The line in this file from which it is called. */
function lineHere(): number {
  return Number(/:(\d+):\d+\)?$/.exec(new Error().stack!.split("\n")[2])![1]);
}

Deno.test("placeOf() gives the file and line that called defineModule()", () => {
  const [One, line] = [defineModule({ name: "One", ...parts }), lineHere()];
  deepEqual(placeOf(One), { url: import.meta.url, line });
  const Control = defineControlModule({
    name: "Control",
    inputs: {},
    outputs: {},
    *control(_inputs, context): Generator<Wait, object> {
      yield* context.update();
      return {};
    },
  });
  equal(placeOf(Control)?.url, import.meta.url);
  equal(placeOf({ ...One }), undefined);
});

Deno.test("defineModule() refuses a second module of one name in a file, and shows both places", () => {
  const [first, second] = [lineHere() + 1, lineHere() + 4];
  defineModule({ name: "Two", ...parts });
  const here = placeText({ url: import.meta.url, line: 0 }).slice(0, -2);
  throws(
    () => defineModule({ name: "Two", ...parts }),
    { name: "ScriptError", message: `Cannot define module Two twice: at ${here}:${first} and at ${here}:${second}` },
  );
  defineModule({ name: "Two", namespace: "other", ...parts });
});

Deno.test("whileClosed() refuses definitions, and none after it, also where it is nested or throws", () => {
  const refused = () => throws(() => defineModule({ name: "Three", ...parts }), /inside workflow "outer"/);
  whileClosed("outer", () => {
    refused();
    throws(() => whileClosed("inner", () => defineModule({ name: "Three", ...parts })), /inside workflow "inner"/);
    refused();
  });
  equal(placeOf(defineModule({ name: "Three", ...parts }))?.url, import.meta.url);
});

Deno.test("placeText() writes file URLs as paths", () => {
  equal(placeText({ url: "file:///a%20b/%C3%A9.ts", line: 3 }), "/a b/é.ts:3");
  equal(placeText({ url: "https://example.org/x.ts", line: 3 }), "https://example.org/x.ts:3");
});
