/** Ports: what a module takes and gives, and what that means for the types of its `compute`. */
import type { Tuple } from "../python/tuple.ts";
import type { PortType } from "./port_type.ts";

/** Levels of lists around a value. Deeper lists than three are known at run time only. */
export type Depth = 0 | 1 | 2 | 3;

/** One port of a definition. */
export interface Port<T = unknown, Is = unknown, D extends Depth = Depth, Optional extends boolean = boolean> {
  /** One type as a rule. Several: a tuple travels. None: the port has no value. */
  readonly types: readonly PortType[];
  /** Levels of lists around its values. */
  readonly depth: D;
  /** Of an input: the module runs without a value on it. Of an output: `compute` may leave it out. */
  readonly optional: Optional;
  /** Of minor interest: not shown until it is used. VisTrails calls this `optional`, in its files too. */
  readonly hidden: boolean;
  /** What the module says when a mandatory value is missing; else it is `Missing value from port x`. */
  readonly missing?: string;
  /** What `compute` receives when nothing is connected or written. */
  readonly default?: T;
  /** The values that make sense, for editors and `vt modules`. */
  readonly values?: readonly T[];
  /** What it is for, in a few words. */
  readonly doc?: string;
  /**
   * When the modules connected to the port are brought up to date. `before`: before this module computes.
   * `lazily`: only when its `control` asks. `upstream`: their upstream before, they themselves are run by `control`.
   */
  readonly updated: "before" | "lazily" | "upstream";
  /** True: `compute` receives the values of all connections and functions, as an array, not the first alone. */
  readonly all: boolean;
  /** Its only type. */
  readonly type?: PortType<T, Is>;
}

/** Ports by name. */
export type Ports = Readonly<Record<string, Port>>;

/** What `port()` may be told beside the type. */
export interface PortOptions<T> {
  /** The value of a port that has neither wire nor value. */
  default?: T;
  /** Without wire, value and default `compute` receives undefined. */
  optional?: true;
  /** As `optional` says, unless told. */
  hidden?: boolean;
  /** What the module says when a mandatory value is missing. */
  missing?: string;
  /** Levels of lists around its values; 0 if nothing is said. */
  depth?: Depth;
  /** The values that make sense. */
  values?: readonly T[];
  /** What it is for, in a few words. */
  doc?: string;
  /** Of a control module: what is connected to it does not run before, see {@linkcode Port}. */
  updated?: "lazily" | "upstream";
}

/**
 * Declares a port. Without `default` or `optional` a value is mandatory.
 *
 * @example
 * ```ts
 * import { port, types as t } from "vt";
 * const how_long = port(t.Integer, { default: 10, doc: "Seconds." });
 * if (how_long.optional !== true) throw new Error("a port with a default need not be connected");
 * ```
 */
export function port<T, Is>(type: PortType<T, Is>): Port<T, Is, 0, false>;
/** Declares a port with a default, optional, or inside lists. */
export function port<T, Is, const O extends PortOptions<NoInfer<T>>>(
  type: PortType<T, Is>,
  options: O,
): Port<
  O extends { optional: true } ? T | undefined : T,
  Is,
  O extends { depth: infer D extends Depth } ? D : 0,
  O extends { optional: true } | { default: unknown } ? true : false
>;
export function port(type: PortType, options: PortOptions<unknown> = {}): Port {
  return { ...shape([type], options), type };
}

/**
 * A port that takes or gives a tuple of several types.
 *
 * @example
 * ```ts
 * import { defineModule, port, Tuple, tuplePort, types as t } from "vt";
 * export const MinMax = defineModule({
 *   name: "MinMax",
 *   inputs: { values: port(t.Float, { depth: 1 }) },
 *   outputs: { range: tuplePort([t.Float, t.Float]) },
 *   compute: ({ values }) => ({ range: new Tuple([Math.min(...values), Math.max(...values)]) }),
 * });
 * ```
 */
export function tuplePort(
  types: readonly PortType[],
  options: { optional?: true; hidden?: boolean; doc?: string } = {},
): Port<Tuple, never, 0, boolean> {
  return { ...shape(types, options), depth: 0 } as Port<Tuple, never, 0, boolean>;
}

/**
 * The same port, whose values all reach `compute`: one per connection and written value, in their order.
 *
 * @example
 * ```ts
 * import { allValues, defineModule, port, types as t, workflow } from "vt";
 * const Largest = defineModule({
 *   name: "Largest",
 *   inputs: { numbers: allValues(port(t.Float)) },
 *   outputs: { value: port(t.Float) },
 *   compute: ({ numbers }) => ({ value: Math.max(...numbers) }),
 * });
 * const built = workflow("largest", ({ add, input, merge, output }) => {
 *   const several = merge(input("a", t.Float, 1), input("b", t.Float, 2));
 *   output("largest", add(Largest, { numbers: several }).value);
 * }).build();
 * if (built.pipeline.connections.length !== 3) throw new Error("two wires to Largest, one from it");
 * ```
 */
export function allValues<T, Is, D extends Depth>(one: Port<T, Is, D>): Port<readonly T[], Is, D, true> {
  return { ...one, all: true, optional: true } as unknown as Port<readonly T[], Is, D, true>;
}

function shape(types: readonly PortType[], options: PortOptions<unknown>): Port {
  const optional = options.optional ?? "default" in options;
  return {
    types,
    depth: options.depth ?? 0,
    optional,
    hidden: options.hidden ?? optional,
    ...(options.missing ? { missing: options.missing } : {}),
    ...("default" in options ? { default: options.default } : {}),
    ...(options.values ? { values: options.values } : {}),
    ...(options.doc ? { doc: options.doc } : {}),
    updated: options.updated ?? "before",
    all: false,
  };
}

/** @internal */
type Minus = [[0, 0, 0, 0], [1, 0, 0, 0], [2, 1, 0, 0], [3, 2, 1, 0]];

/** `T` inside `D` levels of lists. */
export type Nested<T, D extends Depth> = D extends 0 ? T : readonly Nested<T, Minus[D][1] & Depth>[];

/** @internal */
type ValueOf<P> = P extends Port<infer T, unknown, infer D> ? Nested<T, D> : never;

/** What `compute` receives: a value per port. */
export type Inputs<P extends Ports> = { readonly [K in keyof P]: ValueOf<P[K]> };

/** What `compute` returns: a value per port; an optional output may be left out. */
export type Outputs<P extends Ports> =
  & { readonly [K in keyof P as P[K]["optional"] extends true ? never : K]: ValueOf<P[K]> }
  & { readonly [K in keyof P as P[K]["optional"] extends true ? K : never]?: ValueOf<P[K]> };
