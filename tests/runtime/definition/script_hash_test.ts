import { deepEqual, equal, match, notEqual } from "node:assert/strict";
import { scriptHash } from "../../../runtime/definition/script_hash.ts";
import { type Files, HEAD } from "../../support/definition_scripts.ts";

async function hashOf(files: Files): Promise<string | undefined> {
  const folder = Deno.makeTempDirSync();
  try {
    for (const [name, text] of Object.entries(files)) Deno.writeTextFileSync(`${folder}/${name}`, text);
    return await scriptHash(`file://${folder}/main.ts`);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

const main = `${HEAD}import { n } from "./other.ts";\nexport default workflow("w", () => void n);\n`;
const other = 'import { m } from "./third.ts";\nexport const n: number = 1 + m;\n';
const third = "export const m = 2;\n";

Deno.test("scriptHash() is the same for the same program, wherever it lies and however it looks", async () => {
  const files = { "main.ts": main, "other.ts": other, "third.ts": third };
  const hash = await hashOf(files);
  match(hash ?? "", /^[0-9a-f]{64}$/);
  const looks = { "main.ts": `// first\n${main}`, "other.ts": other.replace(": number", ""), "third.ts": `\n${third}` };
  equal(await hashOf(looks), hash);
});

Deno.test("scriptHash() is another when the script or anything that it imports does something else", async () => {
  const files = { "main.ts": main, "other.ts": other, "third.ts": third };
  const hash = await hashOf(files);
  notEqual(await hashOf({ ...files, "main.ts": main.replace('"w"', '"x"') }), hash);
  notEqual(await hashOf({ ...files, "other.ts": other.replace("1", "3") }), hash);
  notEqual(await hashOf({ ...files, "third.ts": third.replace("2", "4") }), hash);
});

Deno.test("scriptHash() is undefined where something cannot be read", async () => {
  const deep = `${HEAD}export default workflow("w", () => ${"(() => ".repeat(2000)}1${")".repeat(2000)});\n`;
  const scripts = ['import "./none.ts";\n', "await import(Deno.args[0]);\n", "this is no program", deep];
  const hashes = await Promise.all(scripts.map((main) => hashOf({ "main.ts": main })));
  deepEqual(hashes, [undefined, undefined, undefined, undefined]);
});
