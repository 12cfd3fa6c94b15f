import { deepEqual } from "node:assert/strict";
import { JavaScriptSource, TypeScriptSource } from "../../../modules/basic/mod.ts";
import { FakeContext } from "../fake_context.ts";

Deno.test("JavaScriptSource decodes its source and uses its own ports", async () => {
  using context = new FakeContext({ inputs: ["i", "unset", "empty"], outputs: ["o", "none"] });
  const source =
    "o%20%3D%20i%20%2B%20'%C3%A9%25'.length;\nnone = `${typeof unset} ${typeof empty} ${typeof source} 5% 2`";
  const inputs = { source, i: 4, empty: undefined };
  deepEqual(await JavaScriptSource.compute(inputs, context), { o: 6, none: "undefined undefined undefined 5% 2" });
});

Deno.test("TypeScriptSource does the same with types", async () => {
  using context = new FakeContext({ inputs: ["i"], outputs: ["o"] });
  deepEqual(await TypeScriptSource.compute({ source: "o = (i as number)%2B1", i: 4 } as { source: string }, context), {
    o: 5,
  });
});
