/** Values as they travel to the Python host and back; its half of this is `vt_host/values.py`, which lists the tags. */
import { Color, InvalidOutput, ModuleError, PathValue, python, Tuple } from "vt";
import { PythonObject, type PythonObjectFacts } from "../../runtime/python/python_object.ts";
import { Traveller } from "../../runtime/python/travel.ts";
import type { PythonObjects } from "./python_objects.ts";

/** A value as it stands in a message. */
export type Wire = null | boolean | number | string | readonly Wire[] | { readonly [tag: string]: Wire };

const MAX_DEPTH = 200;

/** Writes the values of one message. */
export class WireWriter {
  readonly attachments: Uint8Array[] = [];

  /** `foreign`: objects that Python has no type for: it knows them by their place there. */
  constructor(readonly objects: PythonObjects, readonly foreign: object[] = []) {}

  /** A value as it travels. Throws what Python throws when it is nested too deep. */
  write(value: unknown, depth = 0): Wire {
    switch (typeof value) {
      case "string":
      case "boolean":
        return value;
      case "number":
        return python.isFloat(value) && !isFraction(value) ? { f: floatText(value) } : value;
      case "bigint":
        return { i: value < 0n ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}` };
      case "object":
        return value === null ? null : this.#writeObject(value, depth);
      case "undefined":
        return null;
      default:
        return this.#writeForeign(Object(value), typeof value);
    }
  }

  #writeObject(value: object, depth: number): Wire {
    if (depth > MAX_DEPTH) throw new python.PythonError("RuntimeError", "maximum recursion depth exceeded");
    const number = this.objects.numberOf(value);
    if (number !== undefined) return { o: number };
    if (Array.isArray(value)) return this.#writeItems(value, depth);
    if (value instanceof Number) return { f: floatText(Number(value)) };
    if (value instanceof Tuple) return { t: this.#writeItems(value.items, depth) };
    if (value instanceof Map) {
      return { d: Array.from(value, ([key, item]) => [this.write(key, depth + 1), this.write(item, depth + 1)]) };
    }
    if (value instanceof PathValue) return { p: value.name };
    if (value instanceof Color) return { c: value.components.map((part) => floatText(Number(part))) };
    if (value instanceof Uint8Array) return { b: this.attachments.push(value) - 1 };
    if (value === InvalidOutput) return { x: true };
    if (value instanceof Traveller) return this.#writePickle(value);
    return this.#writeForeign(value, python.typeName(value));
  }

  /** An object of another Python, which is made again. */
  #writePickle({ parts: { bytes, whyNot } }: Traveller): Wire {
    if (bytes === undefined) throw new ModuleError(String(whyNot));
    return { k: this.attachments.push(bytes) - 1 };
  }

  #writeItems(items: readonly unknown[], depth: number): Wire {
    if (items.length > 4 && items.every(python.isFloat)) {
      const floats = Float64Array.from(items, Number);
      return { n: this.attachments.push(new Uint8Array(floats.buffer)) - 1 };
    }
    return items.map((item) => this.write(item, depth + 1));
  }

  #writeForeign(value: object, type: string): Wire {
    return { v: this.foreign.push(value) - 1, type };
  }
}

/** Reads the values of one message. */
export class WireReader {
  /** `foreign`: what the numbers of objects that Python had no type for stand for. */
  constructor(
    readonly objects: PythonObjects,
    readonly attachments: readonly Uint8Array[],
    readonly foreign: readonly object[],
  ) {}

  /** The value that was written. */
  read(wire: Wire): unknown {
    if (typeof wire !== "object" || wire === null) return wire;
    if (Array.isArray(wire)) return this.#readItems(wire);
    const tagged = wire as { readonly [tag: string]: Wire };
    if ("o" in tagged) return this.#readHeld(tagged);
    if ("v" in tagged) return this.foreign[Number(tagged.v)];
    const [tag, content] = Object.entries(tagged)[0];
    return this.#readTagged(tag, content);
  }

  #readTagged(tag: string, content: Wire): unknown {
    switch (tag) {
      case "f":
        return python.makeFloat(Number(content));
      case "i":
        return bigIntOf(String(content));
      case "b":
        return this.attachments[Number(content)].slice();
      case "n":
        return this.#readFloats(Number(content));
      case "t":
        return new Tuple(this.read(content) as readonly unknown[]);
      case "d":
        return this.#readDict(content as readonly (readonly [Wire, Wire])[]);
      case "p":
        return new PathValue(String(content));
      case "c":
        return new Color((content as readonly string[]).map(Number));
      case "x":
        return InvalidOutput;
      default:
        throw new TypeError(`Cannot read a value of Python: tag ${tag}, one of "fibntdpcxov" wanted`);
    }
  }

  #readItems(items: readonly Wire[]): unknown[] {
    return items.map((item) => this.read(item));
  }

  #readDict(pairs: readonly (readonly [Wire, Wire])[]): Map<unknown, unknown> {
    return new Map(pairs.map(([key, item]) => [this.read(key), this.read(item)]));
  }

  #readFloats(index: number): number[] {
    const floats = new Float64Array(this.attachments[index].slice().buffer);
    return Array.from(floats, python.makeFloat);
  }

  /** An object of the host: as plain data where it is a kind of list, tuple or dict, else as what is known of it. */
  #readHeld({ o, as, type, text, repr, items }: { readonly [tag: string]: Wire }): object {
    const facts = { type: String(type), text: String(text), repr: String(repr) };
    const value = as === undefined ? new PythonObject(this.#withItems(facts, items)) : this.read(as) as object;
    return this.objects.keep(value, Number(o));
  }

  #withItems(facts: PythonObjectFacts, items: Wire | undefined): PythonObjectFacts {
    return items === undefined ? facts : { ...facts, items: this.read(items) as readonly unknown[] };
  }
}

/** Whether JSON text keeps a float apart from an int. */
function isFraction(value: number): boolean {
  return Number.isFinite(value) && !Number.isInteger(value);
}

function floatText(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

function bigIntOf(hex: string): bigint {
  return hex.startsWith("-") ? -BigInt(hex.slice(1)) : BigInt(hex);
}
