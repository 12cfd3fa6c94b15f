/** Wiring in types: which output fits which port, and how many loops a wire makes. */
import type { Depth, Nested, Port, Ports } from "./port.ts";

/** @internal */
declare const wire: unique symbol;
/** @internal */
declare const single: unique symbol;

/** What may be connected to a port: an output, or several that `merge` put together. */
export interface Wires<Is = unknown, D extends Depth = Depth> {
  /** @internal */
  readonly [wire]: readonly [Is, D];
}

/** An output of a module that is in the workflow. `D` counts the lists around its value; a `List` is one itself. */
export interface Ref<Is = unknown, D extends Depth = Depth> extends Wires<Is, D> {
  /** @internal */
  readonly [single]: true;
}

/** Where a wire comes to a port that the module does not have. */
export interface NoSuchPort<Name> {
  readonly [wire]: readonly [Name];
}

/** Plus[a][b] and Minus[a][b], kept between 0 and 3. */
type Plus = [[0, 1, 2, 3], [1, 2, 3, 3], [2, 3, 3, 3], [3, 3, 3, 3]];
type Minus = [[0, 0, 0, 0], [1, 0, 0, 0], [2, 1, 0, 0], [3, 2, 1, 0]];
type Deepest<D> = 3 extends D ? 3 : 2 extends D ? 2 : 1 extends D ? 1 : 0;

/** Of outputs and ports alike: `never` stands for a Variant's marks on an output, `unknown` on a port. */
type IsVariant<Is> = [Is] extends [never] ? true : unknown extends Is ? true : false;
type ListLevel<Is> = IsVariant<Is> extends true ? 0 : Is extends { List: 1 } ? 1 : 0;

/** A Variant's value is known when the workflow runs, hence it fits every port. */
type OutputOf<Is, D extends Depth, Loops extends Depth> = IsVariant<Is> extends true ? Ref<never, Plus[D][Loops]>
  : Ref<Is, Plus[Plus[D][ListLevel<Is>]][Loops]>;

/** @internal The output of a port of `Is` and `D` whose module loops so many levels. */
export type RefOf<P, Loops extends Depth = 0> = P extends Port<unknown, infer Is, infer D> ? OutputOf<Is, D, Loops>
  : never;

/** @internal What comes in through the ports of a group, for the modules inside. */
export type GroupInputs<I extends Ports> = { readonly [K in keyof I]: RefOf<I[K]> };

/** @internal The outputs of a module that loops so many levels, and the module itself, for function ports. */
export type Refs<O extends Ports, Loops extends Depth = 0> =
  & { readonly [K in keyof O]: RefOf<O[K], Loops> }
  & { readonly self: Ref<{ Module: 1 }, Loops> };

/** A list fits where its elements do: the module loops. Into a `List` goes everything: what is no list becomes one. */
type Fitting<Is> = IsVariant<Is> extends true ? unknown : Is extends { List: 1 } ? unknown : Is | { List: 1 };

/** Outputs that fit a port of `Is`, at any depth. An interface, for errors show its name. */
interface Into<Is> {
  readonly [wire]: readonly [Fitting<Is>, Depth];
}

/** What one port takes: a value, or outputs. */
export type Source<P> = P extends Port<infer T, infer Is, infer D> ? Nested<T, D> | Into<Is> : never;

/** @internal What the ports of a module take. */
export type Wiring<I extends Ports> =
  & { readonly [K in keyof I as I[K]["optional"] extends true ? never : K]: Source<I[K]> }
  & { readonly [K in keyof I as I[K]["optional"] extends true ? K : never]?: Source<I[K]> };

/** @internal Refuses what is wired to ports that the module does not have. */
export type KnownPorts<I extends Ports, W> = { readonly [K in Exclude<keyof W, keyof I>]: NoSuchPort<K> };

/** Levels of a port: a List into a Variant and a Variant into a List travel as they are. */
type PortLevels<Is, D extends Depth, SourceIs> = IsVariant<Is> extends true ? Plus[D][ListLevel<SourceIs>]
  : IsVariant<SourceIs> extends true ? D
  : Plus[D][ListLevel<Is>];

type LoopsOf<P, S> = P extends Port<unknown, infer Is, infer D>
  ? S extends Wires<infer SourceIs, infer SourceD> ? Minus[SourceD][PortLevels<Is, D, SourceIs>] : 0
  : 0;

/** @internal How many levels a module wired like this loops. */
export type Loops<I extends Ports, W> = Deepest<{ [K in keyof W & keyof I]: LoopsOf<I[K], W[K]> }[keyof W & keyof I]>;

/** @internal Several outputs as one. */
export type Merged<W> = W extends readonly (infer One)[] ? Merged<One>
  : W extends Wires<infer Is, infer D> ? Wires<Is, D>
  : never;

/** @internal What the inside of a group must give for its ports: outputs of their types, exactly as deep. */
export type GroupOutputs<O extends Ports> =
  & { readonly [K in keyof O as O[K]["optional"] extends true ? never : K]: GroupOutput<O[K]> }
  & { readonly [K in keyof O as O[K]["optional"] extends true ? K : never]?: GroupOutput<O[K]> };
type GroupOutput<P> = P extends Port<unknown, infer Is, infer D>
  ? IsVariant<Is> extends true ? Ref : Ref<Fitting<Is>, Plus[D][ListLevel<Is>]>
  : never;
