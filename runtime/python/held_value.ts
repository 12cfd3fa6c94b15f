/**
 * Values that stand for objects of a Python host: more is known there than here, for as long as the host runs. A list
 * of a class of its own is one, and so is everything that has no counterpart here.
 */
import { Tuple } from "./tuple.ts";

/** What holds the objects. */
export interface PythonHolder {
  readonly hasEnded: boolean;
}

const holders = new WeakMap<object, PythonHolder>();

/** Notes who holds the object that `value` stands for. */
export function noteHolder(value: object, holder: PythonHolder): void {
  holders.set(value, holder);
}

/** Whether it stands for an object of a Python host. */
export function isHeldInPython(value: object): boolean {
  return holders.has(value);
}

/** Whether it, or a value inside it, stands for an object whose host has ended. */
export function holdsLost(value: unknown): boolean {
  return search(value, new Set());
}

function search(value: unknown, seen: Set<object>): boolean {
  if (typeof value !== "object" || value === null || seen.has(value)) return false;
  seen.add(value);
  if (holders.get(value)?.hasEnded === true) return true;
  for (const part of partsOf(value)) if (search(part, seen)) return true;
  return false;
}

function partsOf(value: object): Iterable<unknown> {
  if (Array.isArray(value)) return value;
  if (value instanceof Tuple) return value.items;
  if (value instanceof Map) return [...value.keys(), ...value.values()];
  return Object.getPrototypeOf(value) === Object.prototype ? Object.values(value) : [];
}
