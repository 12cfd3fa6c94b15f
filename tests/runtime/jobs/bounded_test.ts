import assert from "node:assert/strict";
import { forEachBounded } from "../../../runtime/jobs/bounded.ts";

/** Work that ends when it is told to, and notes how much of it there was at a time. */
class Works {
  readonly most = new Map<string, number>();
  readonly begun: string[] = [];
  readonly #inWork = new Map<string, PromiseWithResolvers<void>>();

  readonly each = async (item: string): Promise<void> => {
    const end = Promise.withResolvers<void>();
    this.begun.push(item);
    this.#inWork.set(item, end);
    for (const lane of ["", item[0]]) {
      const now = [...this.#inWork.keys()].filter((each) => each.startsWith(lane)).length;
      this.most.set(lane, Math.max(this.most.get(lane) ?? 0, now));
    }
    await end.promise;
    this.#inWork.delete(item);
  };

  /** Ends the first work that goes on, until there is none. */
  async endAll(): Promise<void> {
    do {
      this.#inWork.values().next().value?.resolve();
      await new Promise((turn) => setTimeout(turn));
    } while (this.#inWork.size > 0);
  }
}

const bounds = { most: 4, mostPerLane: 3, laneOf: (item: string): string => item[0] };

Deno.test("forEachBounded() keeps both bounds, does everything once, and lanes take turns", async () => {
  const items = ["a", "b", "c"].flatMap((lane) => Array.from({ length: 60 }, (_, i) => `${lane}${i}`));
  const works = new Works();
  const all = forEachBounded(items, works.each, bounds);
  await works.endAll();
  await all;
  assert.deepEqual(works.begun.toSorted(), items.toSorted());
  assert.equal(works.most.get(""), 4);
  assert.ok(["a", "b", "c"].every((lane) => works.most.get(lane)! <= 3));
  assert.deepEqual(new Set(works.begun.slice(0, 9).map(([lane]) => lane)), new Set(["a", "b", "c"]));
});

Deno.test("forEachBounded() takes no more items than it has room for", async () => {
  let taken = 0;
  const items = function* (): Generator<string> {
    for (; taken < 100_000; taken++) yield "a";
  };
  const stop = new AbortController();
  const work = Promise.withResolvers<void>();
  const all = forEachBounded(items(), () => work.promise, { ...bounds, signal: stop.signal });
  await new Promise((turn) => setTimeout(turn));
  assert.ok(taken < 300);
  stop.abort();
  work.resolve();
  await all;
  assert.ok(taken < 300);
});

Deno.test("forEachBounded() ends at the first error, when what was begun has ended", async () => {
  const begun: number[] = [];
  const other = Promise.withResolvers<void>();
  let hasEnded = false;
  const each = async (item: number): Promise<void> => {
    begun.push(item);
    if (item === 1) throw new Error("no");
    await other.promise;
    hasEnded = true;
  };
  const all = forEachBounded([0, 1, 2, 3], each, { most: 2, mostPerLane: 2, laneOf: () => "" });
  await new Promise((turn) => setTimeout(turn));
  other.resolve();
  await assert.rejects(all, /^Error: no$/);
  assert.deepEqual([begun, hasEnded], [[0, 1], true]);
});

Deno.test("forEachBounded() throws what the items throw", async () => {
  const items = function* (): Generator<number> {
    yield 1;
    throw new Error("no page");
  };
  await assert.rejects(
    forEachBounded(items(), async () => {}, { most: 2, mostPerLane: 2, laneOf: () => "" }),
    /no page/,
  );
});
