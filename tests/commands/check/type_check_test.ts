import { deepEqual, equal, match, ok } from "node:assert/strict";
import { typeCheckScript } from "../../../commands/check/type_check.ts";

const SQUARE = `import { defineModule, port, types as t, workflow } from "vt";
import { Range } from "vt/basic";
export const Square = defineModule({
  name: "Square",
  inputs: { value: port(t.Integer) },
  outputs: { value: port(t.Integer) },
  compute: ({ value }) => ({ value: value ** 2 }),
});
`;

async function check(text: string): Promise<Awaited<ReturnType<typeof typeCheckScript>>> {
  const folder = await Deno.makeTempDir({ prefix: "vt_test_" });
  try {
    await Deno.writeTextFile(`${folder}/script.ts`, text);
    return await typeCheckScript(`${folder}/script.ts`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("typeCheckScript() finds nothing in a good script of another folder", async () => {
  const script = `${SQUARE}export default workflow("good", ({ add, output }) => {
    const unused = 1;
    output("squares", add(Square, { value: add(Range, { stop: 3 }).value }).value);
  });`;
  deepEqual(await check(script), { checked: true, errors: "" });
});

Deno.test("typeCheckScript() gives wrong wirings, short and with their places", async () => {
  const result = await check(`${SQUARE}export default workflow("bad", ({ add }) => {
    add(Square, { value: "3" });
    add(Square, { valeu: 3, value: 3 });
  });`);
  ok(result.checked);
  const blocks = result.errors.split("\n\n");
  match(
    blocks[0],
    /^TS2322 \[ERROR\]: Type 'string' is not assignable to type 'number \| Into<.*>'\.\n(?:.*\n)* {4}at .*script\.ts:10:19$/,
  );
  match(blocks[1], /NoSuchPort<"valeu">/);
  equal(blocks.length, 3); // and how many they are
});

Deno.test("typeCheckScript() gives syntax errors and imports of nothing", async () => {
  const syntax = await check("const a = ;");
  match(syntax.checked ? syntax.errors : "", /Expression expected/);
  const missing = await check(`import "./nothing.ts";`);
  match(missing.checked ? missing.errors : "", /nothing\.ts/);
});
