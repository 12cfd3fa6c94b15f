import { deepEqual } from "node:assert/strict";
import { action, add, vistrailXml } from "../fixtures/make_vistrail.ts";
import { BASIC } from "../support/module_of.ts";
import { temporaryPlace } from "../support/recorded_run.ts";
import { vt } from "../support/vt_process.ts";

function module(name: string, identifier: string): string {
  return add(0, "module", { id: 0, cache: 1, name, namespace: "", package: identifier, version: "1" });
}

async function planned(content: string): Promise<readonly [code: number, lines: readonly string[]]> {
  using place = temporaryPlace();
  const file = `${place.directory}/a.xml`;
  Deno.writeTextFileSync(file, vistrailXml(action(1, 0, content)));
  const { code, stdout } = await vt(["plan", `${file}:1`]);
  return [code, stdout.replaceAll(place.directory, "").split("\n")];
}

Deno.test("vt plan prints names of modules and problems on one line each", async () => {
  deepEqual(await planned(module("Two\u2028lines\u0085", "pack\u2028age")), [2, [
    "ROOT + 1  /a.xml",
    "0 modules would run",
    "error: module 0 (Two lines ): Missing package pack age: its module Two lines cannot be run",
    "",
  ]]);
  const annotation = { id: 0, key: "__desc__", value: "a\u2028b" };
  const labelled = module("ConcatenateString", BASIC) + add(1, "annotation", annotation, "module 0");
  deepEqual((await planned(labelled))[1].slice(1, 3), [
    "   0  ConcatenateString “a b”  here: too cheap to be sent by itself",
    "1 modules would run",
  ]);
});
