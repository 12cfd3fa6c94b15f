/** Puts `***` in the place of secrets in all that is kept or shown. */
import { Buffer } from "node:buffer";
import { Tuple } from "../python/tuple.ts";
import { PathValue } from "../values.ts";
import { formsOf } from "./secret_forms.ts";

/** What stands in the place of a secret. */
export const MASK = "***";

/** Values that nest deeper are looked at no further: what keeps or shows them does not go there either. */
const DEEPEST = 200;

/** See the head of the file. */
export class Masker {
  readonly #pattern: RegExp;
  readonly #bytes: readonly Buffer[];
  /** All texts that are masked, the longest first. */
  readonly forms: readonly string[];

  /** Of none where no secret is long enough to be masked; see {@linkcode maskerOf}. */
  constructor(forms: readonly string[]) {
    this.forms = forms;
    this.#pattern = new RegExp(forms.map(RegExp.escape).join("|"), "g");
    this.#bytes = forms.map((form) => Buffer.from(form));
  }

  /** Where in the text there are secrets. */
  find(text: string): IterableIterator<{ readonly index: number; readonly 0: string }> {
    return text.matchAll(this.#pattern);
  }

  /** The text without secrets. */
  text(text: string): string {
    return text.replace(this.#pattern, MASK);
  }

  /** Whether there is a secret in the text. */
  isIn(text: string): boolean {
    return text.search(this.#pattern) >= 0;
  }

  /** Whether there is a secret in the bytes. */
  isInBytes(bytes: Uint8Array): boolean {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return this.#bytes.some((form) => buffer.includes(form));
  }

  /** The value without secrets: itself where there are none, else a copy of what lies around them. */
  value<T>(value: T): T {
    return this.#masked(value, 0) as T;
  }

  #masked(value: unknown, depth: number): unknown {
    if (typeof value === "string") return this.text(value);
    if (typeof value !== "object" || value === null || depth > DEEPEST) return value;
    const inside = (part: unknown): unknown => this.#masked(part, depth + 1);
    if (Array.isArray(value)) return mapped(value, inside) ?? value;
    if (value instanceof PathValue) return this.isIn(value.name) ? new PathValue(this.text(value.name)) : value;
    if (value instanceof Uint8Array) return this.isInBytes(value) ? MASK : value;
    if (value instanceof Tuple) {
      const items = mapped([...value], inside);
      return items === undefined ? value : new Tuple(items);
    }
    if (value instanceof Map) {
      const pairs = mapped([...value], inside);
      return pairs === undefined ? value : new Map(pairs as [unknown, unknown][]);
    }
    const prototype = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) return value;
    const pairs = mapped(Object.entries(value), inside);
    return pairs === undefined ? value : Object.fromEntries(pairs as [string, unknown][]);
  }
}

/** The masker of these values; undefined where there is nothing to be masked. */
export function maskerOf(secrets: Iterable<string>): Masker | undefined {
  const forms = new Set<string>();
  for (const secret of secrets) for (const form of formsOf(secret)) forms.add(form);
  return forms.size === 0 ? undefined : new Masker([...forms].sort((a, b) => b.length - a.length));
}

/** The items as `change` gives them; undefined where it gives each as it was. */
function mapped(items: readonly unknown[], change: (item: unknown) => unknown): unknown[] | undefined {
  let changed: unknown[] | undefined;
  for (const [i, item] of items.entries()) {
    const now = change(item);
    if (changed !== undefined) changed.push(now);
    else if (now !== item) changed = [...items.slice(0, i), now];
  }
  return changed;
}
