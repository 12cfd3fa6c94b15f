/**
 * Values that cross ports as text, without loss and always the same for the same value. What JSON has is itself; all
 * else is an object of one key that says what it is:
 *
 *     {"tuple": […]}  {"dict": [key, value, …]}  {"object": [name, value, …]}  {"bare": the same, without a prototype}
 *     {"boxed": 5}  {"float": "nan" | "inf" | "-inf" | "-0"}  {"int": "-ff"}  {"color": […]}  {"undefined": true}
 *     {"bytes": ["Uint8Array", base64 or number of the attachment]}  {"numbers": number of the attachment}
 *     {"path": number of the path}  {"remote": number of the value elsewhere}
 *     {"invalid": true}  {"python": parts of an object on its way}
 *
 * Long bytes and long lists of numbers are attachments. Paths are left to the caller: what a path stands for lies
 * outside the value.
 */
import { MAX_DEPTH } from "../python/error.ts";
import { arrived, Traveller } from "../python/travel.ts";
import { Tuple } from "../python/tuple.ts";
import { Color, InvalidOutput, PathValue } from "../values.ts";
import { damaged, decodeFloat, decodeInt, floatNode, intNode, wanted } from "./number_nodes.ts";
import { RemoteValue } from "./remote_value.ts";

/** What the text of a value refers to by number. */
export interface Referred {
  /** They may be views of the value's own memory. */
  readonly attachments: readonly Uint8Array[];
  readonly paths: readonly PathValue[];
  /** What stands for values in it that are elsewhere. */
  readonly remotes?: readonly unknown[];
  /** Whether objects of Python may come with it: who makes one again runs what its pickle says. */
  readonly hasPickles?: boolean;
  /** Attachments that have their memory for themselves become the value's: nobody else uses them any more. */
  readonly isGivenAway?: boolean;
}

/** A value as text, with what the text refers to. */
export interface EncodedValue extends Referred {
  readonly text: string;
  readonly remotes?: readonly RemoteValue[];
}

type Node = null | boolean | number | string | readonly Node[] | { readonly [kind: string]: Node };

/** Bytes from which an array is an attachment. */
const LONG = 4096;
const MOST_ITEMS = 10_000_000;

const ARRAYS = [
  Uint8Array,
  Uint8ClampedArray,
  Int8Array,
  Uint16Array,
  Int16Array,
  Uint32Array,
  Int32Array,
  Float32Array,
  Float64Array,
  BigUint64Array,
  BigInt64Array,
] as const;
const arrayNames = new Map<unknown, string>(ARRAYS.map((array) => [array.prototype, array.name]));
const arraysByName = new Map<unknown, typeof ARRAYS[number]>(ARRAYS.map((array) => [array.name, array]));

/** What is wanted of the text of a value. */
export interface EncodeOptions {
  /** What must not be in it. */
  readonly isRefused?: (value: object) => boolean;
  /** Whether values that are elsewhere may be in it. */
  readonly mayHoldRemotes?: boolean;
}

/**
 * Undefined for what cannot be kept: functions, instances of other classes, what holds itself or nests too deeply, and
 * what `isRefused`.
 */
export function encodeValue(value: unknown, options: EncodeOptions = {}): EncodedValue | undefined {
  if (typeof value === "string") return { text: JSON.stringify(value), attachments: [], paths: [] };
  const encoder = new Encoder(options);
  try {
    const text = JSON.stringify(encoder.encode(value, 0));
    const { attachments, paths, remotes } = encoder;
    return { text, attachments, paths, ...(remotes.length > 0 && { remotes }) };
  } catch {
    // Getters and proxies throw what they like, and a text may be longer than a string can be.
    return undefined;
  }
}

/** The value of a text; undefined when the text, or what it refers to, is damaged. */
export function decodeValue(
  { text, ...referred }: Referred & { readonly text: string },
): { readonly value: unknown } | undefined {
  try {
    return decodeNode(JSON.parse(text), referred);
  } catch {
    return undefined;
  }
}

/** The value of a text that `JSON.parse` has read. */
export function decodeNode(node: unknown, referred: Referred): { readonly value: unknown } | undefined {
  try {
    return { value: decode(node, referred, 0) };
  } catch {
    return undefined;
  }
}

class Encoder {
  readonly attachments: Uint8Array[] = [];
  readonly paths: PathValue[] = [];
  readonly remotes: RemoteValue[] = [];
  readonly #options: EncodeOptions;
  #items = 0;

  constructor(options: EncodeOptions) {
    this.#options = options;
  }

  encode(value: unknown, depth: number): Node {
    switch (typeof value) {
      case "string":
      case "boolean":
        return value;
      case "number":
        return floatNode(value);
      case "bigint":
        return intNode(value);
      case "undefined":
        return { undefined: true };
      case "object":
        return value === null ? null : this.#object(value, depth);
      default:
        throw new TypeError(`Cannot keep a ${typeof value}`);
    }
  }

  #object(value: object, depth: number): Node {
    if (depth > MAX_DEPTH) throw new RangeError("Cannot keep a value: it nests too deeply");
    if (this.#options.isRefused?.(value)) throw new TypeError("Cannot keep an object that is refused");
    const prototype = Object.getPrototypeOf(value);
    const name = arrayNames.get(prototype);
    if (name !== undefined) return this.#bytes(name, value as Uint8Array);
    switch (prototype) {
      case Array.prototype:
        return this.#list(value as unknown[], depth);
      case Tuple.prototype:
        return { tuple: this.#all((value as Tuple).items, depth) };
      case Map.prototype:
        return { dict: this.#all(pairs(value as Map<unknown, unknown>), depth) };
      case Number.prototype:
        return { boxed: floatNode(Number(value)) };
      case Color.prototype:
        return { color: this.#all((value as Color).components, depth) };
      case PathValue.prototype:
        return { path: this.paths.push(value as PathValue) - 1 };
      case Traveller.prototype:
        return { python: this.#record({ ...(value as Traveller).parts }, depth) };
      case Object.prototype:
        return { object: this.#record(value as Record<string, unknown>, depth) };
      case null:
        return { bare: this.#record(value as Record<string, unknown>, depth) };
    }
    if (value === InvalidOutput) return { invalid: true };
    if (value instanceof RemoteValue && this.#options.mayHoldRemotes) {
      return { remote: this.remotes.push(value) - 1 };
    }
    throw new TypeError("Cannot keep an object of another class");
  }

  #list(items: readonly unknown[], depth: number): Node {
    if (items.length * 8 < LONG || !areNumbers(items)) return this.#all(items, depth);
    const numbers = Float64Array.from(items, (item) => Number.isNaN(item) ? NaN : item);
    return { numbers: this.attachments.push(new Uint8Array(numbers.buffer)) - 1 };
  }

  #all(items: Iterable<unknown>, depth: number): Node[] {
    const nodes: Node[] = [];
    for (const item of items) nodes.push(this.#part(item, depth));
    return nodes;
  }

  #record(record: Readonly<Record<string, unknown>>, depth: number): Node[] {
    const nodes: Node[] = [];
    for (const key of Object.keys(record)) nodes.push(key, this.#part(record[key], depth));
    return nodes;
  }

  #part(value: unknown, depth: number): Node {
    if (++this.#items > MOST_ITEMS) throw new RangeError("Cannot keep a value: it has too many parts");
    return this.encode(value, depth + 1);
  }

  #bytes(name: string, { buffer, byteOffset, byteLength }: Uint8Array): Node {
    const bytes = new Uint8Array(buffer, byteOffset, byteLength);
    return { bytes: [name, byteLength < LONG ? bytes.toBase64() : this.attachments.push(bytes) - 1] };
  }
}

/** Holes are no numbers, though `every` passes over them. */
function areNumbers(items: readonly unknown[]): items is readonly number[] {
  for (let i = 0; i < items.length; i++) if (typeof items[i] !== "number") return false;
  return true;
}

function* pairs(entries: Iterable<readonly [unknown, unknown]>): Generator<unknown> {
  for (const [key, value] of entries) {
    yield key;
    yield value;
  }
}

function decode(node: unknown, from: Referred, depth: number): unknown {
  if (typeof node !== "object" || node === null) return node;
  if (depth > MAX_DEPTH + 1) throw damaged();
  if (Array.isArray(node)) return decodeAll(node, from, depth);
  const kinds = Object.keys(node);
  if (kinds.length !== 1) throw damaged();
  const [kind] = kinds;
  return decodeKind(kind, (node as Record<string, unknown>)[kind], { from, depth });
}

function decodeKind(kind: string, content: unknown, { from, depth }: { from: Referred; depth: number }): unknown {
  switch (kind) {
    case "tuple":
      return new Tuple(decodeAll(content, from, depth));
    case "dict":
      return new Map(paired(decodeAll(content, from, depth)));
    case "object":
      return Object.fromEntries(named(decodeAll(content, from, depth)));
    case "bare":
      return Object.assign(Object.create(null), Object.fromEntries(named(decodeAll(content, from, depth))));
    case "boxed":
      return Object(decodeFloat(content));
    case "float":
      return decodeFloat({ float: content });
    case "int":
      return decodeInt(content);
    case "color":
      return new Color(decodeAll(content, from, depth).map(mustBeNumber));
    case "bytes":
      return decodeBytes(content, from);
    case "numbers":
      return Array.from(new Float64Array(wanted(from.attachments[Number(content)]).slice().buffer as ArrayBuffer));
    case "path":
      return wanted(from.paths[Number(content)]);
    case "remote":
      return wanted(from.remotes?.[Number(content)]);
    case "python":
      return decodeTraveller(decodeAll(content, from, depth), from);
    case "invalid":
      return InvalidOutput;
    case "undefined":
      return undefined;
    default:
      throw damaged();
  }
}

function decodeTraveller(entries: unknown[], { hasPickles }: Referred): unknown {
  const parts = Object.fromEntries(named(entries));
  if (hasPickles) return wanted(arrived(parts));
  return wanted(arrived({ ...parts, bytes: undefined, whyNot: "no pickle is taken from where it comes from" }));
}

function decodeAll(nodes: unknown, from: Referred, depth: number): unknown[] {
  if (!Array.isArray(nodes)) throw damaged();
  return nodes.map((node) => decode(node, from, depth + 1));
}

function decodeBytes(content: unknown, from: Referred): unknown {
  if (!Array.isArray(content)) throw damaged();
  const [name, bytes] = content;
  const array = wanted(arraysByName.get(name));
  const found = typeof bytes === "string" ? Uint8Array.fromBase64(bytes) : attachmentOf(Number(bytes), from);
  return new array(found.buffer as ArrayBuffer);
}

function attachmentOf(number: number, { attachments, isGivenAway }: Referred): Uint8Array {
  const attachment = wanted(attachments[number]);
  return isGivenAway && attachment.length === attachment.buffer.byteLength ? attachment : attachment.slice();
}

function paired(items: readonly unknown[]): [unknown, unknown][] {
  if (items.length % 2 !== 0) throw damaged();
  return Array.from({ length: items.length / 2 }, (_, i) => [items[2 * i], items[2 * i + 1]]);
}

function named(items: readonly unknown[]): [string, unknown][] {
  return paired(items).map(([name, value]) => {
    if (typeof name !== "string") throw damaged();
    return [name, value];
  });
}

function mustBeNumber(value: unknown): number {
  if (typeof value !== "number") throw damaged();
  return value;
}
