import assert from "node:assert/strict";
import manifest from "../deno.json" with { type: "json" };
import { VERSION } from "../runtime/version.ts";
import { importsOf } from "../scripts/check_layers.ts";
import { vt } from "./support/vt_process.ts";

Deno.test("vt --version says the version of deno.json", async () => {
  assert.equal(VERSION, manifest.version);
  assert.deepEqual(await vt(["--version"]), { code: 0, stdout: `vt ${VERSION}\n`, stderr: "" });
});

Deno.test("main.ts loads nothing but the version until a command is used", () => {
  const imports = importsOf("main.ts", Deno.readTextFileSync(new URL("../main.ts", import.meta.url)));
  const loaded = imports.filter(({ typeOnly, dynamic }) => !typeOnly && !dynamic).map(({ to }) => to);
  assert.deepEqual(loaded, ["runtime/deno_environment.ts", "runtime/version.ts"]);
});

Deno.test("vt --help knows every command of the table, and each fits 80 columns", async () => {
  const overview = await vt(["--help"]);
  assert.equal(overview.stderr, "");
  const names = [...overview.stdout.matchAll(/^ {2}([a-z]+) {2,}[A-Z]/gm)].map(([, name]) => name);
  assert.deepEqual(
    names,
    "run resume jobs show plan why targets agent check tag diff export modules log notify secrets init completions doctor"
      .split(" "),
  );
  const helps = await Promise.all(names.map((name) => vt(["help", name])));
  for (const { code, stdout } of helps) {
    assert.equal(code, 0);
    assert.match(stdout, /\nExamples\n {2}.*vt /);
    assert.deepEqual(stdout.split("\n").filter((line) => line.length > 80), []);
  }
});
