import { equal, match, rejects } from "node:assert/strict";
import { openScript } from "../../../commands/open/open_script.ts";

async function inFolder(files: Record<string, string>, test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "vt_test_" }));
  try {
    for (const [name, text] of Object.entries(files)) await Deno.writeTextFile(`${folder}/${name}`, text);
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The message of the ScriptError, the folder taken out of it. */
async function refusal(folder: string, name: string): Promise<string> {
  let message = "";
  await rejects(openScript(`${folder}/${name}`), (error: Error) => {
    message = error.message;
    return error.name === "ScriptError";
  });
  return message.replaceAll(`${folder}/`, "");
}

const GOOD = `import { workflow } from "vt"; export default workflow("good", () => {});`;

Deno.test("openScript() gives the workflow of a script anywhere, whatever its name", async () => {
  await inFolder({ "plain.ts": GOOD, "50% #1?é.ts": GOOD }, async (folder) => {
    equal((await openScript(`${folder}/plain.ts`)).name, "good");
    equal((await openScript(`${folder}/50% #1?é.ts`)).name, "good");
    await Deno.symlink(`${folder}/plain.ts`, `${folder}/link.ts`);
    equal(await openScript(`${folder}/link.ts`), await openScript(`${folder}/plain.ts`));
  });
});

Deno.test("openScript() says what is wrong with a script, in one line with its place", async () => {
  const files = {
    "syntax.ts": "const a = 1;\nconst b = ;",
    "inner.ts": `import "./syntax.ts";`,
    "twice.ts": "const a = 1;\nlet a = 2;",
    "bare.ts": `import "some_package";`,
    "package.ts": `export { default } from "vt/nothing";`,
    "missing.ts": `\nimport "./not_there.ts";`,
    "extension.ts": `import "./plain";`,
    "name.ts": `import { nothing } from "vt"; export default nothing;`,
    "throws.ts": `\n\nthrow new RangeError("oops");`,
    "json.ts": `JSON.parse("{");`,
    "text.ts": `throw "a text";`,
  };
  const expected: Record<keyof typeof files, RegExp> = {
    "syntax.ts": /^Cannot open script syntax\.ts: Expression expected \(syntax\.ts:2:11\)$/,
    "inner.ts": /^Cannot open script inner\.ts: Expression expected \(syntax\.ts:2:11\)$/,
    "twice.ts": /^Cannot open script twice\.ts: Identifier 'a' has already been declared \(twice\.ts:2:5\)$/,
    "bare.ts": /: nothing is called "some_package"; write "npm:some_package" for a package, .* \(bare\.ts:1:8\)$/,
    "package.ts": /: vt has no package "vt\/nothing"; vt modules lists them \(package\.ts:1:25\)$/,
    "missing.ts": /: no file not_there\.ts \(missing\.ts:2:8\)$/,
    "extension.ts": /: no file plain; imports name the whole file, with its \.ts \(extension\.ts:1:8\)$/,
    "name.ts": /: The requested module 'vt' does not provide an export named 'nothing' \(name\.ts:1:10\)$/,
    "throws.ts": /: it throws RangeError: oops \(throws\.ts:3\)$/,
    "json.ts": /: it throws SyntaxError: .* \(json\.ts:1\)$/,
    "text.ts": /: it throws "a text"$/,
  };
  await inFolder(files, async (folder) => {
    for (const [name, pattern] of Object.entries(expected)) match(await refusal(folder, name), pattern);
  });
});

Deno.test("openScript() wants a workflow as the default export", async () => {
  const files = {
    "none.ts": "export const a = 1;",
    "named.ts": `import { workflow } from "vt"; export const main = workflow("main", () => {});`,
    "number.ts": "export default 3;",
    "object.ts": "export default { name: 'x' };",
    "copy.ts": "class Workflow { name = 'copy' } export default new Workflow();",
  };
  await inFolder(files, async (folder) => {
    match(await refusal(folder, "none.ts"), /: it has no default export; export default workflow\(…\) wanted$/);
    match(await refusal(folder, "named.ts"), /: it has no default export; export main as default$/);
    match(await refusal(folder, "number.ts"), /: its default export is number, no workflow; /);
    match(await refusal(folder, "object.ts"), /: its default export is no workflow; /);
    match(
      await refusal(folder, "copy.ts"),
      /: its workflow was made by another copy of vt; import \{ workflow \} from "vt"$/,
    );
  });
});

Deno.test("openScript() refuses what is no file", async () => {
  await inFolder({}, async (folder) => {
    await Deno.mkdir(`${folder}/sub`);
    equal(await refusal(folder, "nothing.ts"), "Cannot open script nothing.ts: no such file");
    equal(await refusal(folder, "sub"), "Cannot open script sub: it is a directory");
    await Deno.symlink("/dev/zero", `${folder}/device`);
    equal(await refusal(folder, "device"), "Cannot open script device: it is no ordinary file");
  });
});
