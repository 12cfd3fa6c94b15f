/** Numbers that JSON does not have, as the nodes of `value_codec.ts`, and what reading nodes shares. */

type FloatNode = number | { readonly float: string };
type IntNode = { readonly int: string };

const LONGEST_INT = 1_000_000;

/** A number that is no integer beyond 2^53. */
export function floatNode(value: number): FloatNode {
  if (Number.isFinite(value)) return Object.is(value, -0) ? { float: "-0" } : value;
  return { float: Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf" };
}

/** A whole number of any size. */
export function intNode(value: bigint): IntNode {
  const text = value.toString(16);
  if (text.length > LONGEST_INT) throw new RangeError("Cannot keep an integer: it has too many digits");
  return { int: text };
}

const FLOATS = new Map<unknown, number>([["nan", NaN], ["inf", Infinity], ["-inf", -Infinity], ["-0", -0]]);

/** The number of a float's node. Throws for what is none. */
export function decodeFloat(node: unknown): number {
  return typeof node === "number" ? node : wanted(FLOATS.get((node as { float?: unknown } | null)?.float));
}

/** The number of an int's node. Throws for what is none. */
export function decodeInt(text: unknown): bigint {
  if (typeof text !== "string" || text.length > LONGEST_INT || !/^-?[0-9a-f]+$/.test(text)) throw damaged();
  return text.startsWith("-") ? -BigInt(`0x${text.slice(1)}`) : BigInt(`0x${text}`);
}

/** What was found; nothing is damage. */
export function wanted<T>(found: T | undefined): T {
  if (found === undefined) throw damaged();
  return found;
}

/** What reading throws. */
export function damaged(): Error {
  return new SyntaxError("Cannot read a value: it is damaged");
}
