import { deepEqual, equal, ok } from "node:assert/strict";
import { collectComponents } from "../../../runtime/record/component_garbage.ts";
import {
  executionsOf,
  keepComponents,
  keepUnkept,
  readComponents,
  readUnkept,
} from "../../../runtime/record/component_store.ts";
import { comparable, type ModuleComponents, type ModuleKind, readChunk } from "../../../runtime/record/components.ts";
import { openStore, type Store } from "../../../runtime/store/store.ts";
import { temporaryPlace } from "../../support/recorded_run.ts";

const KIND: ModuleKind = { name: "Square", definition: "d1", values: ["by"], wires: [["value", "value"]] };
const WORKFLOW = { file: `/${"long".repeat(1000)}.ts`, name: "long" };
const PART = { kind: "declaration", file: "file:///a.ts", name: "Square", hash: "1", source: "const Square" } as const;
const DEFINITIONS = new Map([["d1", [PART]], ["d2", [PART]]]);

function* modules(count: number, valueOf: (i: number) => string): Generator<ModuleComponents> {
  for (let i = 0; i < count; i++) {
    yield { path: String(i), kind: KIND, label: i === 7 ? "a\tlabel" : "", sources: [i - 1], values: [valueOf(i)] };
  }
}

async function inStore(test: (store: Store) => Promise<void>): Promise<void> {
  using place = temporaryPlace();
  using store = await openStore(place);
  await test(store);
}

async function valuesIn(store: Store, kind: string): Promise<number> {
  return (await Array.fromAsync(store.kv.list({ prefix: [kind] }))).length;
}

Deno.test("keepComponents() keeps what executions have in common once", () =>
  inStore(async (store) => {
    const keep = (id: string, valueOf: (i: number) => string): Promise<void> =>
      keepComponents(store, { id, workflow: WORKFLOW }, { modules: modules(5000, valueOf), definitions: DEFINITIONS });
    await keep("a", String);
    equal(await valuesIn(store, "componentPart"), 1 + 5);
    await keep("b", String);
    equal(await valuesIn(store, "componentPart"), 1 + 5);
    await keep("c", (i) => i === 4000 ? "-1" : String(i));
    equal(await valuesIn(store, "componentPart"), 1 + 5 + 1);
    deepEqual(await Array.fromAsync(executionsOf(store, WORKFLOW)), ["c", "b", "a"]);
    const { chunks, definitions } = (await readComponents(store, { id: "c", workflow: WORKFLOW }))!;
    deepEqual(definitions, DEFINITIONS);
    const read = chunks.map(readChunk).flatMap((chunk) => chunk.paths.map((_path, i) => chunk.moduleAt(i)));
    deepEqual(read, [...modules(5000, (i) => i === 4000 ? "-1" : String(i))]);
  }));

Deno.test("keepComponents() keeps long values by their hashes, and texts of many values of the store", () =>
  inStore(async (store) => {
    const exec = { id: "a", workflow: WORKFLOW };
    const noise = (i: number): string =>
      JSON.stringify(crypto.getRandomValues(new Uint8Array(i === 0 ? 30_000 : 10_000)).toBase64());
    const values = Array.from({ length: 20 }, (_, i) => noise(i));
    await keepComponents(store, exec, { modules: modules(20, (i) => values[i]), definitions: DEFINITIONS });
    const { chunks: [text] } = (await readComponents(store, exec))!;
    ok(text.length < 130_000);
    ok(await valuesIn(store, "componentPart") > 2);
    const chunk = readChunk(text);
    for (const [i, value] of values.entries()) {
      const [kept] = chunk.moduleAt(i).values;
      equal(comparable(kept), comparable(value));
      equal(kept === value, i > 0 && i <= 7);
    }
  }));

Deno.test("readComponents() knows nothing of what was not kept to the end", () =>
  inStore(async (store) => {
    const exec = { id: "a", workflow: WORKFLOW };
    equal(await readComponents(store, exec), undefined);
    await keepComponents(store, exec, { modules: modules(3, String), definitions: DEFINITIONS });
    for await (const { key } of store.kv.list({ prefix: ["componentPart"] }, { limit: 1 })) await store.kv.delete(key);
    equal(await readComponents(store, exec), undefined);
    await keepComponents(store, { ...exec, id: "b" }, { modules: modules(3, String), definitions: DEFINITIONS });
    ok(await readComponents(store, exec) !== undefined);
  }));

Deno.test("collectComponents() leaves those of the newest executions", () =>
  inStore(async (store) => {
    for (const [n, id] of ["a", "b", "c"].entries()) {
      const exec = { id, workflow: WORKFLOW };
      await keepComponents(store, exec, { modules: modules(3, (i) => String(i * n)), definitions: DEFINITIONS });
      await keepUnkept(store, exec, ["1"]);
    }
    equal(await collectComponents(store, 2), 3);
    deepEqual(await Array.fromAsync(executionsOf(store, WORKFLOW)), ["c", "b"]);
    equal(await readComponents(store, { id: "a", workflow: WORKFLOW }), undefined);
    for (const id of ["b", "c"]) {
      ok(await readComponents(store, { id, workflow: WORKFLOW }) !== undefined);
      deepEqual(await readUnkept(store, { id, workflow: WORKFLOW }), ["1"]);
    }
    equal(await collectComponents(store, 2), 0);
  }));
