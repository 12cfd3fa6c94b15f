import assert from "node:assert/strict";

const ROOT = new URL("../../", import.meta.url);

async function compile(
  args: readonly string[],
  env: Record<string, string>,
): Promise<{ code: number; stderr: string }> {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "scripts/compile.ts", ...args],
    cwd: ROOT,
    env,
    stdout: "null",
  }).output();
  return { code, stderr: new TextDecoder().decode(stderr) };
}

Deno.test("deno task compile embeds all in the base that it is given, and refuses one that does not run it", async () => {
  const folder = Deno.makeTempDirSync({ prefix: "vt_compile_" });
  const { code, stderr } = await compile(["--output", `${folder}/vt`], { DENORT_BIN: Deno.execPath() });
  assert.equal(code, 1);
  assert.match(
    stderr,
    /^Cannot make the executable: The program that deno compile made is not vt: its base is no denort/,
  );
  assert.deepEqual([...Deno.readDirSync(folder)], []);
  Deno.removeSync(folder);
});

Deno.test("deno task compile refuses a base and a Deno for another system, and a target that it does not know", async () => {
  const [other, isOther] = Deno.build.os === "linux"
    ? ["macos-arm64", /is no program for macos-arm64/]
    : ["linux-x64", /is no program for linux-x64/];
  assert.match((await compile(["--target", other], { DENORT_BIN: Deno.execPath() })).stderr, isOther);
  const made = await compile(["--target", other, "--self-contained", "--deno", Deno.execPath()], {});
  assert.match(made.stderr, isOther);
  assert.match((await compile(["--target", "plan9"], {})).stderr, /Cannot compile for plan9: name one of /);
  assert.equal(made.code, 1);
});
