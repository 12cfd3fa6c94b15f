import assert from "node:assert/strict";
import { findingText } from "../../commands/doctor.ts";
import { plain } from "../../commands/terminal.ts";
import { temporaryPlace } from "../support/recorded_run.ts";
import { vt } from "../support/vt_process.ts";

Deno.test("vt doctor finds this place healthy and creates nothing", async () => {
  using place = temporaryPlace();
  const ran = await vt(["doctor", "--json", "--store", `${place.directory}/new`]);
  const { healthy, findings } = JSON.parse(ran.stdout);
  assert.deepEqual([ran.code, healthy, ran.stderr], [0, true, ""]);
  assert.deepEqual(
    findings.map(({ name }: { name: string }) => name),
    ["vt", "deno", "system", "store", "writable", "executions", "vt check", "terminal"],
  );
  assert.deepEqual([...Deno.readDirSync(place.directory)], []);
});

Deno.test("vt doctor ends with 1 where no store can be", async () => {
  const ran = await vt(["doctor", "--store", "/dev/null/store"]);
  assert.equal(ran.code, 1);
  assert.match(ran.stdout, /^!! {2}writable {6}no\n {18}\/dev\/null is not a directory$/m);
});

Deno.test("findingText() puts the problem below what was found", () => {
  assert.equal(findingText({ name: "vt", value: "1" }, plain), "ok  vt            1");
  assert.equal(
    findingText({ name: "vt", value: "1", problem: "old" }, plain),
    `!!  vt            1\n${" ".repeat(18)}old`,
  );
});
