/**
 * What the modules of an execution were made of: what their signatures say, but for the signatures of what feeds them,
 * so that a change shows at the module where it was made and nowhere else. As text, in chunks of many modules:
 *
 *     [ModuleKind, …]                                    what modules have in common, each once
 *     path TAB kind TAB sources TAB label TAB value…     a line for each module, upstream first
 *
 * A value is JSON. With `@` before it, it is a list of the JSON, of hashes of long parts, and of what lies at its paths.
 * `!` and its type stand for one that cannot be compared, `~`, a hash and its beginning for one that is too long.
 */
import { hash } from "node:crypto";

/** Why results of a module are never reused, whatever it is made of. */
export type Never = "cacheOff" | "notCacheable" | "everyRun";

/** What many modules have in common. */
export interface ModuleKind {
  readonly name: string;
  readonly namespace?: string;
  /** Identifier of its package; undefined for a definition of a script, and for a group. */
  readonly package?: string;
  readonly version?: string;
  /** Of vt, where the package came with it. */
  readonly vt?: string;
  /** Hash of the definition of a script. */
  readonly definition?: string;
  readonly isGroup?: true;
  /** How it is run: loops and `while`. */
  readonly control?: readonly (readonly [name: string, text: string])[];
  /** Ports of its own, as JSON. */
  readonly ports?: string;
  /** What it depends on outside of the workflow. */
  readonly outside?: string;
  readonly never?: Never;
  /** The ports with written values. */
  readonly values: readonly string[];
  /** The ports that are connected, and to which outputs. */
  readonly wires: readonly (readonly [port: string, output: string])[];
}

/** One module. */
export interface ModuleComponents {
  /** `3`, inside group 3 `3,4`. */
  readonly path: string;
  readonly kind: ModuleKind;
  readonly label: string;
  /** Ids of the modules that feed it, in the order of the wires of its kind. */
  readonly sources: readonly number[];
  /** In the order of the values of its kind; see the head of the file. */
  readonly values: readonly string[];
}

/** Modules in one chunk. */
export const MODULES_PER_CHUNK = 1024;
/** Characters of values that are longer than `SHORT`, in one chunk. */
const MOST_IN_CHUNK = 100_000;
const LONGEST_VALUE = 20_000;
const SHORT = 100;
const HASH_DIGITS = 32;

/** Writes modules as chunks. */
export function* writeChunks(modules: Iterable<ModuleComponents>): Generator<string> {
  let chunk = new Chunk();
  for (const module of modules) {
    chunk.add(module);
    if (chunk.count < MODULES_PER_CHUNK) continue;
    yield chunk.text;
    chunk = new Chunk();
  }
  if (chunk.count > 0) yield chunk.text;
}

class Chunk {
  count = 0;
  readonly #kinds = new Map<ModuleKind, number>();
  #lines = "";
  #room = MOST_IN_CHUNK;

  add({ path, kind, label, sources, values }: ModuleComponents): void {
    let number = this.#kinds.get(kind);
    if (number === undefined) this.#kinds.set(kind, number = this.#kinds.size);
    let line = `\n${path}\t${number}\t${sources.join(" ")}\t${label === "" ? "" : JSON.stringify(label)}`;
    for (const value of values) line += `\t${value.length <= SHORT ? value : this.#fitting(value)}`;
    this.#lines += line;
    this.count++;
  }

  get text(): string {
    return JSON.stringify([...this.#kinds.keys()]) + this.#lines;
  }

  #fitting(value: string): string {
    if (value.length > LONGEST_VALUE || value.length > this.#room) return shortened(value);
    this.#room -= value.length;
    return value;
  }
}

function shortened(value: string): string {
  return `~${shortHash(value)} ${JSON.stringify(value.slice(0, SHORT))}`;
}

/** The same for equal values, whether they were shortened or not. */
export function comparable(value: string): string {
  if (value.length <= SHORT) return value;
  return value.startsWith("~") ? value.slice(1, 1 + HASH_DIGITS) : shortHash(value);
}

/** The beginning of a hash, which is long enough for what lies on one machine. */
export function shortHash(text: string): string {
  return hash("sha256", text, "hex").slice(0, HASH_DIGITS);
}

/** A chunk that is read module by module. */
export interface ReadChunk {
  /** Paths of its modules. */
  readonly paths: readonly string[];
  moduleAt(index: number): ModuleComponents;
}

/** Reads what {@linkcode writeChunks} wrote. Throws a SyntaxError for anything else. */
export function readChunk(text: string): ReadChunk {
  const [head, ...lines] = text.split("\n");
  const kinds = JSON.parse(head) as ModuleKind[];
  return {
    paths: lines.map((line) => line.slice(0, line.indexOf("\t"))),
    moduleAt: (index) => {
      const [path, number, sources, label, ...values] = lines[index].split("\t");
      return {
        path,
        kind: kinds[Number(number)],
        label: label === "" ? "" : String(JSON.parse(label)),
        sources: sources === "" ? [] : sources.split(" ").map(Number),
        values,
      };
    },
  };
}
