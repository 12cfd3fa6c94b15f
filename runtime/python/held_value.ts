/**
 * Values that stand for objects of a Python host: more is known there than here, for as long as the host runs. A list
 * of a class of its own is one, and so is everything that has no counterpart here.
 */
import { Tuple } from "./tuple.ts";

/** How another Python makes an object again: its pickle, or why it cannot. */
export type Pickle = { readonly bytes: Uint8Array } | { readonly whyNot: string };

/** What holds the objects. */
export interface PythonHolder {
  readonly hasEnded: boolean;
  /**
   * What another Python makes the objects from that values stand for, in their order; undefined where no more is known of
   * one than the value itself tells. Never rejects.
   */
  pickle(values: readonly object[]): Promise<readonly (Pickle | undefined)[]>;
}

const holders = new WeakMap<object, PythonHolder>();
let isAnyHeld = false;

/** Notes who holds the object that `value` stands for. */
export function noteHolder(value: object, holder: PythonHolder): void {
  holders.set(value, holder);
  isAnyHeld = true;
}

/** Who holds the object that `value` stands for; undefined for all other values. */
export function holderOf(value: object): PythonHolder | undefined {
  return holders.get(value);
}

/** Whether it stands for an object of a Python host. */
export function isHeldInPython(value: object): boolean {
  return holders.has(value);
}

/** The values in it, itself included, that stand for objects of Python hosts. */
export function* heldIn(value: unknown): Generator<object> {
  if (isAnyHeld) yield* search(value, new Set());
}

/** Whether it, or a value inside it, stands for an object whose host has ended. */
export function holdsLost(value: unknown): boolean {
  return heldIn(value).some((held) => holders.get(held)!.hasEnded);
}

function* search(value: unknown, seen: Set<object>): Generator<object> {
  if (typeof value !== "object" || value === null || seen.has(value)) return;
  seen.add(value);
  if (holders.has(value)) yield value;
  for (const part of partsOf(value)) if (typeof part === "object") yield* search(part, seen);
}

/** What a list, tuple, dict or record holds. */
function partsOf(value: object): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (value instanceof Tuple) return value.items;
  if (value instanceof Map) return [...value.keys(), ...value.values()];
  return Object.getPrototypeOf(value) === Object.prototype ? Object.values(value) : [];
}
