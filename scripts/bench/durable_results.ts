/**
 * How fast results become durable. The peer, in the same run: the rate at which this disk takes appended lines with one
 * fsync each, which is what a journal without groups would do.
 */
import { createHash } from "node:crypto";
import { openResults, type PersistentResults } from "../../runtime/store/result_store.ts";
import { openStore, type Store } from "../../runtime/store/store.ts";
import { storePlace } from "../../runtime/store/store_path.ts";
import { median, printTable, timed } from "./table.ts";

const MANY = 100_000;
const WAITS = 2000;
const BIG = 500;

/** What module `i` of a run gives, and its signature. */
function result(i: number, run: string): [signature: string, result: { outputs: { value: number } }] {
  return [createHash("sha256").update(`${run} ${i}`).digest("hex"), { outputs: { value: i } }];
}

/** Microseconds that each of `count` waits took. */
async function waits(count: number, wait: (i: number) => unknown): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < count; i++) times.push(await timed(() => wait(i)) * 1000);
  return times;
}

function row(what: string, times: readonly number[], each = 1): Record<string, string> {
  const total = times.reduce((sum, time) => sum + time, 0) / 1e6;
  const sorted = times.toSorted((a, b) => a - b);
  const ms = (time: number): string => `${(time / 1000).toFixed(3)} ms`;
  const [p50, p99] = [median(times), sorted[Math.floor(times.length * 0.99)]];
  return { what, rate: `${Math.round(times.length * each / total)}/s`, "p50 wait": ms(p50), "p99 wait": ms(p99) };
}

async function rawFsync(directory: string): Promise<Record<string, string>> {
  using file = await Deno.open(`${directory}/raw`, { append: true, create: true });
  const line = new Uint8Array(200);
  const times = await waits(WAITS, async () => {
    file.writeSync(line);
    await file.syncData();
  });
  return row("one line, one fsync", times);
}

async function inGroups(results: PersistentResults, size: number): Promise<Record<string, string>> {
  const count = Math.ceil(MANY / size);
  const made = Array.from({ length: MANY }, (_, i) => result(i, `groups of ${size}`));
  const times = await waits(count, async (group) => {
    for (const [signature, one] of made.slice(group * size, (group + 1) * size)) results.set(signature, one);
    await results.flush();
  });
  return row(`results, ${size} a commit`, times, size);
}

async function alone(results: PersistentResults): Promise<Record<string, string>> {
  return row(
    "results, each waits for its commit",
    await waits(WAITS, async (i) => {
      results.set(...result(i, "alone"));
      await results.flush();
    }),
  );
}

async function bigValues(results: PersistentResults): Promise<Record<string, string>> {
  const times = await waits(BIG, async (i) => {
    const value = new Uint8Array(100_000).fill(i % 251);
    new DataView(value.buffer).setUint32(0, i);
    results.set(result(i, "big")[0], { outputs: { value } });
    await results.flush();
  });
  return row("results of 100 kB, each waits", times);
}

async function prefetching(store: Store): Promise<Record<string, string>[]> {
  const known = Array.from({ length: MANY }, (_, i) => result(i, "groups of 1000")[0]);
  const some = known.slice(0, 1000);
  const rows = [];
  for (const [what, signatures] of [["known", known], ["known", some]] as const) {
    await using results = openResults(store);
    const took = await timed(() => results.prefetch(signatures));
    const read = await timed(() => signatures.forEach((signature) => results.get(signature)));
    const each = (ms: number): string => `${ms.toFixed(1)} ms`;
    rows.push({ what: `${signatures.length} ${what} signatures`, prefetch: each(took), "get all": each(read) });
  }
  return rows;
}

/** Prints the tables. */
export async function durableResults(): Promise<void> {
  const directory = Deno.makeTempDirSync({ prefix: "vt_bench_", dir: Deno.env.get("VT_BENCH_DIR") });
  {
    using store = await openStore(storePlace(directory));
    await using results = openResults(store);
    const empty = await timed(() => results.prefetch(Array.from({ length: MANY }, (_, i) => String(i))));
    const rows = [await rawFsync(directory), await alone(results), await inGroups(results, 100)];
    rows.push(await inGroups(results, 1000), await bigValues(results));
    printTable("Durable results of modules that do nothing", rows);
    printTable("Known results", [
      { what: `${MANY} signatures, none known yet`, prefetch: `${empty.toFixed(1)} ms`, "get all": "" },
      ...await prefetching(store),
    ]);
  }
  Deno.removeSync(directory, { recursive: true });
}

if (import.meta.main) await durableResults();
