/**
 * The components of executions in the store. What executions have in common is there once: it lies under its hash. A
 * run in which one module has changed adds the chunk of that module. The keys:
 *
 *     ["components", workflow, execution, n]   compressed JSON of KeptHead: the hashes of what it is made of
 *     ["componentPart", hash, n]               compressed text: a chunk of components.ts, or the definitions
 *     ["unkept", workflow, execution, n]       compressed JSON: paths of modules whose results could not be kept
 *
 * Each text lies in values of at most 60,000 bytes, counted from 0.
 */
import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { DefinitionPart } from "../definition/definition_part.ts";
import { commit, list, LONGEST_VALUE, read, type Store } from "../store/store.ts";
import { type ModuleComponents, shortHash, writeChunks } from "./components.ts";
import type { WorkflowExec, WorkflowSource } from "./log.ts";

/** Definitions of scripts by their hashes: what they are made of. */
export type Definitions = ReadonlyMap<string, readonly DefinitionPart[]>;

/** What an execution is made of. */
export interface MadeOf {
  /** Upstream first, those inside a group before it. */
  readonly modules: Iterable<ModuleComponents>;
  readonly definitions: Definitions;
}

/** The same, as the store has it. */
export interface KeptComponents {
  /** Texts that `readChunk` reads. */
  readonly chunks: readonly string[];
  readonly definitions: Definitions;
}

/** An execution, or what is known of it before it has ended. */
export type ExecutionName = Pick<WorkflowExec, "id" | "workflow">;

/** What an execution is made of, by the hashes of its parts. */
export interface KeptHead {
  readonly chunks: readonly string[];
  readonly definitions: string;
}

interface KeptDefinitions {
  readonly parts: readonly DefinitionPart[];
  /** Numbers of parts, by the hash of the definition. */
  readonly definitions: Readonly<Record<string, readonly number[]>>;
}

const READ_AT_ONCE = 10;
const VALUES_PER_COMMIT = 12;

/** Keeps the components of an execution; when it resolves they are on disk. */
export async function keepComponents(store: Store, { id, workflow }: ExecutionName, made: MadeOf): Promise<void> {
  const writer = new PartWriter(store);
  const definitions = await writer.add(definitionsText(made.definitions));
  const chunks: string[] = [];
  for (const text of writeChunks(made.modules)) chunks.push(await writer.add(text));
  const head: KeptHead = { chunks, definitions };
  await writer.finish(["components", workflowKey(workflow), id], JSON.stringify(head));
}

/** The components of an execution; undefined where they were not kept, or not to the end. */
export async function readComponents(
  store: Store,
  { id, workflow }: ExecutionName,
): Promise<KeptComponents | undefined> {
  const head = await readHead(store, ["components", workflowKey(workflow), id]);
  if (head === undefined) return undefined;
  const { chunks, definitions } = head;
  const texts: string[] = [];
  for (const each of [definitions, ...chunks]) {
    const text = await readText(store, ["componentPart", each]);
    if (text === undefined) return undefined;
    texts.push(text);
  }
  const [first, ...others] = texts;
  return { chunks: others, definitions: readDefinitions(first) };
}

/** Keeps which modules of an execution gave results that could not be kept. */
export async function keepUnkept(
  store: Store,
  { id, workflow }: ExecutionName,
  paths: readonly string[],
): Promise<void> {
  await new PartWriter(store).finish(["unkept", workflowKey(workflow), id], JSON.stringify(paths));
}

/** The same paths; none where nothing was kept of them. */
export async function readUnkept(store: Store, { id, workflow }: ExecutionName): Promise<readonly string[]> {
  const text = await readText(store, ["unkept", workflowKey(workflow), id]);
  return text === undefined ? [] : JSON.parse(text) as string[];
}

/** Ids of the executions of a workflow whose components are kept, the newest first. */
export async function* executionsOf(store: Store, workflow: WorkflowSource): AsyncGenerator<string> {
  let last = "";
  const prefix = ["components", workflowKey(workflow)];
  for await (const { key } of list(store, { prefix }, { reverse: true, batch: READ_AT_ONCE })) {
    const id = String(key[2]);
    if (id !== last) yield id;
    last = id;
  }
}

/** What is the same workflow, whatever its version: a path may be longer than a key can be. */
function workflowKey({ file, cell, mashup }: WorkflowSource): string {
  return shortHash(JSON.stringify([file, cell ?? "", mashup ?? ""]));
}

class PartWriter {
  readonly #store: Store;
  readonly #known = new Set<string>();
  readonly #unsure = new Map<string, string>();
  #values: (readonly [key: Deno.KvKey, value: Uint8Array])[] = [];

  constructor(store: Store) {
    this.#store = store;
  }

  /** Gives the hash under which the text lies, or soon will. */
  async add(text: string): Promise<string> {
    const name = shortHash(text);
    if (this.#known.has(name)) return name;
    this.#known.add(name);
    this.#unsure.set(name, text);
    if (this.#unsure.size >= READ_AT_ONCE) await this.#putMissing();
    return name;
  }

  /** Writes what is left, and last the head. */
  async finish(key: Deno.KvKey, head: string): Promise<void> {
    await this.#putMissing();
    await this.#put(key, head);
    await this.#commit();
  }

  async #putMissing(): Promise<void> {
    if (this.#unsure.size === 0) return;
    const names = [...this.#unsure.keys()];
    const keys = names.map((name) => ["componentPart", name, 0]);
    const found = await read(this.#store, (kv) => kv.getMany<unknown[]>(keys));
    for (const [i, name] of names.entries()) {
      if (found[i].value === null) await this.#put(["componentPart", name], this.#unsure.get(name)!);
    }
    this.#unsure.clear();
  }

  /** The first value is written last, since it says that all are there. */
  async #put(key: Deno.KvKey, text: string): Promise<void> {
    const bytes = zstdCompressSync(text);
    for (let n = Math.floor((bytes.length - 1) / LONGEST_VALUE); n >= 0; n--) {
      if (this.#values.length >= VALUES_PER_COMMIT) await this.#commit();
      this.#values.push([[...key, n], bytes.slice(n * LONGEST_VALUE, (n + 1) * LONGEST_VALUE)]);
    }
  }

  async #commit(): Promise<void> {
    const values = this.#values;
    this.#values = [];
    await commit(this.#store, (operation) => {
      for (const [key, value] of values) operation.set(key, value);
    });
  }
}

/** The head under a key without its last part. */
export async function readHead(store: Store, key: Deno.KvKey): Promise<KeptHead | undefined> {
  const text = await readText(store, key);
  return text === undefined ? undefined : JSON.parse(text) as KeptHead;
}

async function readText(store: Store, prefix: Deno.KvKey): Promise<string | undefined> {
  const values: Uint8Array[] = [];
  for await (const { value } of list<Uint8Array>(store, { prefix })) values.push(value);
  if (values.length === 0) return undefined;
  const bytes = new Uint8Array(await new Blob(values as Uint8Array<ArrayBuffer>[]).arrayBuffer());
  return new TextDecoder().decode(zstdDecompressSync(bytes));
}

/** Each part once, however many definitions reach it. */
function definitionsText(definitions: Definitions): string {
  const numbers = new Map<string, number>();
  const parts: DefinitionPart[] = [];
  const written: Record<string, number[]> = {};
  for (const [name, made] of definitions) {
    written[name] = made.map((part) => {
      const key = JSON.stringify([part.kind, part.file, part.name, part.hash]);
      const known = numbers.get(key);
      if (known !== undefined) return known;
      numbers.set(key, parts.length);
      return parts.push(part) - 1;
    });
  }
  const kept: KeptDefinitions = { parts, definitions: written };
  return JSON.stringify(kept);
}

function readDefinitions(text: string): Definitions {
  const { parts, definitions } = JSON.parse(text) as KeptDefinitions;
  return new Map(Object.entries(definitions).map(([name, made]) => [name, made.map((number) => parts[number])]));
}
