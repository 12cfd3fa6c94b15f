/**
 * Removes components that are not compared with any more: of each workflow those of the newest executions stay. A run
 * that keeps its components meanwhile may lose parts of them: then nothing can be said of that execution alone.
 */
import { commit, list, type Store } from "../store/store.ts";
import { readHead } from "./component_store.ts";

/** Executions of one workflow whose components stay. */
const MOST_EXECUTIONS = 50;
const DELETED_AT_ONCE = 200;

/** Gives how many values were removed. */
export async function collectComponents(store: Store, most: number = MOST_EXECUTIONS): Promise<number> {
  const stay = await newestHeads(store, most);
  const needed = new Set<string>();
  for (const key of stay.values()) {
    const head = await readHead(store, key);
    for (const part of head === undefined ? [] : [head.definitions, ...head.chunks]) needed.add(part);
  }
  const goes = ([kind, first, id]: Deno.KvKey): boolean => {
    if (kind === "componentPart") return !needed.has(String(first));
    return !stay.has(`${String(first)} ${String(id)}`);
  };
  let removed = 0;
  for (const kind of ["components", "unkept", "componentPart"]) removed += await removeThose(store, kind, goes);
  return removed;
}

async function newestHeads(store: Store, most: number): Promise<ReadonlyMap<string, Deno.KvKey>> {
  const heads = new Map<string, Deno.KvKey>();
  const counts = new Map<string, number>();
  for await (const { key } of list(store, { prefix: ["components"] }, { reverse: true })) {
    const [, workflow, id] = key.map(String);
    if (heads.has(`${workflow} ${id}`)) continue;
    const count = counts.get(workflow) ?? 0;
    counts.set(workflow, count + 1);
    if (count < most) heads.set(`${workflow} ${id}`, key.slice(0, 3));
  }
  return heads;
}

async function removeThose(store: Store, kind: string, goes: (key: Deno.KvKey) => boolean): Promise<number> {
  const keys: Deno.KvKey[] = [];
  for await (const { key } of list(store, { prefix: [kind] })) if (goes(key)) keys.push(key);
  for (let from = 0; from < keys.length; from += DELETED_AT_ONCE) {
    await commit(store, (operation) => {
      for (const key of keys.slice(from, from + DELETED_AT_ONCE)) operation.delete(key);
    });
  }
  return keys.length;
}
