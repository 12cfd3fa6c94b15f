import { deepEqual, equal } from "node:assert/strict";
import { collectGarbage, type GarbageOptions } from "../../../runtime/store/garbage.ts";
import { openResults } from "../../../runtime/store/result_store.ts";
import { openStore, type Store } from "../../../runtime/store/store.ts";
import { settleFiles, stageBytes, useValue } from "../../../runtime/store/value_files.ts";
import { PathValue } from "../../../runtime/values.ts";
import { temporaryPlace } from "../../support/recorded_run.ts";

const NOW: GarbageOptions = { graceMs: -1000 };
const DAY_MS = 24 * 60 * 60 * 1000;

async function withStore(test: (store: Store, folder: string) => Promise<void>): Promise<void> {
  using place = temporaryPlace();
  using files = temporaryPlace();
  using store = await openStore(place);
  await test(store, files.directory);
}

async function set(store: Store, results: Readonly<Record<string, unknown>>, folder = "-"): Promise<void> {
  await using opened = openResults(store, { isTemporary: (path) => path.startsWith(folder) });
  for (const [signature, value] of Object.entries(results)) opened.set(signature, { outputs: { value } });
}

async function known(store: Store, signatures: readonly string[]): Promise<string[]> {
  await using results = openResults(store);
  await results.prefetch(signatures);
  return signatures.filter((signature) => results.get(signature) !== undefined);
}

async function usedDaysAgo(store: Store, days: Readonly<Record<string, number>>): Promise<void> {
  for (const [signature, ago] of Object.entries(days)) {
    const { value } = await store.kv.get<object>(["result", signature]);
    await store.kv.set(["result", signature], { ...value, usedAt: Date.now() - ago * DAY_MS });
  }
}

Deno.test("collectGarbage() removes files that nothing names, and none of the last hour", () =>
  withStore(async (store) => {
    const lost = stageBytes(store, [new Uint8Array(5)]);
    await settleFiles(store, [lost]);
    stageBytes(store, [new Uint8Array(6)]);
    await set(store, { a: "x".repeat(10_000) });
    equal((await collectGarbage(store)).filesRemoved, 0);
    const { filesRemoved, bytesFreed, resultsKept } = await collectGarbage(store, NOW);
    deepEqual([filesRemoved, bytesFreed, resultsKept], [2, 11, 1]);
    deepEqual(await known(store, ["a"]), ["a"]);
  }));

Deno.test("collectGarbage() keeps what a job's record names, and files inside kept folders", () =>
  withStore(async (store, folder) => {
    const file = stageBytes(store, [new Uint8Array(5)]);
    await settleFiles(store, [file]);
    await store.kv.set(["job", "w", "1"], { parameters: { inputs: [{ hash: file.hash }] } });
    Deno.mkdirSync(`${folder}/out`);
    Deno.writeTextFileSync(`${folder}/out/a`, "A");
    await set(store, { f: new PathValue(`${folder}/out`) }, folder);
    equal((await collectGarbage(store, NOW)).filesRemoved, 0);
    equal(useValue(store, file), true);
    deepEqual(await known(store, ["f"]), ["f"]);
  }));

Deno.test("collectGarbage() removes views after their files", () =>
  withStore(async (store, folder) => {
    Deno.mkdirSync(`${folder}/out/in`, { recursive: true });
    Deno.writeTextFileSync(`${folder}/out/in/a`, "A");
    await set(store, { f: new PathValue(`${folder}/out`) }, folder);
    await known(store, ["f"]);
    await store.kv.delete(["result", "f"]);
    equal((await collectGarbage(store, NOW)).filesRemoved, 2);
    deepEqual(
      [...Deno.readDirSync(`${store.directory}/views`)].flatMap(({ name }) => [
        ...Deno.readDirSync(`${store.directory}/views/${name}`),
      ]),
      [],
    );
  }));

Deno.test("collectGarbage() drops results that were not used for long", () =>
  withStore(async (store) => {
    await set(store, { a: 1, b: 2, c: 3 });
    await usedDaysAgo(store, { a: 10, b: 30 });
    equal((await collectGarbage(store, { olderThanDays: 20 })).resultsRemoved, 1);
    deepEqual(await known(store, ["a", "b", "c"]), ["a", "c"]);
  }));

Deno.test("collectGarbage() drops the least recently used beyond the limit, shared files counted once", () =>
  withStore(async (store) => {
    const shared = "s".repeat(20_000);
    await set(store, { a: shared, b: shared, c: "c".repeat(20_000), d: "d".repeat(20_000) });
    await usedDaysAgo(store, { a: 1, b: 2, c: 3, d: 4 });
    const { resultsRemoved, filesRemoved } = await collectGarbage(store, { ...NOW, maxBytes: 50_000 });
    deepEqual([resultsRemoved, filesRemoved], [1, 1]);
    deepEqual(await known(store, ["a", "b", "c", "d"]), ["a", "b", "c"]);
  }));

Deno.test("get() makes a result young that was not used for a day", () =>
  withStore(async (store) => {
    await set(store, { a: 1 });
    await usedDaysAgo(store, { a: 30 });
    await using results = openResults(store);
    await results.prefetch(["a"]);
    results.get("a");
    await results.flush();
    equal((await collectGarbage(store, { olderThanDays: 20 })).resultsRemoved, 0);
  }));
