import { deepEqual, equal, ok } from "node:assert/strict";
import {
  bytesOf,
  type DurationTable,
  isUntypical,
  readDurations,
  tableOf,
  writeDurations,
} from "../../../runtime/record/duration_table.ts";
import { changes, LONGEST_VALUE, openStore } from "../../../runtime/store/store.ts";
import { temporaryPlace } from "../../support/recorded_run.ts";

function table(typical: number, modules: Record<string, [id: number, ms: number][]> = {}): DurationTable {
  const scopes = new Map(Object.entries(modules).map(([scope, durations]) => [scope, new Map(durations)]));
  return new Map([["a|b|C", { typical, modules: scopes }]]);
}

Deno.test("writeDurations() keeps a table for each file", async () => {
  using place = temporaryPlace();
  using store = await openStore(place);
  const one = table(12, { "": [[3, 450], [17, 1]], "4,5": [[0, 90]] });
  await writeDurations(store, "/data/one.vt", one);
  await writeDurations(store, "/data/two.ts", table(7));
  deepEqual(await readDurations(store, "/data/one.vt"), one);
  deepEqual(await readDurations(store, "/data/two.ts"), table(7));
  deepEqual(await readDurations(store, "/data/three.ts"), new Map());
});

Deno.test("writeDurations() writes nothing when modules took about as long as before", async () => {
  using place = temporaryPlace();
  using store = await openStore(place);
  await writeDurations(store, "/data/one.vt", table(1000, { "": [[3, 4500]] }));
  const before = await changes(store);
  await writeDurations(store, "/data/one.vt", table(1003, { "": [[3, 4512]] }));
  equal(await changes(store), before);
  await writeDurations(store, "/data/one.vt", table(1003, { "": [[3, 5512]] }));
  equal(await changes(store), before + 1n);
});

Deno.test("bytesOf() fits into one value, and keeps those that differ most", () => {
  const many = Array.from({ length: 100_000 }, (_, id): [number, number] => [id, 100 + 10 * (id % 997)]);
  const scopes = Object.fromEntries([0, 1, 2, 3].map((part) => [`${part},1`, many.filter(([id]) => id % 4 === part)]));
  const bytes = bytesOf(table(100, scopes));
  ok(bytes.length <= LONGEST_VALUE && bytes.length > LONGEST_VALUE * 0.9, `${bytes.length} bytes`);
  const kept = [...tableOf(bytes).get("a|b|C")!.modules.values()].flatMap((durations) => [...durations.values()]);
  ok(kept.length > 4000, `${kept.length} modules`);
  ok(kept.every((ms) => ms >= 9500), "only those that differ most");
});

Deno.test("bytesOf() keeps the kinds that take longest when there are too many", () => {
  const kinds = Array.from(
    { length: 5000 },
    (_, i) => [`一种|${"x".repeat(100)}|${i}`, { typical: i, modules: new Map() }] as const,
  );
  const bytes = bytesOf(new Map(kinds));
  ok(bytes.length <= LONGEST_VALUE, `${bytes.length} bytes`);
  const kept = [...tableOf(bytes).values()].map(({ typical }) => typical);
  ok(kept.length > 200 && kept.every((typical) => typical >= 4700), `${kept.length} kinds`);
});

Deno.test("isUntypical() takes no notice of a tenth or a millisecond", () => {
  deepEqual(
    [[0.9, 0.1], [105, 100], [80, 100], [112, 100], [NaN, 3]].map(([ms, typical]) => isUntypical(ms, typical)),
    [
      false,
      false,
      true,
      true,
      false,
    ],
  );
});
