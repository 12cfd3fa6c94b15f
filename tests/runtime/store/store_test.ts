import assert from "node:assert/strict";
import {
  changes,
  commit,
  list,
  openExistingStore,
  openStore,
  type Store,
  StoreError,
} from "../../../runtime/store/store.ts";
import { temporaryPlace } from "../../support/recorded_run.ts";

Deno.test("openExistingStore() creates nothing", async () => {
  using place = temporaryPlace();
  const missing = { ...place, directory: `${place.directory}/not/there` };
  assert.equal(await openExistingStore(missing), undefined);
  assert.deepEqual([...Deno.readDirSync(place.directory)], []);
});

Deno.test("openStore() makes a directory that only its owner may enter", async () => {
  using place = temporaryPlace();
  const directory = `${place.directory}/a/b`;
  using _store = await openStore({ ...place, directory });
  assert.equal((Deno.statSync(directory).mode ?? 0) & 0o777, 0o700);
});

Deno.test("openStore() refuses a store of a newer schema and leaves it closed", async () => {
  using place = temporaryPlace();
  {
    using store = await openStore(place);
    await store.kv.set(["schema"], 7);
  }
  await assert.rejects(openStore(place), /a newer vt wrote it \(schema 7, this vt knows 1\)/);
  await assert.rejects(openExistingStore(place), StoreError);
});

Deno.test("openStore() says what is wrong with a file that is no database", async () => {
  using place = temporaryPlace();
  Deno.writeTextFileSync(`${place.directory}/store.sqlite3`, "this is no database, and long enough ".repeat(100));
  await assert.rejects(openStore(place), /^StoreError: Cannot open the store .*not a database/);
});

Deno.test("openStore() refuses a directory under /var/tmp that others may enter", async () => {
  using place = temporaryPlace();
  Deno.chmodSync(place.directory, 0o755);
  await assert.rejects(openStore({ ...place, because: "otherwise" }), /must be a directory of yours/);
});

Deno.test("commit() loses no increment when two write at once", async () => {
  using place = temporaryPlace();
  using one = await openStore(place);
  using other = await openStore(place);
  const before = await changes(one);
  await Promise.all([incrementOften(one), incrementOften(other)]);
  assert.equal((await one.kv.get(["count"])).value, 200);
  assert.equal(await changes(other) - before, 200n);
});

async function incrementOften(store: Store): Promise<void> {
  for (let i = 0; i < 100; i++) {
    await commit(store, async (operation) => {
      const found = await store.kv.get<number>(["count"]);
      operation.check(found).set(["count"], (found.value ?? 0) + 1);
    });
  }
}

Deno.test("commit() lets a bug through as it is", async () => {
  using place = temporaryPlace();
  using store = await openStore(place);
  await assert.rejects(
    commit(store, (operation) => void operation.set(["a"], () => 1)),
    (e) => !(e instanceof StoreError),
  );
});

Deno.test("list() gives all entries across batches, in either direction", async () => {
  using place = temporaryPlace();
  using store = await openStore(place);
  for (let i = 0; i < 7; i++) await store.kv.set(["n", i], i);
  for (const batch of [1, 3, 7, 8]) {
    const upwards = await Array.fromAsync(list<number>(store, { prefix: ["n"] }, { batch }));
    const downwards = await Array.fromAsync(list<number>(store, { prefix: ["n"] }, { batch, reverse: true }));
    assert.deepEqual(upwards.map(({ value }) => value), [0, 1, 2, 3, 4, 5, 6]);
    assert.deepEqual(downwards.map(({ value }) => value), [6, 5, 4, 3, 2, 1, 0]);
  }
});
