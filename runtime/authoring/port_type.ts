/** What may travel through a port: the types of VisTrails' basic package, and how their constants are written. */

/** @internal Key of a property that only the type checker sees. */
declare const phantom: unique symbol;

/** How the values of a constant type are written as text, in parameters and on the command line. */
export interface Constant<T> {
  /** Reads a value; throws an error that names VisTrails' kind (`ValueError: …`) when the text is no such value. */
  parse(text: string): T;
  /** Writes it as Python 2 prints it: VisTrails' `value_as_string`. */
  format(value: T): string;
  /** Whether a value that arrives at run time is one of this type. */
  validate(value: unknown): boolean;
  /** What an empty parameter text means. */
  readonly default: T;
}

/**
 * A type of ports. `T` is the type of its values in TypeScript; `Is` names the type and its ancestors, so that a
 * subclass fits where its base is wanted.
 */
export interface PortType<T = unknown, Is = unknown> {
  /** Identifier of the package that the type belongs to. */
  readonly package: string;
  /** Path inside the package, `""` at its top. */
  readonly namespace: string;
  /** `Integer`, … */
  readonly name: string;
  /** The type that it derives from. */
  readonly base?: PortType;
  /** How its values are written as text; undefined where they cannot be. */
  readonly constant?: Constant<T>;
  /** @internal Never set: it holds the types `T` and `Is`. */
  readonly [phantom]?: [T, Is];
}

/** Identifier of VisTrails' basic package, to which the types without a package in their name belong. */
export const BASIC = "org.vistrails.vistrails.basic";

/** Whether `type` is `ancestor` or derives from it. */
export function isSubtype(type: PortType, ancestor: PortType): boolean {
  for (let t: PortType | undefined = type; t !== undefined; t = t.base) if (t === ancestor) return true;
  return false;
}
