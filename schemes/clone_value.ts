/**
 * Values for `postMessage`: what it clones stays as it is, and what would lose its class becomes a Set whose first item
 * says what it was. No value that may travel holds a Set by itself, so they cannot be mistaken.
 */
import { MAX_DEPTH } from "../runtime/python/error.ts";
import { arrived, Traveller, type TravelParts } from "../runtime/python/travel.ts";
import { Tuple } from "../runtime/python/tuple.ts";
import { Color, InvalidOutput, PathValue } from "../runtime/values.ts";
import type { Codec } from "./messages.ts";

/** A value that `postMessage` takes. */
export interface ClonableValue {
  readonly value: unknown;
  /** Whether there are Sets in it. */
  readonly isMarked: boolean;
  /** What may be given away with it, so that it is not copied. */
  readonly buffers: readonly ArrayBuffer[];
}

const MOST_ITEMS = 10_000_000;
/** Bytes from which a buffer is worth giving away. */
const LONG = 65_536;

/** The codec of workers: the same values may cross as everywhere. */
export const cloneCodec: Codec<ClonableValue, ClonableValue> = {
  encode(value): ClonableValue | undefined {
    const marker = new Marker();
    try {
      return { value: marker.mark(value, 0), isMarked: marker.isMarked, buffers: [...marker.buffers] };
    } catch {
      return undefined; // getters and proxies throw what they like
    }
  },
  decode: ({ value, isMarked }) => ({ value: isMarked ? unmark(value) : value }),
};

class Marker {
  isMarked = false;
  readonly buffers = new Set<ArrayBuffer>();
  #items = 0;

  mark(value: unknown, depth: number): unknown {
    if (typeof value === "function" || typeof value === "symbol") throw new TypeError(`Cannot clone a ${typeof value}`);
    return typeof value === "object" && value !== null ? this.#object(value, depth) : value;
  }

  #object(value: object, depth: number): unknown {
    if (depth > MAX_DEPTH) throw new RangeError("Cannot clone a value: it nests too deeply");
    if (ArrayBuffer.isView(value)) return this.#view(value);
    switch (Object.getPrototypeOf(value)) {
      case Array.prototype:
        return this.#list(value as unknown[], depth);
      case Object.prototype:
        return this.#record(value, depth);
      case Number.prototype:
        return value;
      case Map.prototype:
        return this.#map(value as Map<unknown, unknown>, depth);
      case Tuple.prototype:
        return this.#marked("tuple", this.#list((value as Tuple).items, depth));
      case Color.prototype:
        return this.#marked("color", (value as Color).components);
      case PathValue.prototype:
        return this.#marked("path", (value as PathValue).name);
      case Traveller.prototype:
        return this.#marked("python", this.#record((value as Traveller).parts, depth));
      case null:
        return this.#marked("bare", this.#record({ ...value }, depth));
    }
    if (value === InvalidOutput) return this.#marked("invalid", undefined);
    throw new TypeError("Cannot clone an object of another class");
  }

  #marked(kind: string, content: unknown): ReadonlySet<unknown> {
    this.isMarked = true;
    return new Set<unknown>([kind, content]);
  }

  /** The part that is seen: a clone of a view has the whole buffer behind it. */
  #view(view: ArrayBufferView): unknown {
    if (view instanceof DataView) throw new TypeError("Cannot clone a DataView");
    const array = view as Uint8Array<ArrayBuffer>;
    if (array.buffer.detached) throw new TypeError("Cannot clone an array whose buffer was given away");
    const own = array.byteLength === array.buffer.byteLength ? array : array.slice();
    if (own.byteLength >= LONG && own.buffer instanceof ArrayBuffer) this.buffers.add(own.buffer);
    return own;
  }

  #list(items: readonly unknown[], depth: number): readonly unknown[] {
    this.#count(items.length);
    let copy: unknown[] | undefined;
    for (let i = 0; i < items.length; i++) {
      const marked = this.mark(items[i], depth + 1);
      if (marked === items[i] || Number.isNaN(marked)) continue;
      copy ??= items.slice();
      copy[i] = marked;
    }
    return copy ?? items;
  }

  #record(record: object, depth: number): object {
    const entries = Object.entries(record);
    this.#count(entries.length);
    let isChanged = false;
    for (const entry of entries) {
      const marked = this.mark(entry[1], depth + 1);
      isChanged ||= marked !== entry[1];
      entry[1] = marked;
    }
    return isChanged ? Object.fromEntries(entries) : record;
  }

  #map(map: ReadonlyMap<unknown, unknown>, depth: number): ReadonlyMap<unknown, unknown> {
    this.#count(map.size);
    return new Map(Array.from(map, ([key, value]) => [this.mark(key, depth + 1), this.mark(value, depth + 1)]));
  }

  #count(items: number): void {
    this.#items += items;
    if (this.#items > MOST_ITEMS) throw new RangeError("Cannot clone a value: it has too many parts");
  }
}

/** As deep as `mark` went. */
function unmark(value: unknown): unknown {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  if (value instanceof Set) {
    const [kind, content] = value;
    return unmarked(kind, content);
  }
  if (Array.isArray(value)) return value.map(unmark);
  if (value instanceof Map) return new Map(Array.from(value, ([key, item]) => [unmark(key), unmark(item)]));
  return value instanceof Number ? value : unmarkedRecord(value);
}

function unmarkedRecord(record: object): object {
  return Object.fromEntries(Object.entries(record).map(([key, item]) => [key, unmark(item)]));
}

function unmarked(kind: unknown, content: unknown): unknown {
  switch (kind) {
    case "tuple":
      return new Tuple(unmark(content) as unknown[]);
    case "color":
      return new Color(content as number[]);
    case "path":
      return new PathValue(content as string);
    case "python":
      return arrived(unmark(content) as TravelParts);
    case "bare":
      return Object.assign(Object.create(null), unmark(content));
    default:
      return InvalidOutput;
  }
}
