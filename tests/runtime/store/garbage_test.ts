import { deepEqual, equal } from "node:assert/strict";
import { collectGarbage, type GarbageOptions } from "../../../runtime/store/garbage.ts";
import { openResults } from "../../../runtime/store/result_store.ts";
import { list, openStore, type Store } from "../../../runtime/store/store.ts";
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

/** Makes all results that are there older. */
async function age(store: Store, days: number): Promise<void> {
  for (const prefix of ["results", "resultMarks"]) {
    for await (const { key, value } of list(store, { prefix: [prefix] })) {
      await store.kv.atomic().delete(key).set([prefix, Number(key[1]) - days * DAY_MS, key[2]], value).commit();
    }
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
    equal((await collectGarbage(store, { ...NOW, maxBytes: 0 })).filesRemoved, 2);
    deepEqual(
      [...Deno.readDirSync(`${store.directory}/views`)].flatMap(({ name }) => [
        ...Deno.readDirSync(`${store.directory}/views/${name}`),
      ]),
      [],
    );
  }));

Deno.test("collectGarbage() drops results that were not used for long", () =>
  withStore(async (store) => {
    await set(store, { b: 2 });
    await age(store, 20);
    await set(store, { a: 1 });
    await age(store, 10);
    await set(store, { c: 3 });
    equal((await collectGarbage(store, { olderThanDays: 20 })).resultsRemoved, 1);
    deepEqual(await known(store, ["a", "b", "c"]), ["a", "c"]);
  }));

Deno.test("collectGarbage() drops the least recently used beyond the limit, shared files counted once", () =>
  withStore(async (store) => {
    const shared = "s".repeat(20_000);
    for (const one of [{ d: "d".repeat(20_000) }, { c: "c".repeat(20_000) }, { b: shared }, { a: shared }]) {
      await set(store, one);
      await age(store, 1);
    }
    const { resultsRemoved, filesRemoved } = await collectGarbage(store, { ...NOW, maxBytes: 50_000 });
    deepEqual([resultsRemoved, filesRemoved], [1, 1]);
    deepEqual(await known(store, ["a", "b", "c", "d"]), ["a", "b", "c"]);
  }));

Deno.test("get() makes a result young that was not used for a day", () =>
  withStore(async (store) => {
    await set(store, { a: 1 });
    await age(store, 30);
    await using results = openResults(store);
    await results.prefetch(["a"]);
    results.get("a");
    await results.flush();
    equal((await collectGarbage(store, { olderThanDays: 20 })).resultsRemoved, 0);
  }));

Deno.test("collectGarbage() puts small groups of results together, and counts what was written twice once", () =>
  withStore(async (store) => {
    for (let i = 0; i < 20; i++) await set(store, { [i % 10]: i });
    const { resultsKept, resultsRemoved } = await collectGarbage(store);
    deepEqual([resultsKept, resultsRemoved], [10, 0]);
    for (const prefix of ["results", "resultMarks"]) {
      equal((await Array.fromAsync(list(store, { prefix: [prefix] }))).length, 1);
    }
    const results = openResults(store);
    await results.prefetch(["3"]);
    equal(results.get("3")?.outputs.value, 13);
  }));
