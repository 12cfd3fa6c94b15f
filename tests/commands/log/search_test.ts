import assert from "node:assert/strict";
import { timeIn } from "../../../commands/log/search.ts";
import { contentHash } from "../../../runtime/store/file_state.ts";
import { openStore } from "../../../runtime/store/store.ts";
import { writeRecord } from "../../support/recorded_modules.ts";
import { START, temporaryPlace } from "../../support/recorded_run.ts";
import { vt } from "../../support/vt_process.ts";

Deno.test("vt log search prints a table of modules, or of executions, or JSON", async () => {
  using place = temporaryPlace();
  const [store, file] = [`${place.directory}/store`, `${place.directory}/result.csv`];
  Deno.writeTextFileSync(file, "a,b\n");
  {
    using open = await openStore({ directory: store, because: "--store", fileSystem: "" });
    const outputs = { file: { type: "File", path: "/elsewhere/other.csv", hash: await contentHash(file) } };
    await writeRecord(open, [
      { path: "3", name: "Write", outputs },
      { path: "4", name: "Check", state: "failed", error: "too small" },
    ], { id: "e1", state: "failed" });
  }
  const search = (...args: readonly string[]) => vt(["log", "search", "--store", store, ...args]);
  const byContent = await search("--file", file);
  assert.match(
    byContent.stdout,
    /^id .*\ne1 .* sum\.ts .* completed {6}1ms {2}3 Write\n +file = \/elsewhere\/other\.csv \(/,
  );
  assert.match((await search("--error", "SMALL")).stdout, /^id .*\ne1 .* failed .* 4 Check\n +too small\n$/);
  assert.match((await search("--workflow", "sum.ts")).stdout, /^id .* workflow\ne1 .* failed .* sum\.ts\n$/);
  const json = JSON.parse((await search("--module", "Write", "--json")).stdout);
  assert.deepEqual([json.id, json.state, json.module.path], ["e1", "failed", "3"]);
  const nothing = await search("--machine", "nowhere");
  assert.deepEqual([nothing.code, nothing.stdout, nothing.stderr], [0, "", "vt: Nothing is found\n"]);
  assert.match((await search()).stderr, /^vt: Cannot search for nothing: give --module/);
  assert.match((await search("e1")).stderr, /^vt: Cannot search e1: it takes options alone/);
  assert.match((await vt(["log", "show", "--module", "x"])).stderr, /^vt: Option --module is for vt log search/);
});

Deno.test("vt log compare shows only what differs, and all of it as JSON", async () => {
  using place = temporaryPlace();
  {
    using open = await openStore({ directory: place.directory, because: "--store", fileSystem: "" });
    const slow = { path: "1", name: "Slow", tookMs: 100 };
    await writeRecord(open, [slow, { path: "2", name: "Same" }, { path: "3", name: "Old" }], {
      id: "e1",
      parameters: { n: "12", gone: "x" },
    });
    await writeRecord(open, [
      { ...slow, tookMs: 230 },
      { path: "2", name: "Same", state: "failed", error: "broken" },
      { path: "4", name: "New" },
    ], { id: "e2", state: "failed", startedAt: START + 5, parameters: { n: "20" }, vtVersion: "0.2.0" });
  }
  const compare = (...args: readonly string[]) => vt(["log", "compare", "--store", place.directory, ...args]);
  const { stdout } = await compare("e1", "e2");
  const [, , , ...sections] = stdout.split("\n");
  assert.deepEqual(sections, [
    "",
    "Workflow",
    "  vt          0.1.0 → 0.2.0",
    "",
    "Parameters",
    "  gone        x → (none)",
    "  n           12 → 20",
    "",
    "Added",
    "  4 New  completed, 1ms",
    "",
    "Gone",
    "  3 Old  completed, 1ms",
    "",
    "Ended otherwise",
    "  2 Same  completed → failed",
    "      broken",
    "",
    "Durations",
    "   100ms →  230ms     2.3×  1 Slow",
    "",
  ]);
  const json = JSON.parse((await compare("e1", "e2", "--json")).stdout);
  assert.deepEqual(json.parameters, { gone: { old: "x", new: null }, n: { old: "12", new: "20" } });
  assert.deepEqual([json.old.id, json.new.id, json.both.length, json.both[0].ratio], ["e1", "e2", 2, 2.3]);
  assert.match((await compare("e1", "e1")).stdout, /\n\nNothing differs, but for times that differ little\n$/);
  assert.match((await compare("e1")).stderr, /^vt: Cannot compare 1 executions: name two, vt log lists them/);
});

Deno.test("timeIn() reads dates by the clock here, and times ago", () => {
  const now = Date.UTC(2026, 10, 22, 12);
  assert.equal(timeIn("90m", now), now - 90 * 60_000);
  assert.equal(timeIn("3d", now), now - 3 * 86_400_000);
  assert.equal(timeIn("2026-11-20", now), new Date(2026, 10, 20).getTime());
  assert.equal(timeIn("2026-11-20 14:30", now), new Date(2026, 10, 20, 14, 30).getTime());
  for (const wrong of ["", "yesterday", "2026", "3", "2026-13-45", "2026-11-20Tx"]) {
    assert.throws(() => timeIn(wrong, now), /Option --since must be a date/);
  }
});
