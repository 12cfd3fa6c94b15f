import assert from "node:assert/strict";
import { temporaryPlace } from "../support/recorded_run.ts";
import { type Finished, vt } from "../support/vt_process.ts";

/** Runs `vt secrets` with something on its standard input. */
async function secrets(input: string, args: readonly string[]): Promise<Finished> {
  const main = new URL("../../main.ts", import.meta.url).pathname;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", main, "secrets", ...args],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input)).catch(() => {});
  await writer.close().catch(() => {});
  const { code, stdout, stderr } = await child.output();
  return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

Deno.test("vt secrets set takes the value from the standard input and never shows it", async () => {
  using place = temporaryPlace();
  const store = ["--store", place.directory];
  const set = await secrets("canary-1234\n", ["set", "TOKEN", ...store]);
  assert.deepEqual([set.code, set.stdout], [0, ""]);
  assert.equal(set.stderr, `vt: Set secret TOKEN in ${place.directory}/secrets.json\n`);
  assert.deepEqual(JSON.parse(Deno.readTextFileSync(`${place.directory}/secrets.json`)), { TOKEN: "canary-1234" });
  const listed = await vt(["secrets", ...store], { VT_SECRET_OTHER: "canary-5678" });
  assert.match(listed.stdout, /^OTHER {21}environment \(VT_SECRET_OTHER\)\nTOKEN {21}kept\n$/);
  const removed = await vt(["secrets", "remove", "TOKEN", "NONE", ...store]);
  assert.deepEqual([removed.code, removed.stderr], [2, "vt: Removed secret TOKEN\nvt: There is no secret NONE\n"]);
});

Deno.test("vt secrets set warns of a short value, and refuses wrong names and values", async () => {
  using place = temporaryPlace();
  const store = ["--store", place.directory];
  assert.match((await secrets("abc", ["set", "A", ...store])).stderr, /fewer than 6 characters: it is not masked/);
  assert.match((await secrets("", ["set", "A", ...store])).stderr, /^vt: Cannot set secret A: the value is empty$/m);
  assert.match((await secrets("x", ["set", "A-B", ...store])).stderr, /^vt: Cannot use "A-B" as the name of a secret/);
  assert.match((await secrets("x", ["set", "A", "value", ...store])).stderr, /the value is read, not an argument/);
  assert.match((await secrets("x".repeat(70_000), ["set", "A", ...store])).stderr, /longer than 65536 characters/);
});
