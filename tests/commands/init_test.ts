import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { init } from "../../commands/init.ts";
import { openScript } from "../../commands/open/open_script.ts";
import { vt } from "../support/vt_process.ts";

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "vt_test_" }));
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

Deno.test("init() makes a folder whose workflow opens, and says what it wrote", async () => {
  await inFolder(async (folder) => {
    const text = await init(`${folder}/deep/squares`);
    deepEqual(namesIn(`${folder}/deep/squares`), [".gitignore", "README.md", "deno.json", "workflow.ts"]);
    match(text, /^Wrote .*\/workflow\.ts\n(Wrote .*\n){3}Run it: vt run .*\/deep\/squares\/workflow\.ts\n$/);
    const built = (await openScript(`${folder}/deep/squares/workflow.ts`)).build();
    deepEqual([...built.outputs.keys()], ["sum"]);
    match(await Deno.readTextFile(`${folder}/deep/squares/README.md`), /^# squares\n/);
  });
});

Deno.test("init() lets Deno and editors check the workflow without vt", async () => {
  await inFolder(async (folder) => {
    await init(folder);
    const check = () =>
      new Deno.Command(Deno.execPath(), { args: ["check", "--quiet", "workflow.ts"], cwd: folder, stderr: "null" })
        .output();
    equal((await check()).success, true);
    const script = await Deno.readTextFile(`${folder}/workflow.ts`);
    await Deno.writeTextFile(`${folder}/workflow.ts`, script.replace("stop: n", 'stop: "n"'));
    equal((await check()).success, false);
  });
});

Deno.test("init() overwrites nothing: where one file is there already, none is written", async () => {
  await inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/README.md`, "mine");
    await rejects(init(folder), {
      name: "InputError",
      message: `Cannot write ${folder}/README.md: it is there already`,
    });
    deepEqual(namesIn(folder), ["README.md"]);
    equal(await Deno.readTextFile(`${folder}/README.md`), "mine");
  });
  await inFolder(async (folder) => {
    await Deno.symlink("nowhere", `${folder}/deno.json`);
    await rejects(init(folder), { name: "InputError" });
    deepEqual(namesIn(folder), ["deno.json"]);
  });
});

Deno.test("vt init makes one folder, which has a name", async () => {
  await inFolder(async (folder) => {
    const two = await vt(["init", `${folder}/a`, `${folder}/b`]);
    equal(two.stderr, `vt: Cannot make ${folder}/b too: one folder at a time (vt init --help shows how)\n`);
    await rejects(init(""), { name: "InputError", message: "Cannot make a folder whose name is empty" });
    deepEqual(namesIn(folder), []);
  });
});

Deno.test("init() with types writes deno.json alone", async () => {
  await inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/workflow.ts`, "mine");
    equal(await init(folder, { types: true }), `Wrote ${folder}/deno.json\n`);
    deepEqual(namesIn(folder), ["deno.json", "workflow.ts"]);
    const config: { imports: Record<string, string> } = JSON.parse(await Deno.readTextFile(`${folder}/deno.json`));
    equal(config.imports["vt"], import.meta.resolve("vt"));
  });
});

Deno.test("init() refuses a file in the place of the folder", async () => {
  await inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "mine");
    await rejects(init(`${folder}/file`), { name: "InputError", message: /^Cannot write .*\/file/ });
    equal(await Deno.readTextFile(`${folder}/file`), "mine");
  });
});
