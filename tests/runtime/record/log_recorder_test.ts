import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { executionId } from "../../../runtime/record/execution_id.ts";
import {
  closeInterrupted,
  type ExecutionEntry,
  findExecution,
  moduleExecs,
  writtenTexts,
} from "../../../runtime/record/execution_log.ts";
import { recordExecution } from "../../../runtime/record/log_recorder.ts";
import { openExistingStore, openStore } from "../../../runtime/store/store.ts";
import { PathValue } from "../../../runtime/values.ts";
import { finished, header, START, temporaryPlace } from "../../support/recorded_run.ts";
import { evaluate } from "../../support/vt_process.ts";

/** Intervals that ring when they are told to. */
class VirtualIntervals implements Disposable {
  readonly #real = { setInterval, clearInterval };
  readonly #rings = new Map<number, () => void>();

  constructor() {
    const set = (ring: () => void): number => {
      const id = -1 - this.#rings.size;
      this.#rings.set(id, ring);
      return id;
    };
    Object.assign(globalThis, { setInterval: set, clearInterval: (id: number) => void this.#rings.delete(id) });
  }

  elapse(): void {
    for (const ring of this.#rings.values()) ring();
  }

  [Symbol.dispose](): void {
    Object.assign(globalThis, this.#real);
  }
}

Deno.test("recordExecution() keeps modules and counts of a run", async () => {
  using place = temporaryPlace();
  using store = await openStore(place);
  const recorder = await recordExecution(store, header(5));
  recorder.observe(finished("1"));
  recorder.observe(finished("2", { state: "failed", error: "no" }));
  recorder.observe(finished("3", { state: "cached" }));
  const exec = await recorder.finish("failed");
  assert.deepEqual(exec.counts, { total: 5, completed: 1, cached: 1, failed: 1, notRun: 2 });
  assert.deepEqual(await findExecution(store, exec.id), exec);
  const modules = await Array.fromAsync(moduleExecs(store, exec));
  assert.deepEqual(modules.map(({ path, state }) => [path, state]), [["1", "completed"], ["2", "failed"], [
    "3",
    "cached",
  ]]);
  assert.deepEqual([...Deno.readDirSync(`${place.directory}/running`)], []);
});

Deno.test("Recorder.observe() alone brings events to the store while the event loop turns", async () => {
  using place = temporaryPlace();
  using store = await openStore(place);
  await using recorder = await recordExecution(store, header(2));
  recorder.observe(finished("1"));
  let entry: ExecutionEntry | null = null;
  while (entry?.exec.counts.completed !== 1) {
    entry = (await store.kv.get<ExecutionEntry>(["execution", recorder.id])).value;
  }
  assert.equal(entry.exec.state, "running");
});

Deno.test("Recorder writes more than one commit holds, and texts of any script", async () => {
  using place = temporaryPlace();
  using store = await openStore(place);
  const recorder = await recordExecution(store, header(30_000));
  for (let id = 1; id <= 30_000; id++) {
    recorder.observe(finished(String(id), { name: `模块 ${"é".repeat(20)} ${id % 9}` }));
  }
  const exec = await recorder.finish("completed");
  let count = 0;
  for await (const { path, name } of moduleExecs(store, exec)) {
    count++;
    assert.equal(path, String(count));
    assert.equal(name, `模块 ${"é".repeat(20)} ${count % 9}`);
  }
  assert.equal(count, 30_000);
});

Deno.test("Recorder.flush() resolves when everything is on disk", async () => {
  using place = temporaryPlace();
  using store = await openStore(place);
  await using recorder = await recordExecution(store, header(1));
  recorder.observe(finished("1"));
  await recorder.flush();
  using other = await openStore(place);
  const exec = await findExecution(other, recorder.id);
  assert.deepEqual([exec.state, exec.counts.completed], ["running", 1]);
  assert.equal(await closeInterrupted(other), 0);
});

Deno.test("Recorder keeps the last progress of a module, of one that runs when all is flushed", async () => {
  using place = temporaryPlace();
  using store = await openStore(place);
  await using recorder = await recordExecution(store, header(2));
  for (const id of [1, 2]) {
    recorder.observe({ kind: "moduleStarted", id, within: "", name: "Integer", startedAt: START });
    for (const fraction of [0.25, 0.5]) recorder.observe({ kind: "progress", id, within: "", fraction });
  }
  recorder.observe(finished("1"));
  await recorder.flush();
  const modules = await Array.fromAsync(moduleExecs(store, await findExecution(store)));
  assert.deepEqual(modules.map(({ path, state, progress }) => [path, state, progress?.fraction]), [
    ["1", "completed", 0.5],
    ["2", "running", 0.5],
  ]);
});

Deno.test("Recorder says now and then that a run in which nothing ends goes on", async () => {
  using place = temporaryPlace();
  using store = await openStore(place);
  const entryOf = async (id: string) => (await store.kv.get<ExecutionEntry>(["execution", id])).value!;
  using time = new VirtualIntervals();
  const recorder = await recordExecution(store, header(1));
  assert.equal((await entryOf(recorder.id)).flushedAt, START);
  time.elapse();
  await recorder.flush();
  assert.notEqual((await entryOf(recorder.id)).flushedAt, START);
  const { finishedAt } = await recorder.finish("completed");
  time.elapse();
  await recorder.flush();
  assert.equal((await entryOf(recorder.id)).exec.finishedAt, finishedAt);
});

Deno.test("Recorder that is disposed of without an end is interrupted", async () => {
  using place = temporaryPlace();
  using store = await openStore(place);
  {
    await using recorder = await recordExecution(store, header(1));
    recorder.observe(finished("1"));
  }
  assert.equal((await findExecution(store)).state, "interrupted");
});

Deno.test("recordExecution() gives ids in the order of the starts, two at one time included", async () => {
  using place = temporaryPlace();
  using store = await openStore(place);
  const ids: string[] = [];
  for (const startedAt of [START, START, START + 5000]) {
    await using recorder = await recordExecution(store, header(0, startedAt));
    ids.push(recorder.id);
  }
  assert.deepEqual(ids, ids.toSorted());
  assert.equal(new Set(ids).size, 3);
});

Deno.test("executionId() sorts by time and has eight characters", () => {
  const times = [Date.UTC(2025, 0, 1), START, START + 1, START + 31, START + 32, Date.UTC(2059, 0, 1)];
  const ids = times.map(executionId);
  assert.deepEqual(ids, ids.toSorted());
  assert.deepEqual(ids.filter((id) => !/^[0-9a-z]{8}$/.test(id)), []);
});

Deno.test("recordExecution() keeps a header that would not fit, cut", async () => {
  using place = temporaryPlace();
  using store = await openStore(place);
  const parameters = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`p${i}`, "値".repeat(10_000)]));
  await using recorder = await recordExecution(store, { ...header(0), parameters, reason: "r".repeat(1e6) });
  assert.equal((await findExecution(store, recorder.id)).parameters.p7.length, 400);
});

Deno.test("A killed run leaves its record up to the last flush, and the next start closes it", async () => {
  using place = temporaryPlace();
  const killed = await evaluate(`
    import { openStore } from "ROOT/runtime/store/store.ts";
    import { recordExecution } from "ROOT/runtime/record/log_recorder.ts";
    import { finished, header } from "ROOT/tests/support/recorded_run.ts";
    const store = await openStore(${JSON.stringify(place)});
    const recorder = await recordExecution(store, header(9));
    recorder.observe(finished("1"));
    recorder.observe({ kind: "moduleStarted", id: 2, within: "", name: "Sleep", startedAt: Date.now() });
    await recorder.flush();
    recorder.observe(finished("3"));
    Deno.kill(Deno.pid, "SIGKILL");
  `);
  assert.notEqual(killed.code, 0);
  assert.equal(killed.stderr, "");
  {
    using reader = await openExistingStore(place);
    assert.equal((await findExecution(reader!)).state, "interrupted");
  }
  using store = await openStore(place);
  assert.equal(await closeInterrupted(store), 1);
  assert.equal(await closeInterrupted(store), 0);
  const exec = await findExecution(store);
  assert.equal(exec.state, "interrupted");
  assert.ok(exec.finishedAt !== undefined);
  const modules = await Array.fromAsync(moduleExecs(store, exec));
  assert.deepEqual(modules.map(({ path, state }) => [path, state]), [["1", "completed"], ["2", "interrupted"]]);
});

Deno.test("Recorder keeps the first iterations of each loop, and counts them anew for the next one", async () => {
  using place = temporaryPlace();
  using store = await openStore(place);
  const recorder = await recordExecution(store, header(2));
  for (const id of [1, 1, 2]) {
    for (let i = 0; i < 1500; i++) {
      const times = { startedAt: START + i, finishedAt: START + i + 1 };
      const event = { kind: "iterationFinished", id, within: "", iteration: String(i), state: "completed" } as const;
      recorder.observe({ ...event, ...times });
    }
    recorder.observe(finished(String(id), { iterations: { done: 1500, failed: 0, suspended: 0 } }));
  }
  const modules = await Array.fromAsync(moduleExecs(store, await recorder.finish("completed")));
  assert.deepEqual(modules.map(({ path, loop }) => [path, loop?.length, loop?.at(-1)?.number]), [
    ["1", 1000, 999],
    ["1", 1000, 999],
    ["2", 1000, 999],
  ]);
});

Deno.test("Recorder keeps the first million characters of what modules print, and counts the rest", async () => {
  using place = temporaryPlace();
  using store = await openStore(place);
  const recorder = await recordExecution(store, header(1));
  for (let i = 0; i < 11; i++) {
    recorder.observe({ kind: "printed", id: 1, within: "", text: "é".repeat(99_999) + "\n" });
  }
  recorder.observe({ kind: "logged", id: 1, within: "", text: "careful" });
  recorder.observe(finished("1"));
  const exec = await recorder.finish("completed");
  assert.deepEqual(exec.written, { output: 1_100_000, error: 7 });
  const texts = await Array.fromAsync(writtenTexts(store, exec));
  assert.deepEqual([texts.length, texts.at(-1)], [11, { path: "1", text: "careful", isError: true }]);
  assert.equal(texts.slice(0, -1).reduce((sum, { text }) => sum + text.length, 0), 1_000_000);
});

Deno.test("Recorder hashes large files too, unless they have changed since", async () => {
  using place = temporaryPlace();
  using store = await openStore(place);
  const recorder = await recordExecution(store, header(2));
  const [same, changed] = ["same", "changed"].map((name) => `${place.directory}/${name}`);
  const bytes = new Uint8Array(3_000_000).fill(7);
  Deno.writeFileSync(same, bytes);
  Deno.writeFileSync(changed, bytes);
  recorder.observe(finished("1"), { file: new PathValue(same) });
  recorder.observe(finished("2"), { file: new PathValue(changed) });
  Deno.writeTextFileSync(changed, "shorter");
  recorder.observe(finished("3"), { file: new PathValue(same) });
  const modules = await Array.fromAsync(moduleExecs(store, await recorder.finish("completed")));
  const hash = createHash("sha256").update(bytes).digest("hex");
  const file = { type: "File", size: 3_000_000 };
  assert.deepEqual(modules.map(({ path, outputs }) => [path, outputs?.file]).sort(), [
    ["1", { ...file, hash, path: same }],
    ["2", { ...file, path: changed }],
    ["3", { ...file, hash, path: same }],
  ]);
});

Deno.test("Recorder numbers the machines, and looks for no files of others here", async () => {
  using place = temporaryPlace();
  using store = await openStore(place);
  const recorder = await recordExecution(store, header(1));
  const path = `${place.directory}/file`;
  Deno.writeFileSync(path, new Uint8Array(2_000_000));
  const there = { scheme: "ssh", annotations: {}, machine: { ...header(0).machine, name: "n1" } };
  const recorded = { file: { type: "File", size: 2_000_000, path } };
  recorder.observe(finished("1", { remote: [there], recorded }));
  const exec = await recorder.finish("completed");
  assert.deepEqual(exec.machines?.map(({ id, local, name }) => [id, local, name]), [[1, true, "here"], [
    2,
    false,
    "n1",
  ]]);
  const [module] = await Array.fromAsync(moduleExecs(store, exec));
  assert.deepEqual([module.outputs, module.remote?.[0].machine], [recorded, 2]);
});
