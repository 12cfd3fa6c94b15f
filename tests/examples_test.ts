import { deepEqual, equal } from "node:assert/strict";
import { temporaryPlace } from "./support/recorded_run.ts";
import { vt } from "./support/vt_process.ts";

const folder = new URL("../examples/", import.meta.url);

/** The commands of the text, each with the lines that it says they print. */
function commandsIn(markdown: string): { args: string[]; printed: string }[] {
  const blocks = [...markdown.matchAll(/^```\n([^`]*)^```$/gm)].map(([, block]) => block);
  return blocks.flatMap((block) => block.split(/^\$ vt /m).slice(1)).map((text) => {
    const end = text.indexOf("\n");
    return { args: text.slice(0, end).split(" "), printed: text.slice(end + 1) };
  });
}

const commands = commandsIn(await Deno.readTextFile(new URL("README.md", folder)));

for (const { args, printed } of commands) {
  Deno.test(`the example vt ${args.join(" ")} prints what its README says`, async () => {
    using place = temporaryPlace();
    const { code, stdout } = await vt(args, { VT_STORE: place.directory });
    equal(stdout, printed);
    equal(code, 0);
  });
}

Deno.test("the README of the examples has them all", () => {
  const scripts = [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => name.endsWith(".ts"));
  const named = new Set(commands.map(({ args }) => args[1].replace("examples/", "")));
  deepEqual(scripts.sort(), [...named].sort());
});
