import assert from "node:assert/strict";
import { packageSources } from "../far_side.ts";
import { packages } from "../modules/mod.ts";
import { definitionFinder } from "../runtime/scheme/find_definition.ts";
import { FrameReader } from "../schemes/frames.ts";

Deno.test("packageSources has every package of this program", async () => {
  assert.deepEqual(Object.keys(packageSources).sort(), packages.map(({ identifier }) => identifier).sort());
  const find = definitionFinder(packageSources);
  for (const { identifier, modules } of packages) {
    for (const module of modules) {
      const { name, namespace = "" } = module;
      assert.equal(await find({ source: { package: identifier }, namespace, name }), module);
    }
  }
});

Deno.test("vt far-side is a far side, as a compiled vt starts it, and no command that help lists", async () => {
  const main = decodeURIComponent(new URL("../main.ts", import.meta.url).pathname);
  const args = ["run", "-A", "--unstable-kv", main, "far-side", "stdio"];
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args, stdin: "null" }).output();
  assert.deepEqual([code, new TextDecoder().decode(stderr)], [0, ""]);
  const messages = [...new FrameReader().take(stdout)].map(({ message }) => message as { kind: string });
  assert.deepEqual(messages.map(({ kind }) => kind), ["ready"]);
  const help = await new Deno.Command(Deno.execPath(), { args: ["run", "-A", main, "--help"] }).output();
  assert.doesNotMatch(new TextDecoder().decode(help.stdout), /far-side/);
});
