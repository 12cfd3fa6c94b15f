/**
 * Modules that compute elsewhere one after the other, each for the next alone: they go as one, so that what passes
 * between them stays where it is. Cheap modules among them that may go anywhere come along; those that have attempts,
 * limits or shares of their own do not.
 */
import type { Plan } from "./plan.ts";

/** What decides beside the plan. */
export interface ChainOptions {
  /** Where a module goes; undefined: nowhere. */
  readonly placeOf: (index: number) => unknown;
  /** Whether modules that are not cacheable go by themselves, because each of their results is to be kept. */
  readonly keepsEach: boolean;
}

/** Chains of two modules at least, by index, upstream first. */
export function chainsOf(plan: Plan, { placeOf, keepsEach }: ChainOptions): readonly (readonly number[])[] {
  const consumers = soleConsumers(plan);
  const { start, source } = plan.connectors;
  /** Chains that may go on, by their last module. */
  const open = new Map<number, { readonly place: unknown; readonly members: number[] }>();
  const chains: (readonly number[])[] = [];
  for (const index of plan.order) {
    if (!mayBeMember(plan, index) || (keepsEach && plan.definitions[index]!.cacheable === false)) continue;
    const place = placeOf(index);
    const before = new Set<number>();
    for (let k = start[index]; k < start[index + 1]; k++) {
      if (consumers[source[k]] === index && open.has(source[k])) before.add(source[k]);
    }
    const [last] = before;
    const chain = before.size === 1 ? open.get(last) : undefined;
    if (chain !== undefined && (chain.place === place || (place === undefined && isPortable(plan, index)))) {
      open.delete(last);
      chain.members.push(index);
      open.set(index, chain);
      if (chain.members.length === 2) chains.push(chain.members);
    } else if (place !== undefined) {
      open.set(index, { place, members: [index] });
    }
  }
  return chains;
}

/** By module: the one module that all its wires go to, at ports that want them before it runs; -1 where there is none. */
function soleConsumers({ definitions, connectors, ports }: Plan): Int32Array {
  const NONE_YET = -2;
  const consumers = new Int32Array(definitions.length).fill(NONE_YET);
  const { start, source, port } = connectors;
  for (let index = 0; index < definitions.length; index++) {
    for (let k = start[index]; k < start[index + 1]; k++) {
      const isSole = consumers[source[k]] === NONE_YET || consumers[source[k]] === index;
      const isWanted = ports[index].inputs.get(port[k])?.updated === "before";
      consumers[source[k]] = isSole && isWanted ? index : -1;
    }
  }
  return consumers;
}

/** It computes once, with one value on each port that is fed. */
function mayBeMember({ isSimple, connectors, functions, pipeline, definitions }: Plan, index: number): boolean {
  if (definitions[index]?.job !== undefined) return false;
  if (isSimple[index] === 0 || pipeline.modules[index].controlParameters.size > 0) return false;
  const fed = functions[index].map(({ port }) => port);
  for (let k = connectors.start[index]; k < connectors.start[index + 1]; k++) fed.push(connectors.port[k]);
  return new Set(fed).size === fed.length &&
    !connectors.sourcePort.slice(connectors.start[index], connectors.start[index + 1]).includes("self");
}

function isPortable({ definitions }: Plan, index: number): boolean {
  return definitions[index]?.parallelizable === "portable";
}
