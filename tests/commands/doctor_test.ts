import assert from "node:assert/strict";
import { findingText } from "../../commands/doctor.ts";
import { plain } from "../../commands/line/terminal.ts";
import { openStore } from "../../runtime/store/store.ts";
import { temporaryPlace } from "../support/recorded_run.ts";
import { vt } from "../support/vt_process.ts";

Deno.test("vt doctor finds this place healthy and creates nothing", async () => {
  using place = temporaryPlace();
  const ran = await vt(["doctor", "--json", "--store", `${place.directory}/new`]);
  const { healthy, findings } = JSON.parse(ran.stdout);
  assert.deepEqual([ran.code, healthy, ran.stderr], [0, true, ""]);
  assert.deepEqual(
    findings.map(({ name }: { name: string }) => name),
    "vt,form,deno,system,store,writable,executions,kept files,notices,secrets,vt check,python,terminal".split(","),
  );
  assert.deepEqual([...Deno.readDirSync(place.directory)], []);
});

Deno.test("vt doctor ends with 1 where no store can be", async () => {
  const ran = await vt(["doctor", "--store", "/dev/null/store"]);
  assert.equal(ran.code, 1);
  assert.match(ran.stdout, /^!! {2}writable {6}no\n {18}\/dev\/null is not a directory$/m);
});

Deno.test("vt doctor takes no words", async () => {
  assert.deepEqual(await vt(["doctor", "python"]), {
    code: 2,
    stdout: "",
    stderr: "vt: Cannot look after python: vt doctor takes options only (vt doctor --help shows how)\n",
  });
});

Deno.test("vt doctor --gc says what it freed, also where no store is", async () => {
  using place = temporaryPlace();
  const nothing = { resultsRemoved: 0, resultsKept: 0, filesRemoved: 0, bytesFreed: 0, bytesKept: 0 };
  const none = await vt(["doctor", "--gc", "--json", "--store", place.directory]);
  assert.deepEqual([none.code, JSON.parse(none.stdout)], [0, nothing]);
  assert.deepEqual([...Deno.readDirSync(place.directory)], []);
  (await openStore(place))[Symbol.dispose]();
  Deno.mkdirSync(`${place.directory}/values/new`, { recursive: true });
  Deno.writeTextFileSync(`${place.directory}/values/new/a`, "1234");
  Deno.utimeSync(`${place.directory}/values/new/a`, 1, 1);
  const ran = await vt(["doctor", "--gc", "--store", place.directory]);
  assert.deepEqual([ran.code, ran.stdout], [0, "Removed 0 results and 1 files, 4 B; kept 0 results, 0 B of files\n"]);
});

Deno.test("findingText() puts the problem below what was found", () => {
  assert.equal(findingText({ name: "vt", value: "1" }, plain), "ok  vt            1");
  assert.equal(findingText({ name: "form", value: "/a\n\x1b[1mb" }, plain), "ok  form          /a [1mb");
  assert.equal(
    findingText({ name: "vt", value: "1", problem: "old" }, plain),
    `!!  vt            1\n${" ".repeat(18)}old`,
  );
});
