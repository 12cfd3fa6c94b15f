import { deepEqual, equal, notEqual, rejects, throws } from "node:assert/strict";
import type { KnownResult } from "../../../runtime/interpreter/result_cache.ts";
import { noteHolder } from "../../../runtime/python/held_value.ts";
import { addResults } from "../../../runtime/store/result_index.ts";
import { openResults, type PersistentResults } from "../../../runtime/store/result_store.ts";
import { openStore, type Store } from "../../../runtime/store/store.ts";
import { Color, PathValue } from "../../../runtime/values.ts";
import { temporaryPlace } from "../../support/recorded_run.ts";

const A = "a".repeat(64);

/** A store, a folder for files that count as temporary, and one for others. */
interface Places {
  readonly store: Store;
  readonly temporary: string;
  readonly data: string;
}

function storeTest(name: string, test: (places: Places) => Promise<void>): void {
  Deno.test(name, async () => {
    using place = temporaryPlace();
    using files = temporaryPlace();
    using store = await openStore(place);
    const [temporary, data] = [`${files.directory}/t`, `${files.directory}/d`];
    Deno.mkdirSync(temporary);
    Deno.mkdirSync(data);
    await test({ store, temporary, data });
  });
}

function open({ store, temporary }: Places): PersistentResults {
  return openResults(store, { isTemporary: (path) => path.startsWith(temporary) });
}

async function keep(places: Places, outputs: Record<string, unknown>, more: Partial<KnownResult> = {}): Promise<void> {
  await using results = open(places);
  results.set(A, { outputs, ...more });
}

/** What another program finds. */
async function found(places: Places): Promise<KnownResult | undefined> {
  const results = open(places);
  await results.prefetch([A]);
  return results.get(A);
}

storeTest("get() tells which execution computed a result, where that is known", async (places) => {
  await keep(places, { value: 1 }, { from: "1qgyeffx" });
  deepEqual(await found(places), { outputs: { value: 1 }, from: "1qgyeffx" });
  await addResults(places.store, new Map([[A, '{"keptAt":1,"size":1,"outputs":[["value",{"value":2}]]}']]));
  deepEqual(await found(places), { outputs: { value: 2 } });
});

storeTest("get() gives in another program what was set, after a prefetch", async (places) => {
  const outputs = { value: [1, Object(2), new Color([0, 0, 1])], none: null, ["__proto__"]: 3 };
  await keep(places, outputs, { iterations: { done: 3, failed: 0, suspended: 0 }, duration: 12.5 });
  const known = await found(places);
  deepEqual(known?.outputs.value, outputs.value);
  deepEqual(Object.keys(known!.outputs), ["value", "none", "__proto__"]);
  deepEqual([known?.iterations, known?.duration], [{ done: 3, failed: 0, suspended: 0 }, 12.5]);
  equal(open(places).get(A), undefined);
});

storeTest("what a Python host holds is known in this program alone, as long as the host runs", async (places) => {
  const host = { hasEnded: false, pickle: () => Promise.resolve([]) };
  const richer = ["a list of a class of its own"];
  noteHolder(richer, host);
  await using results = open(places);
  results.set(A, { outputs: { value: new Map([["key", [richer]]]) } });
  await results.flush();
  notEqual(results.get(A), undefined);
  equal(await found(places), undefined);
  host.hasEnded = true;
  equal(results.get(A), undefined);
});

storeTest("get() finds at once what was set, even if it cannot be kept", async (places) => {
  const outputs = { f: () => 1 };
  const results = open(places);
  results.set(A, { outputs });
  equal(results.get(A)?.outputs, outputs);
  await results.flush();
  equal(results.get(A)?.outputs, outputs);
  equal(await found(places), undefined);
});

storeTest("set() keeps a value as it is then", async (places) => {
  const [small, big] = [[1], new Array(5000).fill(1)];
  const results = open(places);
  results.set(A, { outputs: { small, big } });
  small.push(2);
  big.push(2);
  await results.flush();
  const known = await found(places);
  deepEqual(known?.outputs.small, [1]);
  equal((known?.outputs.big as number[]).length, 5000);
});

storeTest("set() puts big values into files, one for all that are equal", async (places) => {
  const text = "x".repeat(10_000);
  await keep(places, { text, again: text, bytes: new Uint8Array(9000).fill(1) });
  equal(valueFiles(places.store).length, 2);
  const known = await found(places);
  deepEqual({ ...known?.outputs }, { text, again: text, bytes: new Uint8Array(9000).fill(1) });
});

storeTest("set() keeps many values of middle size", async (places) => {
  const outputs = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`p${i}`, `${i}`.repeat(1500)]));
  await keep(places, outputs);
  deepEqual({ ...(await found(places))?.outputs }, outputs);
});

storeTest("get() does not know a result whose value file is gone or shorter", async (places) => {
  await keep(places, { text: "x".repeat(10_000) });
  const [file] = valueFiles(places.store);
  Deno.chmodSync(file, 0o600);
  Deno.truncateSync(file, 100);
  equal(await found(places), undefined);
  Deno.removeSync(file);
  equal(await found(places), undefined);
});

storeTest("a damaged value is an error once, and not known the next time", async (places) => {
  await keep(places, { text: "x".repeat(10_000) });
  const [file] = valueFiles(places.store);
  const { size } = Deno.statSync(file);
  Deno.removeSync(file);
  Deno.writeFileSync(file, new Uint8Array(size));
  const known = await found(places);
  throws(() => known?.outputs.text, /^StoreError: Cannot read a result/);
  equal(await found(places), undefined);
});

storeTest("get() gives a copy of a temporary file under its own name", async (places) => {
  const path = `${places.temporary}/report.csv`;
  Deno.writeTextFileSync(path, "1,2");
  await keep(places, { file: new PathValue(path), list: [new PathValue(path)] });
  Deno.removeSync(places.temporary, { recursive: true });
  const { file, list } = (await found(places))!.outputs as { file: PathValue; list: PathValue[] };
  equal(Deno.readTextFileSync(file.name), "1,2");
  equal(file.name.replace(/.*\//, ""), "report.csv");
  deepEqual(list, [file]);
  await keep(places, { file });
  deepEqual((await found(places))?.outputs, { file });
});

storeTest("get() gives a copy of a temporary folder with all that is in it", async (places) => {
  const path = `${places.temporary}/out`;
  Deno.mkdirSync(`${path}/in/empty`, { recursive: true });
  Deno.writeTextFileSync(`${path}/in/a`, "A");
  Deno.writeTextFileSync(`${path}/run.sh`, "A", { mode: 0o755 });
  await keep(places, { folder: new PathValue(path), big: "x".repeat(9000) });
  Deno.removeSync(places.temporary, { recursive: true });
  const { name } = (await found(places))!.outputs.folder as PathValue;
  equal(Deno.readTextFileSync(`${name}/in/a`), "A");
  equal(Deno.statSync(`${name}/in/empty`).isDirectory, true);
  deepEqual([modeOf(`${name}/run.sh`), modeOf(`${name}/in/a`), modeOf(name)], [0o555, 0o444 & ~Deno.umask(), 0o555]);
  equal(((await found(places))!.outputs.folder as PathValue).name, name);
  const inside = new PathValue(`${name}/in/a`);
  await keep(places, { inside });
  equal(Deno.readTextFileSync(((await found(places))!.outputs.inside as PathValue).name), "A");
});

storeTest("get() knows a result with a file elsewhere as long as its content stays", async (places) => {
  const path = `${places.data}/a`;
  Deno.writeTextFileSync(path, "one");
  await keep(places, { file: new PathValue(path) });
  deepEqual((await found(places))?.outputs, { file: new PathValue(path) });
  Deno.utimeSync(path, 1, 1);
  notEqual(await found(places), undefined);
  Deno.writeTextFileSync(path, "two");
  equal(await found(places), undefined);
  Deno.removeSync(path);
  equal(await found(places), undefined);
});

storeTest("get() knows a result with a path at which nothing is while that is so", async (places) => {
  const path = `${places.data}/later`;
  await keep(places, { file: new PathValue(path) });
  deepEqual((await found(places))?.outputs, { file: new PathValue(path) });
  Deno.writeTextFileSync(path, "");
  equal(await found(places), undefined);
});

storeTest("a temporary file that changes before it is copied is not kept", async (places) => {
  const path = `${places.temporary}/a`;
  Deno.writeTextFileSync(path, "one");
  const results = open(places);
  results.set(A, { outputs: { file: new PathValue(path) } });
  Deno.writeTextFileSync(path, "three");
  await results.flush();
  equal(await found(places), undefined);
});

storeTest("prefetch() finds few among many and many among few", async (places) => {
  const signatures = Array.from({ length: 3000 }, (_, i) => ((i * 2654435761) % 2 ** 32).toString(16).padStart(8, "0"));
  {
    await using results = open(places);
    for (const signature of signatures) results.set(signature, { outputs: { signature } });
  }
  for (const wanted of [signatures.slice(0, 25), signatures, [...signatures.slice(0, 700), "zz"], ["zz"], []]) {
    const results = open(places);
    await results.prefetch(wanted);
    const known = wanted.filter((signature) => results.get(signature)?.outputs.signature === signature);
    deepEqual(known, wanted.filter((signature) => signature !== "zz"));
    equal(signatures.filter((signature) => results.get(signature)).length, known.length);
  }
});

storeTest("get() does not know entries that are damaged", async (places) => {
  const texts = [
    "",
    "{}",
    '{"outputs":[[1,2]]}',
    '{"outputs":[["a",{"file":"../../x","size":1}]]}',
    '{"outputs":[["a",null]]}',
  ];
  for (
    const text of [...texts, '{"outputs":[["a",{"value":{"path":0},"paths":[{"kind":"file","name":"../x"}]}]]}']
  ) {
    await addResults(places.store, [[A, text]]);
    equal(await found(places), undefined);
  }
});

storeTest("flush() says when the store cannot be written, and set() goes on", async (places) => {
  Deno.writeTextFileSync(`${places.store.directory}/values`, "");
  const results = open(places);
  results.set(A, { outputs: { text: "x".repeat(10_000) } });
  results.set("b", { outputs: { value: 1 } });
  equal(results.get("b")?.outputs.value, 1);
  await rejects(results.flush(), /^StoreError: Cannot keep results in /);
});

function valueFiles({ directory }: Store): string[] {
  const folders = [...Deno.readDirSync(`${directory}/values`)].filter(({ name }) => name !== "new");
  return folders.flatMap(({ name: ab }) =>
    Array.from(Deno.readDirSync(`${directory}/values/${ab}`), ({ name }) => `${directory}/values/${ab}/${name}`)
  );
}

function modeOf(path: string): number {
  return (Deno.statSync(path).mode ?? 0) & 0o777;
}
