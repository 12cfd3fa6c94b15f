/** Ports that some modules of a definition have of their own: the items of a Tuple, the variables of a PythonSource. */
import type { PortSpec } from "../pipeline/pipeline.ts";
import type { AnyDefinition } from "./module.ts";
import type { Ports } from "./port.ts";
import type { Definition } from "./workflow.ts";

/** The ports of a definition with those that replace or follow them. */
export type Extended<P extends Ports, Own extends Ports> = Omit<P, keyof Own> & Own;

/** What `withPorts` returns, as the builder sees it. */
export class ExtendedDefinition {
  readonly name: string;
  readonly inputs: Ports;
  readonly outputs: Ports;
  readonly portSpecs: readonly PortSpec[];

  constructor(readonly extended: AnyDefinition, own: { readonly inputs?: Ports; readonly outputs?: Ports }) {
    this.name = extended.name;
    this.inputs = { ...extended.inputs, ...own.inputs };
    this.outputs = { ...extended.outputs, ...own.outputs };
    this.portSpecs = [...specsOf("input", own.inputs), ...specsOf("output", own.outputs)];
  }
}

function specsOf(side: PortSpec["side"], ports: Ports = {}): PortSpec[] {
  return Object.entries(ports).map(([name, { types, depth, hidden }]) => ({
    side,
    name,
    types: types.map(({ package: identifier, namespace, name }) => ({ package: identifier, namespace, name })),
    depth,
    optional: hidden,
  }));
}

/**
 * The definition for modules that have ports of their own beside its ports, in their order.
 *
 * @example
 * ```ts
 * import { defineModule, port, types as t, withPorts, workflow } from "vt";
 * const Count = defineModule({
 *   name: "Count",
 *   dynamicPorts: true,
 *   inputs: {},
 *   outputs: { count: port(t.Integer) },
 *   compute: (_, { dynamicPorts }) => ({ count: dynamicPorts.inputs.length }),
 * });
 * const Two = withPorts(Count, { inputs: { first: port(t.String), second: port(t.Float) } });
 * const built = workflow("two", ({ add }) => {
 *   add(Two, { first: "a", second: 1 });
 * }).build();
 * if (built.pipeline.modules[0].portSpecs.length !== 2) throw new Error("its own ports, of which Count knows nothing");
 * ```
 */
export function withPorts<
  I extends Ports,
  O extends Ports,
  const OwnInputs extends Ports = Record<never, never>,
  const OwnOutputs extends Ports = Record<never, never>,
>(
  definition: Definition<I, O>,
  own: { readonly inputs?: OwnInputs; readonly outputs?: OwnOutputs },
): Definition<Extended<I, OwnInputs>, Extended<O, OwnOutputs>> {
  return new ExtendedDefinition(definition as AnyDefinition, own) as unknown as Definition<
    Extended<I, OwnInputs>,
    Extended<O, OwnOutputs>
  >;
}
