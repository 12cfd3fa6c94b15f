/** Which ports may be connected, and how many levels of lists a wire loops over: VisTrails' rules. */
import type { Port } from "../authoring/port.ts";
import { isSubtype, type PortType } from "../authoring/port_type.ts";
import { Boolean, Float, List, Module, Variant } from "../authoring/types.ts";

/** Whether a port's only type is exactly List: it counts as one level of depth. */
export function isList(port: Port): boolean {
  return port.types.length === 1 && port.types[0] === List;
}

function isVariant(port: Port): boolean {
  return port.types.length === 1 && port.types[0] === Variant;
}

/** Whether an output may feed an input: Variant and List go with anything, else each type must be a subtype. */
export function isConnectable(source: Port, destination: Port): boolean {
  if (isList(source) || isList(destination) || isVariant(source) || isVariant(destination)) return true;
  return source.types.length === destination.types.length &&
    source.types.every((type, i) => fits(type, destination.types[i]));
}

/** A Boolean fits where a number is taken: in Python it is one. */
function fits(type: PortType, wanted: PortType): boolean {
  return type === Variant || wanted === Variant || isSubtype(type, wanted) ||
    (type === Boolean && isSubtype(wanted, Float));
}

/** Levels of lists that the value of `source` has beyond what `destination` takes; negative where it has too few. */
export function excessDepth(source: Port, destination: Port): number {
  const [from, to] = [isList(source), isList(destination)];
  let excess = source.depth + Number(from) - destination.depth - Number(to);
  if (from && isVariant(destination)) excess--;
  if (to && isVariant(source)) excess++;
  return excess;
}

/** The type that ports combined into one of a group have: the most special for inputs, the ancestor for outputs. */
export function combinedType(a: PortType, b: PortType, side: "input" | "output"): PortType {
  if (a === Variant) return b;
  if (b === Variant) return a;
  if (side === "input") return isSubtype(a, b) ? a : isSubtype(b, a) ? b : Variant;
  for (let type: PortType | undefined = a; type !== undefined; type = type.base) if (isSubtype(b, type)) return type;
  return Module;
}

/** The full name of a port's types as people read it: `Float`, `(String, Integer)`. */
export function typeText(port: Port): string {
  const names = port.types.map((type) => type.name);
  const text = names.length === 1 ? names[0] : `(${names.join(", ")})`;
  return "[".repeat(port.depth) + text + "]".repeat(port.depth);
}
