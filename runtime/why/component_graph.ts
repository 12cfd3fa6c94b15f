/** The components of one execution as a graph: its modules by number, upstream first, those inside a group before it. */
import { hash } from "node:crypto";
import type { Definitions, KeptComponents } from "../record/component_store.ts";
import {
  comparable,
  type ModuleComponents,
  type ModuleKind,
  MODULES_PER_CHUNK,
  type ReadChunk,
  readChunk,
} from "../record/components.ts";

/** A wire into a module, or from a module inside a group to the group. */
export interface Feed {
  /** Number of the module that feeds. */
  readonly from: number;
  /** Undefined for a module inside the group. */
  readonly port?: string;
  readonly output?: string;
}

const HASH_DIGITS = 32;

/** See the head of the file. */
export class ComponentGraph {
  readonly paths: readonly string[];
  readonly definitions: Definitions;
  readonly #chunks: readonly ReadChunk[];
  readonly #numbers = new Map<string, number>();
  readonly #levels = new Map<string, number[]>();
  #keys: readonly string[] | undefined;
  #last: { readonly number: number; readonly module: ModuleComponents } | undefined;

  constructor({ chunks, definitions }: KeptComponents) {
    this.#chunks = chunks.map(readChunk);
    const paths: string[] = [];
    for (const chunk of this.#chunks) for (const path of chunk.paths) paths.push(path);
    for (const [number, path] of paths.entries()) {
      this.#numbers.set(path, number);
      const group = groupOf(path);
      const level = this.#levels.get(group);
      if (level === undefined) this.#levels.set(group, [number]);
      else level.push(number);
    }
    this.paths = paths;
    this.definitions = definitions;
  }

  /** The modules of a group, `""`: those of the workflow itself. */
  levelOf(group: string): readonly number[] {
    return this.#levels.get(group) ?? [];
  }

  /** The number of the module with this path. */
  numberOf(path: string): number | undefined {
    return this.#numbers.get(path);
  }

  moduleAt(number: number): ModuleComponents {
    if (this.#last?.number === number) return this.#last.module;
    const chunk = this.#chunks[Math.floor(number / MODULES_PER_CHUNK)];
    const module = chunk.moduleAt(number % MODULES_PER_CHUNK);
    this.#last = { number, module };
    return module;
  }

  /** What feeds a module, and what is inside it. */
  feedsOf(number: number): Feed[] {
    const { path, kind, sources } = this.moduleAt(number);
    const within = path.slice(0, path.lastIndexOf(",") + 1);
    const feeds: Feed[] = this.levelOf(path).map((from) => ({ from }));
    for (const [i, id] of sources.entries()) {
      const from = this.#numbers.get(`${within}${id}`);
      if (from !== undefined) feeds.push({ from, port: kind.wires[i][0], output: kind.wires[i][1] });
    }
    return feeds;
  }

  /** Equal for modules that are the same, here or in another execution, in all that they and their upstream are. */
  keyOf(number: number): string {
    return (this.#keys ??= this.#allKeys())[number];
  }

  #allKeys(): readonly string[] {
    const keys: string[] = [];
    for (let number = 0; number < this.paths.length; number++) {
      let text = ownText(this.moduleAt(number));
      for (const { from } of this.feedsOf(number)) text += ` ${keys[from]}`;
      keys.push(hash("sha256", text, "hex").slice(0, HASH_DIGITS));
    }
    return keys;
  }
}

/** The path of the group around a module; `""` where there is none. */
export function groupOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf(",")));
}

/** What people call a module beside its name: its label, or the name of the port that it stands for. */
export function labelOf({ kind, label, values }: ModuleComponents): string {
  if (label !== "" || !/^(Input|Output)Port$/.test(kind.name)) return label;
  const name = values[kind.values.indexOf("name")];
  return name?.startsWith('"') ? String(JSON.parse(name)) : "";
}

/** What counts of a module by itself, without its path and label. */
export function ownText({ kind, values }: ModuleComponents): string {
  return `${kindText(kind)}\n${values.map(comparable).join("\n")}\n`;
}

const kindTexts = new WeakMap<ModuleKind, string>();

function kindText(kind: ModuleKind): string {
  let text = kindTexts.get(kind);
  if (text === undefined) {
    const { never: _, ...counted } = kind;
    kindTexts.set(kind, text = JSON.stringify(counted));
  }
  return text;
}
