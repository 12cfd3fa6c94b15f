import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import {
  liesInTemporaryFolder,
  makeTemporaryFolder,
  removeTemporaryFolder,
  removeTemporaryFolderSync,
} from "../../runtime/temporary_folder.ts";

function inFolder(body: (parent: string) => void | Promise<void>): () => Promise<void> {
  return async () => {
    const parent = Deno.makeTempDirSync();
    try {
      await body(parent);
    } finally {
      Deno.removeSync(parent, { recursive: true });
    }
  };
}

Deno.test(
  "liesInTemporaryFolder() knows what lies in each folder that was made, whatever number it got",
  inFolder((parent) => {
    for (let i = 0; i < 300; i++) {
      const folder = makeTemporaryFolder(parent, i % 2 === 0 ? undefined : "values");
      assert(liesInTemporaryFolder(`${folder}/1.csv`), folder);
      assert(!liesInTemporaryFolder(folder));
      removeTemporaryFolderSync(folder);
      assert(liesInTemporaryFolder(`${Deno.makeTempDirSync({ dir: parent, prefix: "vt_" })}/1.csv`));
    }
  }),
);

Deno.test("makeTemporaryFolder() says what to do where there is no place for one", () => {
  assert.throws(() => makeTemporaryFolder("/nowhere"), {
    name: "InputError",
    message: /^Cannot make a temporary folder in \/nowhere: .*; TMPDIR names another place$/,
  });
});

for (const path of ["/tmp/vt_/a", "/tmp/vt_results/a", "/tmp/vt_12/a", "/data/xvt_0123456789abcdef/a", "vt.ts"]) {
  Deno.test(`liesInTemporaryFolder(): ${path} is nobody's`, () => assert(!liesInTemporaryFolder(path)));
}

/** A program that makes a folder with something in it, says where, and waits. */
async function otherProgram(parent: string): Promise<{ readonly folder: string; readonly child: Deno.ChildProcess }> {
  const url = new URL("../../runtime/temporary_folder.ts", import.meta.url);
  const code = `import { makeTemporaryFolder } from ${JSON.stringify(url.href)};
    const folder = makeTemporaryFolder(${JSON.stringify(parent)}, "agent");
    Deno.mkdirSync(folder + "/view");
    Deno.writeTextFileSync(folder + "/view/value", "");
    Deno.chmodSync(folder + "/view", 0o500);
    console.log(folder);
    setInterval(() => {}, 1000);`;
  const args = ["eval", "--no-lock", "--quiet", code];
  const child = new Deno.Command(Deno.execPath(), { args, stdout: "piped", stdin: "null" }).spawn();
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  reader.cancel();
  return { folder: new TextDecoder().decode(value).trim(), child };
}

/** What looks whether something was left, as each program does once. */
async function lookAgain(parent: string): Promise<void> {
  const { child } = await otherProgram(parent);
  child.kill("SIGKILL");
  await child.status;
}

Deno.test(
  "what a killed program has left is removed by the next one, and what a living one has is not",
  inFolder(async (parent) => {
    const [killed, living] = await Promise.all([otherProgram(parent), otherProgram(parent)]);
    killed.child.kill("SIGKILL");
    await killed.child.status;
    assert(existsSync(`${killed.folder}/view/value`));
    await lookAgain(parent);
    assert(!existsSync(killed.folder));
    assert(existsSync(`${living.folder}/view/value`));
    living.child.kill("SIGKILL");
    await living.child.status;
  }),
);

Deno.test(
  "folders that nobody has locked, but that vt has not made, stay",
  inFolder(async (parent) => {
    const others = ["vt_results", "vt_0123456789abcdef", `vt_${"a".repeat(64)}`, "a".repeat(24)];
    for (const name of others) Deno.mkdirSync(`${parent}/${name}`);
    Deno.writeTextFileSync(`${parent}/vt_${"a".repeat(24)}`, "a file");
    Deno.mkdirSync(`${parent}/elsewhere/kept`, { recursive: true });
    Deno.symlinkSync(`${parent}/elsewhere`, `${parent}/vt_agent_${"b".repeat(24)}`);
    await lookAgain(parent);
    for (const name of others) assert(existsSync(`${parent}/${name}`), name);
    assert(existsSync(`${parent}/vt_${"a".repeat(24)}`));
    assert(existsSync(`${parent}/elsewhere/kept`));
  }),
);

Deno.test(
  "folders of another user stay",
  { ignore: Deno.uid() !== 0 },
  inFolder(async (parent) => {
    const folder = `${parent}/vt_agent_${"c".repeat(24)}`;
    Deno.mkdirSync(folder);
    Deno.chownSync(folder, 65_534, 65_534);
    await lookAgain(parent);
    assert(existsSync(folder));
  }),
);

Deno.test(
  "a folder is removed with what nobody may write to, and once it has gone that is no error",
  inFolder(async (parent) => {
    for (const remove of [removeTemporaryFolder, removeTemporaryFolderSync]) {
      const folder = makeTemporaryFolder(parent);
      Deno.mkdirSync(`${folder}/view/below`, { recursive: true });
      Deno.chmodSync(`${folder}/view`, 0o500);
      await remove(folder);
      assert(!existsSync(folder));
      await remove(folder);
    }
  }),
);
